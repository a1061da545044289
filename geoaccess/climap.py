"""`geoaccess map`: the map of an earlier run, made again from its results folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geoaccess.clioptions import Debug, Language, PaperSize, handled
from geoaccess.errors import FileError, InputError

if TYPE_CHECKING:
    from geoaccess.model.document import Lang

PAGE_SUFFIX = ".html"
FIGURE_SUFFIXES = (".png", ".svg", ".pdf")


def draw_map(
    run_dir: Annotated[
        Path, typer.Argument(metavar="RUN_DIR", help="Results folder of an earlier run.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="FILE.html, or FILE.png, .svg or .pdf for paper; default map.html in RUN_DIR.",
        ),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option(
            "--lang",
            help="Language; default of a page that of the run, of a figure for paper English.",
        ),
    ] = None,
    tiles: Annotated[
        bool,
        typer.Option("--tiles", help="Offer 地理院タイル as base map; it needs a network."),
    ] = False,
    paper: Annotated[
        PaperSize | None,
        typer.Option("--paper", help="Paper of a .png, .svg or .pdf; default a4."),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario", help="Which scenario of a whatif a .png, .svg or .pdf shows, by name."
        ),
    ] = None,
    debug: Debug = False,
) -> None:
    """Make the map of an earlier run again: one HTML file that opens offline, or a figure."""
    with handled(debug):
        path = output if output is not None else run_dir / "map.html"
        suffix = path.suffix.lower()
        if suffix not in (PAGE_SUFFIX, *FIGURE_SUFFIXES):
            raise FileError(
                f"{path.name}: give a file that ends in {PAGE_SUFFIX}, {', '.join(FIGURE_SUFFIXES)}"
            )
        language: Lang | None = lang.value if lang is not None else None
        if suffix == PAGE_SUFFIX:
            if paper is not None or scenario is not None:
                name = "paper" if paper is not None else "scenario"
                raise InputError(f"--{name} is for maps on paper; let {path.name} end in .pdf")
            told = _write_page(run_dir, path, language, tiles=tiles)
        else:
            if tiles:
                raise InputError(f"--tiles is for a page; let {path.name} end in {PAGE_SUFFIX}")
            told = _write_figure(run_dir, path, language, paper or PaperSize.A4, scenario)
        print(f"{path}: {told}")


def _write_page(run_dir: Path, path: Path, lang: Lang | None, *, tiles: bool) -> str:
    """Write the map as a page; return what it holds."""
    from geoaccess.maps.page import render_score_map
    from geoaccess.pipeline.mapfile import load_map_content
    from geoaccess.report.files import write_text

    content = load_map_content(run_dir)
    if lang is not None:
        content = content.in_language(lang)
    write_text(render_score_map(content, tiles=tiles), path)
    return f"map of {len(content.sites)} sites, {len(content.views)} networks"


def _write_figure(
    run_dir: Path, path: Path, lang: Lang | None, paper: PaperSize, scenario: str | None
) -> str:
    """Write the map as a figure for paper; return what it is."""
    from geoaccess.pipeline.reports import build_run_map
    from geoaccess.report.documents.files import check_figure_file, write_bytes

    form = check_figure_file(path)
    content = build_run_map(
        run_dir,
        form,
        lang=lang or "en",
        paper=paper.value,
        scenario=scenario,
    )
    write_bytes(content, path)
    return f"map for {paper.value.upper()}"
