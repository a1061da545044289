"""The report of a network of partners: who could work together, and on which lines it hangs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from geoaccess.figures.bars import MOST_ROWS, Bar, draw_bars
from geoaccess.model.document import Block, Column, Listing, Paragraph, Section, Table
from geoaccess.model.runfolder import Row, RunFolder, name_of, number
from geoaccess.model.text import Text
from geoaccess.pipeline.reports.common import (
    SHOWN_SITES,
    build_closing,
    describe_question,
    note_rest,
    shown,
)
from geoaccess.pipeline.reports.method import build_day_method
from geoaccess.pipeline.reports.places import illustrate_places
from geoaccess.pipeline.reports.studio import Studio
from geoaccess.units import FloatArray

QUESTION: Final = Text(
    en="Who could work together, meeting face to face in a day?",
    ja="日帰りで対面し、連携できるのはどこ同士か",
)
LINES_SHOWN: Final = 15
COMMUNITIES_SHOWN: Final = 12
_NAMES_LENGTH: Final = 400
"""Characters of a list of names; the whole stands in the tables."""


def build_network_report(run: RunFolder, studio: Studio) -> tuple[Section, ...]:
    """Return the sections of a network of partners."""
    t = studio.say
    return (
        Section(t("Summary", "要点"), [_summary(run, studio)]),
        Section(t("What was asked", "問いと条件"), [describe_question(run, studio.lang)]),
        Section(
            t("Method", "方法"),
            [build_day_method(run, studio.lang), Paragraph(_method(run, studio))],
        ),
        Section(t("Results", "結果"), _results(run, studio)),
        Section(t("Uncertainty", "不確実性"), [Paragraph(_uncertainty(run, studio))]),
        *build_closing(run, studio.lang),
    )


def _method(run: RunFolder, studio: Studio) -> str:
    found = run.record.get("communities", {})
    method = str(found.get("method", "–"))
    return studio.say(
        "Two places are partners when people of each can visit the other, stay the least stay and "
        "be home the same day. A pair weighs the meeting hours of the worse of the two directions. "
        f"Communities: {method}, seed {found.get('seed', '–')}, resolution "
        f"{found.get('resolution', '–')}.",
        "互いに日帰りで訪問し最短滞在を満たせる2地点を「相手」とする。組の重みは、2方向のうち短い方の"
        f"面談可能時間。まとまりの検出：{method}、乱数の種{found.get('seed', '–')}、"
        f"解像度{found.get('resolution', '–')}。",
    )


def _summary(run: RunFolder, studio: Studio) -> Listing:
    t, lang, record = studio.say, studio.lang, run.record
    nodes = run.rows("nodes.csv")
    partners = np.array([number(row["partners"]) for row in nodes])
    best = nodes[int(np.nan_to_num(partners).argmax())]
    n = len(nodes)
    told = [
        t(
            f"{record.get('edges', len(run.rows('edges.csv'))):,} of {n * (n - 1) // 2:,} pairs of "
            f"{n} places are partners.",
            f"{n}か所の{n * (n - 1) // 2:,}組のうち{record.get('edges', 0):,}組が互いに日帰りでき"
            "る。",
        ),
        t(
            f"{name_of(best, lang)} has most partners: {partners.max():.0f}; the middle place has "
            f"{np.median(partners):.0f}.",
            f"相手が最も多いのは{name_of(best, lang)}（{partners.max():.0f}か所）。中央値は"
            f"{np.median(partners):.0f}か所。",
        ),
    ]
    lines = run.rows("lines.csv")
    if lines:
        worst = max(lines, key=lambda row: number(row["edges_lost"]))
        told.append(
            t(
                f"Without {name_of(worst, lang, 'line')} "
                f"{100 * number(worst['share_left']):.0f} % of the pairs are left.",
                f"{name_of(worst, lang, 'line')}が不通なら、組の"
                f"{100 * number(worst['share_left']):.0f}%が残る。",
            )
        )
    return Listing(tuple(told))


def build_links(run: RunFolder) -> FloatArray:
    """Return the ends of the pairs of partners, shape (pairs, 2, 2): from and to, lon and lat."""
    at = {row["id"]: (number(row["lon"]), number(row["lat"])) for row in run.rows("nodes.csv")}
    ends = [(at[row["a_id"]], at[row["b_id"]]) for row in run.rows("edges.csv")]
    return np.array(ends, dtype=np.float64).reshape(-1, 2, 2)


def build_partner_bars(nodes: Sequence[Row], lang: str) -> list[Bar]:
    """Return the places by their number of partners; the remark is the line that matters most."""
    ordered = sorted(nodes, key=lambda row: -np.nan_to_num(number(row["partners"])))
    return [
        Bar(
            id=row["id"],
            name=name_of(row, lang),
            value=number(row["partners"]),
            shown=shown(number(row["partners"]), 0),
            remark=_remark(row, lang),
        )
        for row in ordered
    ]


def _remark(row: Row, lang: str) -> str:
    line = name_of(row, lang, "worst_line")
    lost = number(row.get("partners_lost_with_worst_line"))
    return f"−{lost:.0f}  {line}" if line and lost > 0 else ""


def _results(run: RunFolder, studio: Studio) -> list[Block]:
    t = studio.say
    nodes = run.rows("nodes.csv")
    bars = build_partner_bars(nodes, studio.lang)
    most = MOST_ROWS[studio.paper]
    top = max((bar.value for bar in bars if not np.isnan(bar.value)), default=1.0)
    ordered = sorted(nodes, key=lambda row: -np.nan_to_num(number(row["partners"])))
    blocks: list[Block] = [
        _place_table(ordered, studio),
        studio.illustrate(
            "partners",
            lambda frame: draw_bars(bars, frame, most=max(top, 1.0)),
            caption=t("Partners of each place", "各地の相手の数")
            + (t(f" (the first {most})", f"（上位{most}）") if len(bars) > most else ""),
            subtitle=t(
                "Places with which day returns are possible both ways; at the right, partners lost "
                "without the line that matters most",
                "互いに日帰りできる相手の数。右は最も重要な路線が不通のときに失う数",
            ),
            description=t(
                f"Bars of {min(len(bars), most)} places; values stand in the table.",
                f"{min(len(bars), most)}か所の棒グラフ。値は表にある。",
            ),
        ),
        illustrate_places(ordered, studio, "partners", links=build_links(run)),
        _community_table(run.rows("communities.csv"), studio),
        _line_table(run.rows("lines.csv"), studio),
    ]
    return [block for block in blocks if not (isinstance(block, Table) and not block.rows)]


def _place_table(rows: Sequence[Row], studio: Studio) -> Table:
    t, lang = studio.say, studio.lang
    first = rows[:SHOWN_SITES]
    return Table(
        caption=t("Places by their number of partners", "相手の数の順にみた各地"),
        columns=(
            Column(t("place", "地点"), 4),
            Column(t("partners", "相手"), 1.2, is_number=True),
            Column(t("meeting hours", "面談時間の計"), 1.5, is_number=True),
            Column(t("community", "まとまり"), 1.2, is_number=True),
            Column(t("hangs most on", "最も頼る路線"), 3.5),
        ),
        rows=tuple(
            (
                name_of(row, lang),
                shown(number(row["partners"]), 0),
                shown(number(row["meeting_hours"])),
                shown(number(row["community"]), 0),
                name_of(row, lang, "worst_line") or "–",
            )
            for row in first
        ),
        note=note_rest(len(first), len(rows), "nodes.csv", lang),
    )


def _community_table(rows: Sequence[Row], studio: Studio) -> Table:
    t, lang = studio.say, studio.lang
    first = rows[:COMMUNITIES_SHOWN]

    def cut(text: str) -> str:
        return text if len(text) <= _NAMES_LENGTH else text[:_NAMES_LENGTH] + "…"

    return Table(
        caption=t("Communities that could work as one cluster", "一体として連携しうるまとまり"),
        columns=(
            Column(t("no.", "番号"), 0.8, is_number=True),
            Column(t("places", "地点数"), 1, is_number=True),
            Column(t("names", "名称"), 6),
            Column(t("industries of several", "共通する産業"), 3),
        ),
        rows=tuple(
            (
                row["community"],
                row["places"],
                cut(name_of(row, lang, "names")),
                cut(name_of(row, lang, "industries_of_several")),
            )
            for row in first
        ),
        note=note_rest(len(first), len(rows), "communities.csv", lang),
    )


def _line_table(rows: Sequence[Row], studio: Studio) -> Table:
    t, lang = studio.say, studio.lang
    first = rows[:LINES_SHOWN]
    return Table(
        caption=t("Pairs that the loss of one line breaks", "一つの路線の不通で途切れる組"),
        columns=(
            Column(t("line", "路線"), 5),
            Column(t("pairs lost", "失う組"), 1.5, is_number=True),
            Column(t("share left, %", "残る割合 %"), 1.5, is_number=True),
        ),
        rows=tuple(
            (
                name_of(row, lang, "line"),
                shown(number(row["edges_lost"]), 0),
                shown(100 * number(row["share_left"])),
            )
            for row in first
        ),
        note=note_rest(len(first), len(rows), "lines.csv", lang),
    )


def _uncertainty(run: RunFolder, studio: Studio) -> str:
    found: dict[str, Any] = run.record.get("communities", {})
    agreement, modularity = found.get("agreement"), found.get("modularity")
    return studio.say(
        "No draws are made of the timetable. Communities depend on chance: over "
        f"{found.get('runs', '–')} runs the agreement with the one shown is {agreement} (1: always "
        f"the same), modularity {modularity}. A low modularity means that the borders between "
        "communities are soft.",
        f"ダイヤの抽出は行わない。まとまりの検出は偶然に左右され、{found.get('runs', '–')}回の試"
        "行との"
        f"一致度は{agreement}（1なら常に同じ）、モジュラリティは{modularity}。値が低いほど境界は曖昧。",
    )
