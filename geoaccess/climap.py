"""`geoaccess map`: the map of an earlier run, made again from its results folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geoaccess.clioptions import Debug, Language, handled
from geoaccess.errors import FileError

PAGE_SUFFIX = ".html"


def draw_map(
    run_dir: Annotated[
        Path, typer.Argument(metavar="RUN_DIR", help="Results folder of an earlier run.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="FILE.html; default map.html in RUN_DIR."),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option("--lang", help="Language in which it opens; default that of the run."),
    ] = None,
    tiles: Annotated[
        bool,
        typer.Option("--tiles", help="Offer 地理院タイル as base map; it needs a network."),
    ] = False,
    debug: Debug = False,
) -> None:
    """Make the map of an earlier run again: one HTML file that opens offline."""
    with handled(debug):
        from geoaccess.pipeline.mapfile import load_map_content
        from geoaccess.report.files import write_text

        path = output if output is not None else run_dir / "map.html"
        if path.suffix.lower() != PAGE_SUFFIX:
            raise FileError(f"{path.name}: give a file that ends in {PAGE_SUFFIX}")
        content = load_map_content(run_dir)
        if lang is not None:
            content = content.in_language(lang.value)
        from geoaccess.maps.page import render_score_map

        write_text(render_score_map(content, tiles=tiles), path)
        print(f"{path}: map of {len(content.sites)} sites, {len(content.views)} networks")
