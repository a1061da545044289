"""Reports of results folders, to be handed to a committee."""

from __future__ import annotations

from geoaccess.pipeline.reports.build import Report, build_report, render_report
from geoaccess.pipeline.reports.runmap import build_run_map

__all__ = ["Report", "build_report", "build_run_map", "render_report"]
