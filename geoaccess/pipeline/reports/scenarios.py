"""What a run assumed: its scenarios with years, choices, sources, and the words that mark it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geoaccess.model.document import Column, Lang, Table
from geoaccess.model.text import Text

ASSUMED: Final = Text("assumption", "仮定")
_CONFIDENCE: Final = {
    "high": Text("high", "高"),
    "medium": Text("medium", "中"),
    "low": Text("low", "低"),
}


@dataclass(frozen=True, kw_only=True)
class StatedScenario:
    """A scenario as run.json keeps it.

    Attributes
    ----------
    openings
        First and last year in which each of its parts may open, by name.
    choices
        What was chosen of its options, by name.
    assumptions
        What it assumes, in words.
    sources
        Figures of it: what they say, where they come from, how sure they are.
    """

    name: str
    title: Text
    openings: Mapping[str, tuple[int, int]]
    choices: Mapping[str, str]
    assumptions: tuple[Text, ...]
    sources: tuple[tuple[str, str, str], ...]

    def describe(self, lang: Lang) -> str:
        """Return its title, the years in which it may open, and what was chosen of its options."""
        spans = dict.fromkeys(f"{first}–{last}" for first, last in self.openings.values())
        chosen = ", ".join(f"{name} = {value}" for name, value in self.choices.items())
        if lang == "ja":
            years = "・".join(f"{span.replace('–', '〜')}年" for span in spans) or "年の仮定なし"
            told = f"{self.title.ja}（{self.name}）：開業 {years}"
            return f"{told}、選択 {chosen}" if chosen else told
        told = f"{self.title.en} ({self.name}): opening {', '.join(spans) or 'no year assumed'}"
        return f"{told}; options {chosen}" if chosen else told


def read_scenarios(record: Mapping[str, Any]) -> tuple[StatedScenario, ...]:
    """Return the scenarios that a run assumed, none where it assumed none."""
    return tuple(_read(one) for one in record.get("scenarios", ()))


def _read(one: Mapping[str, Any]) -> StatedScenario:
    """Return a scenario of a score (one opening), or of a comparison (one for each part)."""
    name = str(one["name"])
    openings = {}
    if one.get("opening"):
        openings[name] = (int(one["opening"][0]), int(one["opening"][1]))
    for part, years in one.get("openings", {}).items():
        if years:
            openings[part] = (int(years["first_year"]), int(years["last_year"]))
    choices = one.get("choices", one.get("options", {}))
    return StatedScenario(
        name=name,
        title=Text(**one["title"]),
        openings=openings,
        choices={str(key): str(value) for key, value in choices.items()},
        assumptions=tuple(Text(**text) for text in one.get("assumptions", ())),
        sources=tuple(
            (str(source["figure"]), str(source["source"]), str(source["confidence"]))
            for source in one.get("sources", ())
        ),
    )


def describe_status(scenarios: tuple[StatedScenario, ...], lang: Lang) -> str:
    """Return what every page and figure of a run with scenarios says; empty without any."""
    titles = [one.title.spoken(lang) for one in scenarios]
    if not titles:
        return ""
    return f"仮定：{'、'.join(titles)}" if lang == "ja" else f"Assumption: {'; '.join(titles)}"


def mark_assumed(caption: str, lang: Lang) -> str:
    """Return a caption that says that what it tells is assumed; as it is where it does."""
    word = ASSUMED.spoken(lang)
    if word in caption:
        return caption
    return f"{caption}（{word}）" if lang == "ja" else f"{caption} ({word})"


def list_assumed(scenarios: tuple[StatedScenario, ...], lang: Lang) -> tuple[str, ...]:
    """Return what the scenarios assume: their years and choices, then their own sentences."""
    head = Text("Scenario, assumed as a whole", "シナリオ（全体が仮定）").spoken(lang)
    colon = "：" if lang == "ja" else ": "
    told = []
    for one in scenarios:
        told.append(f"{head}{colon}{one.describe(lang)}")
        told += [text.spoken(lang) for text in one.assumptions]
    return tuple(told)


def list_figures(scenarios: tuple[StatedScenario, ...], lang: Lang) -> Table | None:
    """Return the figures of the scenarios with their sources; None where none is named."""
    several = len(scenarios) > 1
    rows = [
        (
            *((one.title.spoken(lang),) if several else ()),
            figure,
            source,
            _CONFIDENCE[sure].spoken(lang) if sure in _CONFIDENCE else sure,
        )
        for one in scenarios
        for figure, source, sure in one.sources
    ]
    if not rows:
        return None
    columns = [
        Column(Text("Figure", "数値").spoken(lang), 4.5),
        Column(Text("Source", "出典").spoken(lang), 4),
        Column(Text("Confidence", "確かさ").spoken(lang), 1.3),
    ]
    if several:
        columns.insert(0, Column(Text("Scenario", "シナリオ").spoken(lang), 2.2))
    caption = Text(
        "Figures of the scenarios (assumption), their sources and how sure they are",
        "シナリオの数値（仮定）とその出典・確かさ",
    )
    return Table(
        caption=caption.spoken(lang), columns=tuple(columns), rows=tuple(dict.fromkeys(rows))
    )
