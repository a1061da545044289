"""What stands under a figure that is kept alone, and at the foot of every page."""

from __future__ import annotations

from geoaccess import __version__
from geoaccess.figures.frame import Paper
from geoaccess.model.document import Lang
from geoaccess.model.runfolder import RunFolder
from geoaccess.pipeline.reports.common import describe_question
from geoaccess.pipeline.reports.scenarios import ASSUMED, describe_status, read_scenarios
from geoaccess.pipeline.reports.studio import Form, Studio


def tell_run(run: RunFolder, lang: Lang) -> str:
    """Return command, version and digest of a run."""
    version, digest = run.record["versions"]["geoaccess"], run.record["digest"]
    if lang == "ja":
        made = "" if version == __version__ else f"、報告 {__version__}"
        return f"geoaccess {version}（{run.command}{made}）　計算の識別子 {digest}"
    made = "" if version == __version__ else f", report {__version__}"
    return f"geoaccess {version} ({run.command}{made}), run {digest}"


def tell_foot(run: RunFolder, question: str, lang: Lang) -> str:
    """Return question, day, network, run and credits in one line of text."""
    day = describe_question(run, lang).items[:5]
    credited = dict.fromkeys(str(one["credit"]) for one in run.record.get("sources", []))
    sources = f"{'出典：' if lang == 'ja' else 'Sources: '}{'; '.join(credited)}"
    parts = [question, *(f"{name} {value}" for name, value in day), tell_run(run, lang), sources]
    return ("　" if lang == "ja" else ". ").join(parts)


def open_studio(run: RunFolder, *, lang: Lang, paper: Paper, form: Form) -> Studio:
    """Return where the figures of a run are made: each says whether scenarios are assumed.

    Captions of a comparison name their scenario; elsewhere the figure does.
    """
    scenarios = read_scenarios(run.record)
    status = describe_status(scenarios, lang)
    if run.command == "whatif":
        status = ASSUMED.spoken(lang).capitalize()
    return Studio(lang=lang, paper=paper, form=form, status=status)
