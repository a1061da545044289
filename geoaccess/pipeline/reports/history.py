"""The report of a history: what each opening changed for the sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from geoaccess.figures.curves import SHOWN, Curves, build_curves, draw_curves
from geoaccess.figures.slopes import MOST_SITES, Slope, draw_slopes
from geoaccess.model.document import Block, Column, Illustration, Listing, Paragraph, Section, Table
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
from geoaccess.pipeline.reports.studio import Studio

QUESTION: Final = Text(
    en="What did each opening change for whom people can meet in a day?",
    ja="開業のたびに、日帰りで会える相手はどう変わったか",
)
_ASSUMED: Final = (
    Text(
        en="A difference between sites that an opening served and those that it did not says what "
        "changed where, not why.",
        ja="開業の恩恵を受けた地点とそうでない地点の差は、どこで変わったかを示すもので、"
        "原因を示すものではない。",
    ),
)
EVENT_YEARS: Final = 5


def build_history_report(run: RunFolder, studio: Studio) -> tuple[Section, ...]:
    """Return the sections of a history."""
    t = studio.say
    reach = build_curves(run.rows("history.csv"), "reach_pct", studio.lang)
    return (
        Section(t("Summary", "要点"), [_summary(run, reach, studio)]),
        Section(t("What was asked", "問いと条件"), [describe_question(run, studio.lang)]),
        Section(
            t("Method", "方法"),
            [
                build_day_method(run, studio.lang),
                Paragraph(
                    t(
                        "Reach is 100·ΣM·K / ΣM, the share of the mass of hubs that can be met, "
                        "computed for the network as it stood at the end of each year, and for the "
                        "day before and the day of each opening.",
                        "到達率は 100·ΣM·K ÷ ΣM（会える拠点の規模の割合）。各年末の路線網と、"
                        "開業の前日・当日の路線網について計算する。",
                    )
                ),
            ],
        ),
        Section(t("Results", "結果"), _results(run, reach, studio)),
        Section(t("Uncertainty", "不確実性"), [_uncertainty(studio)]),
        *build_closing(run, studio.lang, assumed=_ASSUMED),
    )


def _summary(run: RunFolder, reach: Curves, studio: Studio) -> Listing:
    t = studio.say
    first, last = reach.years[0], reach.years[-1]
    begin, end = reach.values[:, 0], reach.values[:, -1]
    middle = [np.nanmedian(one) if not np.isnan(one).all() else np.nan for one in (begin, end)]
    told = [
        t(
            f"From {first} to {last} the middle of {len(reach.names)} sites went from "
            f"{shown(middle[0])} to {shown(middle[1])} % of the mass of hubs met in a day.",
            f"{first}年から{last}年に、{len(reach.names)}地点の中央値で日帰りで会える拠点の規模は"
            f"{shown(middle[0])}%から{shown(middle[1])}%になった。",
        ),
    ]
    for best in reach.find_movers(1):
        a, b = (shown(float(ends[best])) for ends in reach.find_ends())
        told.append(
            t(
                f"{reach.names[best]} gained most: from {a} to {b} %.",
                f"最も伸びたのは{reach.names[best]}：{a}%から{b}%。",
            )
        )
    gains = _gains(run.rows("openings.csv"), studio.lang)
    if gains:
        top = max(gains, key=lambda one: one[3])
        told.append(
            t(
                f"The greatest gain of one site on one day: {top[4]}, +{top[3]:.1f} points, on "
                f"{top[0]} ({top[1]}).",
                f"1日で最大の伸び：{top[4]}、{top[0]}（{top[1]}）に+{top[3]:.1f}ポイント。",
            )
        )
    return Listing(tuple(told))


def _results(run: RunFolder, reach: Curves, studio: Studio) -> list[Block]:
    t = studio.say
    openings = run.rows("openings.csv")
    years = sorted({int(row["opening_date"][:4]) for row in openings})
    count = min(SHOWN, len(reach.names))
    blocks: list[Block] = [
        _site_table(run, reach, studio),
        studio.illustrate(
            "reach-by-year",
            lambda frame: draw_curves(reach, frame, openings=years),
            caption=t("Reach over the years", "到達率の推移"),
            subtitle=t(
                f"% of hub mass met in a day, at the end of each year; named: the {count} sites "
                "that gained most; upright: years of openings",
                f"日帰りで会える拠点の規模（%、各年末）。名前は伸びの大きい{count}地点、"
                "縦線は開業のあった年",
            ),
            description=t(
                f"Curves of {len(reach.names)} sites; values stand in history.csv.",
                f"{len(reach.names)}地点の推移。値はhistory.csvにある。",
            ),
        ),
    ]
    if len(reach.years) > 1:
        blocks.append(_illustrate_slopes(reach, studio))
    if openings:
        blocks.append(_opening_table(openings, studio))
    events = _event_rows(run.rows("events.csv"), studio.lang)
    if events:
        blocks.append(_event_table(events, studio))
    return blocks


def _illustrate_slopes(reach: Curves, studio: Studio) -> Illustration:
    t = studio.say
    slopes = [
        Slope(site_id=key, name=name, before=float(row[0]), after=float(row[-1]))
        for key, name, row in zip(reach.site_ids, reach.names, reach.values, strict=True)
    ]
    heads = (str(reach.years[0]), str(reach.years[-1]))
    cut = t(f"; the {MOST_SITES} that change most", f"。変化の大きい{MOST_SITES}地点")
    return studio.illustrate(
        "reach-before-after",
        lambda frame: draw_slopes(slopes, frame, heads=heads),
        caption=t(f"Reach in {heads[0]} and {heads[1]}", f"{heads[0]}年と{heads[1]}年の到達率"),
        subtitle=t("% of hub mass met in a day; violet: more, orange: less",
                   "日帰りで会える拠点の規模（%）。紫は増加、橙は減少")
        + (cut if len(slopes) > MOST_SITES else ""),
        description=t(f"Slopes of {len(slopes)} sites; values stand in the table.",
                      f"{len(slopes)}地点の変化。値は表にある。"),
    )  # fmt: skip


def _site_table(run: RunFolder, reach: Curves, studio: Studio) -> Table:
    t, lang = studio.say, studio.lang
    rows = run.rows("history.csv")
    years = (reach.years[0], reach.years[-1])
    by = {(row["site_id"], int(number(row["year"]))): row for row in rows}
    known = reach.find_movers(len(reach.names))
    order = [*known, *(k for k in range(len(reach.names)) if k not in known)]
    cells = []
    for k in order[:SHOWN_SITES]:
        begin, end = (by.get((reach.site_ids[k], year), {}) for year in years)
        a, b = number(begin.get("reach_pct")), number(end.get("reach_pct"))
        cells.append(
            (
                reach.names[k],
                shown(a),
                shown(b),
                f"{b - a:+.1f}" if not np.isnan(b - a) else "–",
                *(shown(number(row.get("hubs_met")), 0) for row in (begin, end)),
                *(shown(number(row.get("meeting_hours"))) for row in (begin, end)),
            )
        )
    heads = [t("site", "候補地"), *(t(f"reach {y}", f"到達率 {y}") for y in years),
             t("change", "変化"), *(t(f"hubs {y}", f"拠点数 {y}") for y in years),
             *(t(f"hours {y}", f"面談時間 {y}") for y in years)]  # fmt: skip
    return Table(
        caption=t("First and last year (reach in %)", "最初と最後の年（到達率は%）"),
        columns=tuple(
            Column(head, 3.2 if k == 0 else 1.2, is_number=k > 0) for k, head in enumerate(heads)
        ),
        rows=tuple(cells),
        note=note_rest(len(cells), len(order), "history.csv", lang),
    )


def _gains(rows: Sequence[Row], lang: str) -> list[tuple[str, str, int, float, str]]:
    """Return each opening: date, sections, sites served, the greatest gain and whose."""
    by: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by.setdefault((row["opening_date"], name_of(row, lang, "sections")), []).append(row)
    found = []
    for (date, sections), ones in by.items():
        best = max(ones, key=lambda row: np.nan_to_num(number(row["reach_change"])))
        served = sum(row["served"] == "True" for row in ones)
        gain = float(np.nan_to_num(number(best["reach_change"])))
        found.append((date, sections, served, gain, name_of(best, lang, "site_name")))
    return found


def _opening_table(rows: Sequence[Row], studio: Studio) -> Table:
    t = studio.say
    gains = _gains(rows, studio.lang)
    felt = [one for one in gains if one[3] >= 0.05]  # what is shown as 0.0 is none
    return Table(
        caption=t("Openings that raised the reach of a site", "到達率を高めた開業"),
        columns=(
            Column(t("date", "開業日"), 1.6),
            Column(t("sections", "区間"), 4.6),
            Column(t("sites served", "恩恵地点"), 1.1, is_number=True),
            Column(t("most gained", "最大の伸び"), 1.2, is_number=True),
            Column(t("by", "地点"), 2.4),
        ),
        rows=tuple(
            (date, sections, str(served), f"+{gain:.1f}", name)
            for date, sections, served, gain, name in felt
        ),
        note=t(
            f"{len(gains) - len(felt)} more openings raised no site's reach by 0.1 points.",
            f"他の{len(gains) - len(felt)}件の開業では、到達率が0.1ポイント以上伸びた地点はない。",
        )
        if len(felt) < len(gains)
        else "",
    )


def _event_rows(rows: Sequence[Row], lang: str) -> list[tuple[str, ...]]:
    """Return for each event the mean difference of the sites served after EVENT_YEARS years."""
    by: dict[str, list[Row]] = {}
    for row in rows:
        if row["served"] == "True" and row["relative_year"] == str(EVENT_YEARS):
            by.setdefault(row["event_id"], []).append(row)
    found: list[tuple[str, ...]] = []
    for ones in by.values():
        values = np.array([number(row["reach_difference"]) for row in ones])
        known = values[~np.isnan(values)]
        if known.size:
            found.append(
                (
                    ones[0]["event_date"],
                    name_of(ones[0], lang, "event"),
                    str(known.size),
                    f"{known.mean():+.1f}",
                )
            )
    return found


def _event_table(rows: Sequence[tuple[str, ...]], studio: Studio) -> Table:
    t = studio.say
    return Table(
        caption=t(
            f"{EVENT_YEARS} years after each event: mean change of reach of the sites served, less "
            "that of the others (points)",
            f"各出来事の{EVENT_YEARS}年後：対象地点の到達率の変化の平均と他地点との差（ポイント）",
        ),
        columns=(
            Column(t("date", "時期"), 1.6),
            Column(t("event", "出来事"), 6),
            Column(t("sites", "地点数"), 1, is_number=True),
            Column(t("difference", "差"), 1.2, is_number=True),
        ),
        rows=tuple(rows),
    )


def _uncertainty(studio: Studio) -> Paragraph:
    return Paragraph(
        studio.say(
            "No draws are made for a history. Past timetables are modelled from opening and "
            "closing "
            "dates, so that early years are less certain than late ones, and small changes between "
            "neighbouring years should not be read. Hubs and their masses are those of today "
            "throughout.",
            "過去の計算では抽出を行わない。過去のダイヤは開業日・廃止日から組み立てたモデルであり、"
            "古い年ほど不確かである。隣り合う年の小さな変化は読み取るべきではない。研究拠点と規模は"
            "全期間を通じて現在のもの。",
        )
    )
