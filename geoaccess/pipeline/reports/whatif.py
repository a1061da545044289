"""The report of a comparison: what each scenario would change, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from geoaccess.figures.curves import Curves, draw_curves
from geoaccess.figures.scales import build_changes, find_change_span
from geoaccess.figures.sitemap import MapLayers, draw_map
from geoaccess.figures.slopes import MOST_SITES, Slope, draw_slopes
from geoaccess.model.document import (
    Block,
    Column,
    Illustration,
    Listing,
    Paragraph,
    Section,
    Table,
)
from geoaccess.model.runfolder import Row, RunFolder, name_of, number
from geoaccess.model.text import Text
from geoaccess.pipeline.reports.common import (
    SHOWN_SITES,
    build_closing,
    describe_question,
    note_rest,
    shown,
)
from geoaccess.pipeline.reports.land import load_land
from geoaccess.pipeline.reports.method import build_day_method
from geoaccess.pipeline.reports.places import tell_outside
from geoaccess.pipeline.reports.studio import Studio

QUESTION: Final = Text(
    en="What would each scenario change for whom people can meet in a day?",
    ja="各シナリオで、日帰りで会える相手はどう変わるか",
)
_LEFT_OUT: Final = (
    Text(
        en="Whether, when and how a planned line is built: everything of a scenario is an "
        "assumption.",
        ja="計画路線が実現するか、その時期と内容。シナリオの内容はすべて仮定である。",
    ),
)
GAINED_SHOWN: Final = 25


def build_whatif_report(run: RunFolder, studio: Studio) -> tuple[Section, ...]:
    """Return the sections of a comparison."""
    t, lang = studio.say, studio.lang
    by = group_scenarios(run.rows("whatif.csv"))
    return (
        Section(t("Summary", "要点"), [_summary(by, studio)]),
        Section(t("What was asked", "問いと条件"), [describe_question(run, lang)]),
        Section(
            t("Method", "方法"),
            [
                build_day_method(run, lang),
                Paragraph(
                    t(
                        "Base and scenarios are computed alike, with the same draws of what is "
                        "uncertain, each scenario beside the base; where nothing changes the "
                        "difference is exactly 0.",
                        "基準と各シナリオを同じ方法・同じ抽出で計算し、それぞれ基準と比べる。"
                        "変化のない所では差は厳密に0となる。",
                    )
                ),
            ],
        ),
        Section(
            t("Results", "結果"),
            [block for rows in by.values() for block in _results(run, rows, studio)]
            + _timeline(run, studio),
        ),
        Section(t("Uncertainty", "不確実性"), [Paragraph(_uncertainty(run, by, studio))]),
        *build_closing(run, lang, left_out=_LEFT_OUT),
    )


def group_scenarios(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of whatif.csv by scenario, both in the order written."""
    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(row["scenario"], []).append(row)
    return by


def build_score_slopes(rows: Sequence[Row], lang: str) -> list[Slope]:
    """Return score in base and scenario of each site."""
    return [
        Slope(
            site_id=row["site_id"],
            name=name_of(row, lang, "site_name"),
            before=number(row["score_base"]),
            after=number(row["score_scenario"]),
        )
        for row in rows
    ]


def _title(rows: Sequence[Row], lang: str) -> str:
    """Return the title of a scenario; its name where rows keep none."""
    return name_of(rows[0], lang, "scenario_title") or rows[0]["scenario"]


def _summary(by: dict[str, list[Row]], studio: Studio) -> Listing:
    t, lang = studio.say, studio.lang
    told = []
    for rows in by.values():
        gains = [row for row in rows if number(row["reach_pct_change"]) > 0]
        worse = sum(row.get("worse_off") == "True" for row in rows)
        same = sum(row.get("unchanged") == "True" for row in rows)
        best = max(rows, key=lambda row: np.nan_to_num(number(row["score_change"]), nan=-1e9))
        change = number(best["score_change"])
        title, name = _title(rows, lang), name_of(best, lang, "site_name")
        told.append(
            t(
                f"{title} (assumption): {len(gains)} of {len(rows)} sites could meet more in a "
                "day, "
                f"{worse} would be worse off in something, {same} unchanged. The score of {name} "
                f"changes most upwards: {change:+.1f} points.",
                f"{title}（仮定）：{len(rows)}地点のうち{len(gains)}地点で会える規模が増え、"
                f"{worse}地点で何らかの面で悪化、{same}地点は変化なし。評点の伸びが最大なのは{name}"
                f"（{change:+.1f}点）。",
            )
        )
    return Listing(tuple(told))


def _results(run: RunFolder, rows: Sequence[Row], studio: Studio) -> list[Block]:
    t, lang = studio.say, studio.lang
    title, name = _title(rows, lang), rows[0]["scenario"]
    slopes = build_score_slopes(rows, lang)
    stem = find_stem(name)
    heads = (t("base", "基準"), t("scenario", "シナリオ"))
    blocks: list[Block] = [
        _table(rows, studio, title),
        studio.illustrate(
            f"score-before-after-{stem}",
            lambda frame: draw_slopes(slopes, frame, heads=heads),
            caption=t(f"Scores without and with: {title} (assumption)",
                      f"評点の変化：{title}（仮定）"),
            subtitle=t("Points of 100; violet: more, orange: less, grey: as before",
                       "100点満点。紫は増加、橙は減少、灰は変化なし")
            + (t(f"; the {MOST_SITES} that change most", f"。変化の大きい{MOST_SITES}地点")
               if len(slopes) > MOST_SITES else ""),
            description=t(f"Slopes of {len(slopes)} sites; values stand in the table.",
                          f"{len(slopes)}地点の変化。値は表にある。"),
        ),
    ]  # fmt: skip
    gained = [
        row
        for row in run.rows("contacts_change.csv")
        if row["scenario"] == name and row["change"] in ("gained", "lost")
    ]
    if gained:
        blocks.append(_contact_table(gained, studio, title))
    zones = [row for row in run.rows("municipalities.csv") if row["scenario"] == name]
    if zones:
        blocks.append(illustrate_changes(zones, studio))
    return blocks


def _table(rows: Sequence[Row], studio: Studio, title: str) -> Table:
    t, lang = studio.say, studio.lang
    first = rows[:SHOWN_SITES]
    is_drawn = "score_change_p05" in first[0]

    def span(row: Row) -> tuple[str, ...]:
        if not is_drawn:
            return ()
        low, high = number(row["score_change_p05"]), number(row["score_change_p95"])
        return (f"{shown(low)} – {shown(high)}",)

    spans = [Column(t("5–95 %", "5〜95%"), 1.7, is_number=True)] if is_drawn else []
    return Table(
        caption=t(f"Base and {title} (assumption), who gains most first",
                  f"基準と{title}（仮定）の比較、得の大きい順"),
        columns=(
            Column(t("site", "候補地"), 3.4),
            Column(t("score, base", "評点 基準"), 1.2, is_number=True),
            Column(t("scenario", "シナリオ"), 1.3, is_number=True),
            Column(t("change", "差"), 1.1, is_number=True),
            *spans,
            Column(t("rank", "順位"), 1.3, is_number=True),
            Column(t("reach, points", "到達率の差"), 1.2, is_number=True),
            Column(t("hubs", "拠点数"), 1.3, is_number=True),
        ),
        rows=tuple(
            (
                name_of(row, lang, "site_name"),
                shown(number(row["score_base"])),
                shown(number(row["score_scenario"])),
                _signed(number(row["score_change"])),
                *span(row),
                f"{row['rank_base']} → {row['rank_scenario']}",
                _signed(number(row["reach_pct_change"])),
                f"{row['hubs_base']} → {row['hubs_scenario']}",
            )
            for row in first
        ),
        note=note_rest(len(first), len(rows), "whatif.csv", lang),
    )  # fmt: skip


def _signed(value: float) -> str:
    if np.isnan(value):
        return "–"
    if value == 0:
        return "0"
    return f"{value:+.1f}" if round(value, 1) else "0.0"


def find_stem(scenario: str) -> str:
    """Return what the files of a scenario's figures are called after."""
    is_plain = scenario.isascii() and scenario.replace("-", "").isalnum()
    return scenario if is_plain else "scenario"


def illustrate_changes(zones: Sequence[Row], studio: Studio) -> Illustration:
    """Return the map of the municipalities of one scenario."""
    t, title, stem = studio.say, _title(zones, studio.lang), find_stem(zones[0]["scenario"])
    borders, shapes = load_land()
    values = {row["code"]: number(row["reach_pct_change"]) for row in zones}
    scale = build_changes(find_change_span(list(values.values())), is_open=True)
    layers = MapLayers(borders=borders, markers=(), zones=shapes, zone_values=values)
    return studio.illustrate(
        f"map-change-{stem}",
        lambda frame: draw_map(layers, scale, frame),
        caption=t(f"Change of reach by municipality: {title} (assumption)",
                  f"市区町村別の到達率の変化：{title}（仮定）"),
        subtitle="".join(
            (t("Change of reach, percentage points of hub mass met in a day; violet: more, "
               "orange: less",
               "到達率（日帰りで会える拠点の規模の割合）の差、ポイント。紫は増加、橙は減少"),
             *(t("; ", "。") + one
               for one in tell_outside(layers, zones, "reach_pct_change", studio)))
        ),
        description=t(f"Map of {len(zones)} municipalities; values stand in municipalities.csv.",
                      f"{len(zones)}市区町村の地図。値はmunicipalities.csvにある。"),
    )  # fmt: skip


def _contact_table(rows: Sequence[Row], studio: Studio, title: str) -> Table:
    t, lang = studio.say, studio.lang
    ordered = sorted(rows, key=lambda row: -np.nan_to_num(number(row["hub_mass"])))
    first = ordered[:GAINED_SHOWN]
    cells = []
    for row in first:
        when = "scenario" if row["change"] == "gained" else "base"
        clocks = [row.get(f"{key}_{when}") or "–"
                  for key in ("depart", "arrive", "return_depart", "home")]  # fmt: skip
        word = t("gained", "可能に") if row["change"] == "gained" else t("lost", "不可能に")
        hub = name_of(row, lang, "hub_name")
        cells.append((name_of(row, lang, "site_name"), hub, word, *clocks))
    heads = (t("site", "候補地"), t("hub", "拠点"), t("change", "変化"), t("leave", "出発"),
             t("there", "到着"), t("leave again", "現地発"), t("home", "帰着"))  # fmt: skip
    widths = (3.0, 3.2, 1.3, 1.1, 1.1, 1.2, 1.1)
    return Table(
        caption=t(f"Day returns gained and lost, the largest hubs first: {title} (assumption)",
                  f"新たに可能・不可能になる日帰り（規模順）：{title}（仮定）"),
        columns=tuple(Column(head, width, is_number=k > 2)
                      for k, (head, width) in enumerate(zip(heads, widths, strict=True))),
        rows=tuple(cells),
        note=note_rest(len(first), len(ordered), "contacts_change.csv", lang),
    )  # fmt: skip


def _timeline(run: RunFolder, studio: Studio) -> list[Block]:
    t, rows = studio.say, run.rows("timeline.csv")
    if not rows:
        return []
    years = sorted({int(number(row["year"])) for row in rows})
    names = {row["site_id"]: name_of(row, studio.lang, "site_name") for row in rows}
    values = np.full((len(names), len(years)), np.nan)
    at = {key: k for k, key in enumerate(names)}
    for row in rows:
        year = years.index(int(number(row["year"])))
        values[at[row["site_id"]], year] = number(row["reach_pct_expected"])
    curves = Curves(
        site_ids=tuple(names), names=tuple(names.values()), years=tuple(years), values=values
    )
    return [
        studio.illustrate(
            "expected-reach-by-year",
            lambda frame: draw_curves(curves, frame),
            caption=t("Expected reach by year (assumption)", "年ごとの期待到達率（仮定）"),
            subtitle=t(
                "% of hub mass met in a day, mean over which scenarios are open by then",
                "日帰りで会える拠点の規模（%）。各年に開業している確率による平均",
            ),
            description=t(
                f"Curves of {len(names)} sites; values stand in timeline.csv.",
                f"{len(names)}地点の推移。値はtimeline.csvにある。",
            ),
        )
    ]


def _uncertainty(run: RunFolder, by: dict[str, list[Row]], studio: Studio) -> str:
    is_drawn = any("score_change_p05" in rows[0] for rows in by.values())
    drawn = run.record.get("draws") or {}
    if is_drawn:
        return studio.say(
            f"{drawn.get('draws', '–')} draws (seed {drawn.get('seed', '–')}), the same for base "
            "and scenario: intervals hold nine in ten of the differences. The timetable of a line "
            "that is not built is unknown; what was drawn of it stands in run.json.",
            f"{drawn.get('draws', '–')}回の抽出（乱数の種{drawn.get('seed', '–')}）を基準とシナリ"
            "オに"
            "共通に用いた。区間は差の9割が入る範囲。未開業路線のダイヤは不明であり、抽出した内容は"
            "run.jsonにある。",
        )
    return studio.say(
        "No draws were made: differences are single values for one assumed timetable, and small "
        "ones should not decide.",
        "抽出を行っていない。差は仮定した一つのダイヤによる値であり、小さな差を判断の根拠にすべきで"
        "はない。",
    )
