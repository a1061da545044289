"""The report of a score: who is ahead, by how much that is sure, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from geoaccess.config import INDICATORS
from geoaccess.figures.heatmap import build_matrix, draw_matrix
from geoaccess.figures.ranking import MOST_ROWS, build_ranking, draw_ranking
from geoaccess.model.document import (
    Block,
    Column,
    Facts,
    Illustration,
    Listing,
    Paragraph,
    Section,
    Table,
)
from geoaccess.model.runfolder import Row, RunFolder, name_of, number
from geoaccess.model.text import Text
from geoaccess.pipeline.reports.closelook import build_close_look
from geoaccess.pipeline.reports.common import (
    SHOWN_SITES,
    build_closing,
    describe_question,
    note_rest,
    shown,
)
from geoaccess.pipeline.reports.method import build_score_method
from geoaccess.pipeline.reports.places import illustrate_places
from geoaccess.pipeline.reports.studio import Studio

QUESTION: Final = Text(
    en="Whom can people at these sites meet, face to face, in a working day?",
    ja="候補地の人は、一日のうちに誰と対面で会えるか",
)


def build_score_report(run: RunFolder, studio: Studio, sites: Sequence[Row]) -> tuple[Section, ...]:
    """Return the sections of a score; `sites` are looked at more closely."""
    t = studio.say
    rows = run.rows("scores.csv")
    return (
        Section(t("Summary", "要点"), _summary(run, studio)),
        Section(
            t("What was asked", "問いと条件"),
            [describe_question(run, studio.lang)],
        ),
        Section(t("Method", "方法"), build_score_method(run, studio.lang)),
        Section(t("Results", "結果"), _results(run, studio, rows)),
        Section(t("Sites more closely", "候補地ごとの内訳"), build_close_look(run, studio, sites)),
        Section(t("Uncertainty", "不確実性"), _uncertainty(run, studio)),
        *build_closing(run, studio.lang),
    )


def _summary(run: RunFolder, studio: Studio) -> list[Block]:
    t, rows = studio.say, sorted(run.rows("scores.csv"), key=lambda row: number(row["rank"]))
    lang = studio.lang
    told = []
    first = rows[0]
    name, score = name_of(first, lang), number(first["score"])
    if first.get("score_p05"):
        low, high, best = (number(first[key]) for key in ("score_p05", "score_p95", "p_best"))
        draws = run.record["draws"]["draws"]
        told.append(
            t(
                f"{name} is first of {len(rows)}: {score:.1f} points of 100 "
                f"({low:.1f}–{high:.1f} in "
                f"nine draws of ten), best in {100 * best:.0f} % of {draws} draws.",
                f"{len(rows)}地点中の1位は{name}：100点中{score:.1f}点（抽出の9割で"
                f"{low:.1f}〜{high:.1f}点）。{draws}回の抽出の{100 * best:.0f}%で1位となる。",
            )
        )
    else:
        told.append(
            t(
                f"{name} is first of {len(rows)}: {score:.1f} points of 100. No draws were made, "
                "so "
                "that it is not known how sure the order is.",
                f"{len(rows)}地点中の1位は{name}：100点中{score:.1f}点。抽出を行っていないため、"
                "順位の確かさは分からない。",
            )
        )
    hubs = int(number(first["hubs"]))
    met = np.array([number(row["hubs_met"]) for row in rows])
    told.append(
        t(
            f"Of {hubs} hubs the middle site can meet {np.median(met):.0f} in a day; the best "
            f"{met.max():.0f}, the last {met.min():.0f}.",
            f"{hubs}拠点のうち日帰りで会える数は、中央値{np.median(met):.0f}、"
            f"最多{met.max():.0f}、最少{met.min():.0f}。",
        )
    )
    nobody = [name_of(row, lang) for row in rows if number(row["hubs_met"]) == 0]
    if nobody:
        told.append(
            t(
                f"{len(nobody)} of {len(rows)} sites can meet no hub at all.",
                f"{len(rows)}地点のうち{len(nobody)}地点はどの拠点とも日帰りで会えない。",
            )
        )
    told.append(
        t(
            "The score compares access under stated assumptions; it is no prediction of "
            "innovation.",
            "評点は明示した仮定のもとでのアクセスの比較であり、イノベーションの予測ではない。",
        )
    )
    return [Listing(tuple(told))]


def _results(run: RunFolder, studio: Studio, rows: Sequence[Row]) -> list[Block]:
    t, lang = studio.say, studio.lang
    ranking = build_ranking(rows, lang)
    is_drawn = any(not np.isnan(one.low) for one in ranking)
    most = MOST_ROWS[studio.paper]
    blocks: list[Block] = [
        _table(rows, studio),
        studio.illustrate(
            "ranking",
            lambda frame: draw_ranking(ranking, frame),
            caption=t("Scores in order of rank", "評点と順位")
            + (t(f" (the first {most})", f"（上位{most}）") if len(ranking) > most else ""),
            subtitle=t(
                "Points of 100" + ("; bars hold nine draws in ten" if is_drawn else "; no draws"),
                "100点満点" + ("。帯は抽出の9割が入る範囲" if is_drawn else "。抽出なし"),
            ),
            description=t(
                f"Scores of {min(len(ranking), most)} sites from {ranking[0].name} down; the same "
                "figures stand in the table.",
                f"{ranking[0].name}から{min(len(ranking), most)}地点の評点。値は表にもある。",
            ),
        ),
        illustrate_places(rows, studio, "score"),
        *_matrices(run, studio),
    ]
    return blocks


def _table(rows: Sequence[Row], studio: Studio) -> Table:
    t = studio.say
    first = rows[:SHOWN_SITES]
    is_drawn = any(row.get("score_p05") for row in first)
    span = [Column(t("5–95 %", "5〜95%"), 1.5, is_number=True),
            Column(t("rank 5–95 %", "順位の幅"), 1.4, is_number=True)]  # fmt: skip
    columns = (
        Column(t("rank", "順位"), 0.9, is_number=True),
        Column(t("site", "候補地"), 3.6),
        Column(t("score", "評点"), 1.1, is_number=True),
        *(span if is_drawn else ()),
        Column(t("hubs met", "会える拠点"), 1.3, is_number=True),
        Column(t("reach, %", "到達率 %"), 1.2, is_number=True),
        Column(t("3rd hub, min", "3番目の拠点 分"), 1.4, is_number=True),
        Column(t("meeting, h", "面談 時間"), 1.2, is_number=True),
        Column(t("kept, %", "残存 %"), 1.1, is_number=True),
    )
    return Table(
        caption=t(
            "Sites by score. Reach: share of the mass of hubs met in a day; 3rd hub: way to the "
            "third nearest; kept: share of reach without the worst section.",
            "評点順の候補地。到達率：日帰りで会える拠点の規模の割合、3番目の拠点：3番目に近い"
            "拠点までの時間、残存：最も影響の大きい区間が不通でも残る到達の割合。",
        ),
        columns=columns,
        rows=tuple(_cells(row, studio, is_drawn=is_drawn) for row in first),
        note=note_rest(len(first), len(rows), "scores.csv", studio.lang),
    )


def _cells(row: Row, studio: Studio, *, is_drawn: bool) -> tuple[str, ...]:
    def of(name: str) -> float:
        return number(row.get(name))

    span = (
        f"{shown(of('score_p05'), 0)}–{shown(of('score_p95'), 0)}",
        f"{shown(of('rank_best'), 0)}–{shown(of('rank_worst'), 0)}",
    )
    return (
        shown(of("rank"), 0),
        name_of(row, studio.lang),
        shown(of("score")),
        *(span if is_drawn else ()),
        f"{shown(of('hubs_met'), 0)}/{shown(of('hubs'), 0)}",
        shown(of("reach_pct")),
        shown(of("nearness_min"), 0),
        shown(of("meeting_hours")),
        shown(100 * of("robustness"), 0),
    )


def _matrices(run: RunFolder, studio: Studio) -> list[Illustration]:
    t = studio.say
    contacts, ranked = run.rows("contacts.csv"), run.rows("scores.csv")
    minutes = build_matrix(contacts, ranked, studio.lang, "minutes")
    n, m = minutes.values.shape
    cut = ""
    total = len({row["hub_id"] for row in contacts})
    if n < len(ranked) or m < total:
        cut = t(f" (first {n} sites, largest {m} hubs)", f"（上位{n}地点、規模の大きい{m}拠点）")
    made = [
        studio.illustrate(
            "minutes",
            lambda frame: draw_matrix(minutes, frame),
            caption=t("Way out, from door to door", "往路の所要時間（戸口から戸口）") + cut,
            subtitle=t(
                "Minutes of the day return shown in contacts.csv; hubs by mass, sites by rank",
                "contacts.csvに示す日帰りの往路（分）。拠点は規模順、候補地は順位順",
            ),
            description=t(
                f"Matrix of {n} sites and {m} hubs; the values stand in contacts.csv.",
                f"{n}地点と{m}拠点の行列。値はcontacts.csvにある。",
            ),
        )
    ]
    chance = build_matrix(contacts, ranked, studio.lang, "probability")
    if not np.isnan(chance.values).all():
        made.append(
            studio.illustrate(
                "probability",
                lambda frame: draw_matrix(chance, frame),
                caption=t("Probability κ of a day return", "日帰りできる確率 κ") + cut,
                subtitle=t(
                    "Percent of the draws in which a day return with the least stay is possible",
                    "最短滞在を満たす日帰りが可能な抽出の割合（%）",
                ),
                description=t(
                    f"Matrix of {n} sites and {m} hubs; the values stand in contacts.csv.",
                    f"{n}地点と{m}拠点の行列。値はcontacts.csvにある。",
                ),
            )
        )
    return made


_DRAWN: Final = {
    "access_factor": Text("factor of ways to stations", "駅までの所要時間の倍率"),
    "depart_shift_min": Text("shift of the window, min", "時間帯のずれ（分）"),
    "mass_factor": Text("factor of masses", "規模の倍率"),
    "value_of_time_yen_h": Text("value of time, yen/h", "時間価値（円/時）"),
    "transfer_min": Text("cost of a change, min", "乗換の負担（分）"),
}
_CAUSES: Final = {
    "variance_access": Text("ways to stations", "駅までの移動"),
    "variance_depart": Text("departures", "出発時刻"),
    "variance_mass": Text("masses", "規模"),
    "variance_weights": Text("weights", "重み"),
    "variance_cost": Text("cost parameters", "費用の係数"),
}


def _uncertainty(run: RunFolder, studio: Studio) -> list[Block]:
    t, drawn = studio.say, run.record.get("draws")
    if not drawn:
        return [
            Paragraph(
                t(
                    "No draws were made: scores are single values, and how sure their order is "
                    "cannot be told from this run. Differences of a few points should not decide. "
                    "geoaccess score --draws 1000 gives intervals.",
                    "抽出を行っていないため、評点は一つの値であり、順位の確かさはこの計算からは"
                    "分からない。数点の差を判断の根拠にすべきではない。geoaccess score --draws "
                    "1000 "
                    "で区間が得られる。",
                )
            )
        ]
    blocks: list[Block] = [
        Paragraph(
            t(
                f"{drawn['draws']} draws (Latin hypercube, seed {drawn['seed']}) of what is not "
                "known; intervals hold nine draws in ten.",
                f"不確かな条件を{drawn['draws']}回抽出した（ラテン超方格法、乱数の種"
                f"{drawn['seed']}）。区間は抽出の9割が入る範囲。",
            )
        ),
        _drawn_table(drawn["drawn"], studio),
    ]
    shares = run.rows("draws.csv")
    means = [
        (text.spoken(studio.lang), float(np.mean(np.nan_to_num([number(r[k]) for r in shares]))))
        for k, text in _CAUSES.items()
        if shares and k in shares[0]
    ]
    if means:
        told = tuple((name, f"{100 * share:.0f} %") for name, share in means)
        blocks += [
            Paragraph(
                t(
                    "Share of the variance of scores that each gives alone, mean of all sites (the "
                    "rest is joint):",
                    "評点の分散のうち、それぞれが単独で与える割合（全地点の平均、残りは相互作用）：",
                )
            ),
            Facts(told),
        ]
    return blocks


def _drawn_table(drawn: dict[str, Any], studio: Studio) -> Table:
    t = studio.say
    words = {**_DRAWN, **{f"weight_{name}": None for name in INDICATORS}}
    from geoaccess.scores.composite import NAMES

    rows = []
    for name, span in drawn.items():
        text = words.get(name)
        label = text.spoken(studio.lang) if text else name
        if name.startswith("weight_") and name[7:] in NAMES:
            label = t("weight of ", "重み：") + NAMES[name[7:]].spoken(studio.lang)
        rows.append((label, *(f"{float(span[key]):.4g}" for key in ("min", "mean", "max"))))
    return Table(
        caption=t("What was drawn", "抽出した条件"),
        columns=(
            Column(t("quantity", "条件"), 4),
            *(Column(head, 1.5, is_number=True)
              for head in (t("least", "最小"), t("mean", "平均"), t("most", "最大"))),
        ),
        rows=tuple(rows),
    )  # fmt: skip
