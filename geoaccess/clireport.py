"""`geoaccess report`: a results folder as one HTML page or one PDF for a committee."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from geoaccess.clioptions import Debug, Lang, Language, PaperSize, handled


class ReportFormat(str, Enum):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"


def report(
    run_dir: Annotated[
        Path, typer.Argument(help="Results folder of score, history, robustness or network.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File to write; .html or .pdf, as --format.")
    ],
    report_format: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="html or pdf; default: by the ending of the file."),
    ] = None,
    paper: Annotated[
        PaperSize, typer.Option("--paper", help="Paper that it is printed on.")
    ] = PaperSize.A4,
    site: Annotated[
        list[str] | None,
        typer.Option(
            "--site",
            help="Id or name of a site of a score to look at more closely; repeatable; default: "
            "the first three.",
        ),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option("--figures", help="Folder for the figures alone, as PNG, SVG and PDF."),
    ] = None,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Write a report of a run: question, method, results, uncertainty, assumptions, sources."""
    with handled(debug):
        from geoaccess.console import show_progress
        from geoaccess.pipeline.reports import build_report, render_report
        from geoaccess.report.documents.files import (
            check_figures_folder,
            check_report_file,
            write_bytes,
            write_figures,
        )

        wanted = check_report_file(output, report_format.value if report_format else None)
        check_figures_folder(figures)
        with show_progress() as progress:
            progress("drawing figures")
            made = build_report(
                run_dir, form=wanted, lang=lang.value, paper=paper.value, sites=site or ()
            )
            content = render_report(made)
            if figures is not None:
                progress("writing figures")
                write_figures(made.export_figures(), figures)
            write_bytes(content, output)
        print(output)
