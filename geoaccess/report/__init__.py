"""Tables and records of a run, and the files they are written to."""

from __future__ import annotations

from geoaccess.report.files import (
    RESULT_FILES,
    check_folder,
    csv_text,
    json_text,
    write_record,
    write_table,
)
from geoaccess.report.matrix import build_matrix_table
from geoaccess.report.results import ScoreResults, write_results

__all__ = [
    "RESULT_FILES",
    "ScoreResults",
    "build_matrix_table",
    "check_folder",
    "csv_text",
    "json_text",
    "write_record",
    "write_results",
    "write_table",
]
