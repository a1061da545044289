"""The report of a robustness run: what is left when a link is closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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

QUESTION: Final = Text(
    en="What is left of a day's meetings when a link is closed?",
    ja="区間が不通になると、日帰りの対面はどれだけ残るか",
)
_LEFT_OUT: Final = (
    Text(
        en="How likely a closure is. Retention says what would be lost, not how often.",
        ja="不通の起こりやすさ。失われるものを示し、頻度は示さない。",
    ),
)
LINKS_SHOWN: Final = 15


def build_robustness_report(run: RunFolder, studio: Studio) -> tuple[Section, ...]:
    """Return the sections of a robustness run."""
    t = studio.say
    rows = run.rows("sites.csv")
    return (
        Section(t("Summary", "要点"), [_summary(run, rows, studio)]),
        Section(t("What was asked", "問いと条件"), [describe_question(run, studio.lang)]),
        Section(t("Method", "方法"), [build_day_method(run, studio.lang), _method(studio)]),
        Section(t("Results", "結果"), _results(run, rows, studio)),
        Section(
            t("Uncertainty", "不確実性"),
            [
                Paragraph(
                    t(
                        "No draws are made. Nobody drives to another station than usual and there "
                        "are no replacement buses, so that retention is on the low side; lines "
                        "that "
                        "share a track close one by one, which is on the high side.",
                        "抽出は行わない。普段と違う駅へ向かうことや代替バスは考えないため、残存率は"
                        "低めに出る。線路を共有する路線は別々に不通とするため、その点では高めに出る。",
                    )
                )
            ],
        ),
        *build_closing(run, studio.lang, left_out=_LEFT_OUT),
    )


def build_bars(rows: Sequence[Row], lang: str) -> list[Bar]:
    """Return what each site keeps without its worst section, in percent; its name as remark."""
    return [
        Bar(
            id=row["site_id"],
            name=name_of(row, lang),
            value=100 * number(row["section_retention"]),
            shown=f"{shown(100 * number(row['section_retention']), 0)} %",
            remark=name_of(row, lang, "section_worst"),
        )
        for row in rows
    ]


def _summary(run: RunFolder, rows: Sequence[Row], studio: Studio) -> Listing:
    t, lang = studio.say, studio.lang
    known = [row for row in rows if row["section_retention"]]
    told = []
    if known:
        kept = np.array([number(row["section_retention"]) for row in known])
        last = known[int(kept.argmin())]
        told = [
            t(
                f"Without its worst section the middle of {len(known)} sites keeps "
                f"{100 * np.median(kept):.0f} % of its reach.",
                f"最も影響の大きい区間が不通のとき、{len(known)}地点の中央値で到達の"
                f"{100 * np.median(kept):.0f}%が残る。",
            ),
            t(
                f"{name_of(last, lang)} hangs most on one section: {100 * kept.min():.0f} % is "
                "left "
                f"without {name_of(last, lang, 'section_worst')}.",
                f"一つの区間に最も頼るのは{name_of(last, lang)}："
                f"{name_of(last, lang, 'section_worst')}が不通なら{100 * kept.min():.0f}%が残る。",
            ),
        ]
    links = [row for row in run.rows("links.csv") if row["kind"] == "section"]
    if links:
        top = max(links, key=lambda row: np.nan_to_num(number(row["importance_reach_pct"])))
        told.append(
            t(
                "The section on which most hangs for all sites together: "
                f"{name_of(top, lang, 'link')}.",
                f"全地点を通して最も重要な区間：{name_of(top, lang, 'link')}。",
            )
        )
    nobody = [name_of(row, lang) for row in rows if not row["section_retention"]]
    if nobody:
        told.append(
            t(
                f"Without robustness, since they reach nobody: {', '.join(nobody[:10])}.",
                f"誰にも会えないため頑健性のない地点：{'、'.join(nobody[:10])}。",
            )
        )
    return Listing(tuple(told))


def _method(studio: Studio) -> Paragraph:
    return Paragraph(
        studio.say(
            "Every section, line and station that a day return runs over is closed in turn, and "
            "every named corridor as a whole. Retention is R(e) / R: the reach without e by the "
            "reach of a normal day. Importance of a link is the mean of the reach that is lost "
            "over "
            "all sites (Jenelius and others 2006); what a line carries is its Shapley value over "
            "random orders of lines.",
            "日帰りの経路が通る区間・路線・駅を一つずつ、災害想定の区間群は全体を同時に不通とする。"
            "残存率は R(e) ÷ R（e が不通のときの到達÷平常時の到達）。区間の重要度は全地点で失われる"
            "到達の平均（Jenelius ほか 2006）。路線が担う割合は、路線の順序を無作為に変えたシャー"
            "プレイ値。",
        )
    )


def _results(run: RunFolder, rows: Sequence[Row], studio: Studio) -> list[Block]:
    t = studio.say
    bars = build_bars(rows, studio.lang)
    most = MOST_ROWS[studio.paper]
    return [
        _site_table(rows, studio),
        studio.illustrate(
            "retention",
            lambda frame: draw_bars(bars, frame, most=100),
            caption=t("What each site keeps", "各地点に残る割合")
            + (t(f" (the first {most})", f"（上位{most}）") if len(bars) > most else ""),
            subtitle=t(
                "% of reach that is left without the worst section, which is named at the right",
                "最も影響の大きい区間（右に表示）が不通でも残る到達の割合（%）",
            ),
            description=t(
                f"Bars of {min(len(bars), most)} sites; values stand in the table.",
                f"{min(len(bars), most)}地点の棒グラフ。値は表にある。",
            ),
        ),
        illustrate_places(rows, studio, "section_retention"),
        _link_table(run, studio),
    ]


def _site_table(rows: Sequence[Row], studio: Studio) -> Table:
    t = studio.say
    first = rows[:SHOWN_SITES]

    def percent(row: Row, name: str) -> str:
        return shown(100 * number(row.get(name)), 0)

    return Table(
        caption=t(
            "Reach, and what is left of it without the worst section, line, station and corridor "
            "(%); hubs that survive the loss of any line",
            "到達率と、最も影響の大きい区間・路線・駅・区間群が不通でも残る割合（%）、"
            "どの路線が不通でも会える拠点数",
        ),
        columns=(
            Column(t("site", "候補地"), 3.4),
            Column(t("reach", "到達率"), 1.1, is_number=True),
            Column(t("section", "区間"), 1.1, is_number=True),
            Column(t("line", "路線"), 1, is_number=True),
            Column(t("station", "駅"), 1, is_number=True),
            Column(t("corridor", "区間群"), 1.1, is_number=True),
            Column(t("hubs kept", "残る拠点"), 1.2, is_number=True),
        ),
        rows=tuple(
            (
                name_of(row, studio.lang),
                shown(number(row["reach_pct"])),
                *(
                    percent(row, f"{k}_retention")
                    for k in ("section", "line", "station", "corridor")
                ),
                shown(number(row.get("hubs_survive_any_line")), 0),
            )
            for row in first
        ),
        note=note_rest(len(first), len(rows), "sites.csv", studio.lang),
    )


def _link_table(run: RunFolder, studio: Studio) -> Table:
    t, lang = studio.say, studio.lang
    words = {"section": t("section", "区間"), "line": t("line", "路線"),
             "station": t("station", "駅"), "corridor": t("corridor", "区間群")}  # fmt: skip
    rows = sorted(
        run.rows("links.csv"),
        key=lambda row: -np.nan_to_num(number(row["importance_reach_pct"])),
    )
    first = rows[:LINKS_SHOWN]
    return Table(
        caption=t(
            "Links that matter most: mean reach lost over all sites, in points",
            "重要な区間・路線・駅：全地点で失われる到達率の平均（ポイント）",
        ),
        columns=(
            Column(t("kind", "種類"), 1.2),
            Column(t("link", "名称"), 5),
            Column(t("sites using it", "使う地点"), 1.3, is_number=True),
            Column(t("reach lost", "失う到達率"), 1.4, is_number=True),
        ),
        rows=tuple(
            (
                words.get(row["kind"], row["kind"]),
                name_of(row, lang, "link"),
                shown(number(row["sites_using"]), 0),
                shown(number(row["importance_reach_pct"])),
            )
            for row in first
        ),
        note=note_rest(len(first), len(rows), "links.csv", lang),
    )
