"""The report of a results folder: sections of its command, set as HTML or PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geoaccess.errors import InputError
from geoaccess.figures.fonts import find_font, printable, wrap_text
from geoaccess.figures.frame import Paper
from geoaccess.model.document import Block, Document, Illustration, Lang, Section, Table
from geoaccess.model.runfolder import RunFolder, number
from geoaccess.model.text import Text
from geoaccess.pipeline.explain import Results
from geoaccess.pipeline.reports import history, network, robustness, score, whatif
from geoaccess.pipeline.reports.common import describe_question
from geoaccess.pipeline.reports.scenarios import describe_status, mark_assumed, read_scenarios
from geoaccess.pipeline.reports.standing import open_studio, tell_foot, tell_run
from geoaccess.pipeline.reports.studio import Form, Studio
from geoaccess.sources.runfolder import load_run_folder

LOOKED_AT: Final = 3
"""Sites of a score that are looked at more closely where none is named."""
_BUILDERS: Final[Mapping[str, tuple[Text, Callable[[RunFolder, Studio], tuple[Section, ...]]]]] = {
    "history": (history.QUESTION, history.build_history_report),
    "robustness": (robustness.QUESTION, robustness.build_robustness_report),
    "network": (network.QUESTION, network.build_network_report),
    "whatif": (whatif.QUESTION, whatif.build_whatif_report),
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report, and the studio that can draw its figures to stand alone."""

    run: RunFolder
    document: Document
    studio: Studio

    def export_figures(self) -> dict[str, bytes]:
        """Return its figures as PNG, SVG and PDF by file name, with question, day and credits."""
        foot = tell_foot(self.run, self.document.title, self.studio.lang)
        return self.studio.export(foot)


def build_report(
    folder: Path,
    *,
    form: Form = "html",
    lang: Lang = "en",
    paper: Paper = "a4",
    sites: Sequence[str] = (),
) -> Report:
    """Return the report of a results folder.

    Parameters
    ----------
    sites
        Ids or names of sites of a score to look at more closely; default: the first three.

    Raises
    ------
    FileError
        When the folder holds no results of which there is a report, or a package is missing.
    InputError
        When its tables cannot be used, or sites are named of a run that is no score.
    UnknownNameError
        When a site is none of the run.
    """
    find_font()
    run = load_run_folder(folder)
    status = describe_status(read_scenarios(run.record), lang)
    studio = open_studio(run, lang=lang, paper=paper, form=form)
    if run.command == "score":
        question = score.QUESTION
        found = Results.of(run)
        ranked = sorted(found.scores, key=lambda row: number(row["rank"]))
        looked = [found.find(name) for name in sites] or ranked[:LOOKED_AT]
        sections = score.build_score_report(run, studio, looked)
    else:
        if sites:
            raise InputError(f"--site is for reports of a score; {folder} holds a {run.command}")
        question, build = _BUILDERS[run.command]
        sections = build(run, studio)
    document = Document(
        lang=lang,
        paper=paper,
        title=question.spoken(lang),
        subtitle=_subtitle(run, lang),
        foot=tell_run(run, lang),
        labels=(Text("Figure", "図").spoken(lang), Text("Table", "表").spoken(lang)),
        sections=_mark(sections, lang) if studio.status else sections,
        status=status,
    )
    return Report(run=run, document=document, studio=studio)


def render_report(report: Report) -> bytes:
    """Return the file of a report: an HTML page or a PDF, as its studio was made for."""
    from geoaccess.report.documents import render_html, render_pdf

    if report.studio.form == "html":
        return render_html(report.document).encode()
    return render_pdf(
        report.document,
        figures=report.studio.render_pages(),
        font=find_font(),
        clean=printable,
        wrap=wrap_text,
    )


def _mark(sections: tuple[Section, ...], lang: Lang) -> tuple[Section, ...]:
    """Return sections whose tables of results say that they are assumed, as the figures do."""
    return tuple(
        replace(section, blocks=[_mark_table(block, lang) for block in section.blocks])
        if any(isinstance(block, Illustration) for block in section.blocks)
        else section
        for section in sections
    )


def _mark_table(block: Block, lang: Lang) -> Block:
    if not isinstance(block, Table):
        return block
    return replace(block, caption=mark_assumed(block.caption, lang))


def _subtitle(run: RunFolder, lang: Lang) -> str:
    facts = dict(describe_question(run, lang).items)
    sites, hubs = (Text("Sites", "候補地"), Text("Hubs", "研究拠点"))
    comma = "、" if lang == "ja" else "; "
    return comma.join(f"{one.spoken(lang)}: {facts[one.spoken(lang)]}" for one in (sites, hubs))
