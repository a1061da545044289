"""`geoaccess explain`: why a site scores what it scores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geoaccess.clioptions import Debug, Lang, Language, PlainAnswer, PlainFormat, handled


def explain(
    run_dir: Annotated[Path, typer.Argument(help="Results folder of geoaccess score.")],
    site: Annotated[str, typer.Argument(help="Id or name of a site of that run.")],
    output_format: PlainAnswer = PlainFormat.TABLE,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Say why a site scores what it scores, with its trains, and what would move its rank."""
    with handled(debug):
        from geoaccess.console import first_run_notice, show_progress
        from geoaccess.pipeline.explain import explain_site, find_parts, load_results
        from geoaccess.report import json_text

        results = load_results(run_dir)
        row = results.find(site)
        with first_run_notice(), show_progress() as progress:
            told = explain_site(results, site, progress=progress)
        if output_format is PlainFormat.JSON:
            parts = [vars(part) for part in find_parts(results, row)]
            document = {
                "site_id": row["site_id"],
                "score": float(row["score"]),
                "parts": parts,
                "sentences": [one._asdict() for one in told],
            }
            print(json_text(document))
            return
        for one in told:
            print(one.ja if lang is Language.JA else one.en)
