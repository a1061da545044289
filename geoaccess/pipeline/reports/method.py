"""How the score is computed: formulas with their names, parameters of the run."""

from __future__ import annotations

from typing import Any, Final

from geoaccess.model.document import Block, Column, Lang, Listing, Paragraph, Table
from geoaccess.model.runfolder import RunFolder
from geoaccess.model.text import Text
from geoaccess.pipeline.reports.common import format_stay
from geoaccess.scores.composite import NAMES, UNITS

_FORMULAS: Final = {
    "reach_pct": Text(
        "100·ΣM·κ / ΣM: share of the mass of hubs that can be met",
        "100·ΣM·κ ÷ ΣM：会える拠点の規模の割合",
    ),
    "nearness_min": Text(
        "median way to the k-th nearest hub (k = {k})", "{k}番目に近い拠点までの所要時間の中央値"
    ),
    "robustness": Text(
        "least R(e) / R over sections e closed one by one",
        "区間 e を一つずつ不通としたときの R(e) ÷ R の最小値",
    ),
    "meeting_hours": Text(
        "ΣM·U / ΣM: business hours usable for a meeting",
        "ΣM·U ÷ ΣM：業務時間のうち面談に使える時間",
    ),
    "cost_yen": Text(
        "mean return cost, weighted by mass: fare + time × value of time",
        "往復の一般化費用の規模加重平均：運賃＋時間×時間価値",
    ),
    "round_trips": Text("median of feasible round trips a day", "一日に可能な往復の数の中央値"),
    "compactness": Text(
        "share of jobs within 30 minutes of each other", "互いに30分以内にある雇用の割合"
    ),
}
_SHIPPED_MASS: Final = Text(
    " (employees in research, professional and technical services of its municipalities, Economic "
    "Census 2021: a proxy that counts no university staff)",
    "（所在市区町村の学術研究・専門技術サービス業従業者数、2021年経済センサス。大学教職員を含まない代理指標）",
)
_JA_UNITS: Final = {
    "% of hub mass": "拠点規模の%", "min": "分", "0-1": "0〜1", "h a day": "時間/日",
    "yen": "円", "a day": "回/日",
}  # fmt: skip


def build_day_method(run: RunFolder, lang: Lang) -> Paragraph:
    """Return what meeting in a day means, with the parameters of the run."""
    day = run.record["parameters"]["day"]
    begin, end = day["window"]
    stay = format_stay(day["stay_min"], lang)
    mass = _SHIPPED_MASS.spoken(lang) if run.record["hubs"] == "hubs" else ""
    return Paragraph(
        Text(
            en=f"A hub can be met (K = 1) when people leave home no earlier than {begin}, stay at "
            f"least {stay}, and are home by {end}, on trains of the timetable with the ways to and "
            "from the stations. κ is the share of draws with K = 1; without draws κ = K. M is the "
            f"mass of a hub{mass}, U the time within business hours that is left there.",
            ja=f"{begin}以降に出発し、拠点に{stay}以上滞在して、{end}までに帰着できるとき、その拠点に"
            "会える（K = 1）とする。時刻表の列車と駅までの移動を合わせて計算する。κ は K = 1 となる"
            f"抽出の割合で、抽出がなければ κ = K。M は拠点の規模{mass}、U は業務時間のうち現地で"
            "使える時間。",
        ).spoken(lang)
    )


def build_score_method(run: RunFolder, lang: Lang) -> list[Block]:
    """Return the method of the score of a run."""
    record = run.record
    parameters = record["parameters"]
    ratio = parameters.get("normalisation") == "ratio-best"
    blocks: list[Block] = [
        build_day_method(run, lang),
        Paragraph(_normalisation(ratio=ratio).spoken(lang)),
        _indicator_table(record, lang),
    ]
    notes = _notes(record, lang)
    return [*blocks, Listing(notes)] if notes else blocks


def _normalisation(*, ratio: bool) -> Text:
    if ratio:
        return Text(
            en="Score = 100·Σ w·v, where v compares each indicator with the best site of the run "
            "(rule of the council of 1999): adding a site can change the scores of others.",
            ja="評点 = 100·Σ w·v。v は各指標を最良の候補地と比べた値（1999年の審議会の方式）で、"
            "候補地を加えると他の評点も変わりうる。",
        )
    return Text(
        en="Score = 100·Σ w·v, where v maps each indicator between fixed goalposts to 0–1: adding "
        "a site never changes the scores of others.",
        ja="評点 = 100·Σ w·v。v は各指標を固定の基準値の間で0〜1に換算した値で、候補地を加えても"
        "他の評点は変わらない。",
    )


def _indicator_table(record: Any, lang: Lang) -> Table:
    parameters, weights = record["parameters"], record.get("weights_used", {})
    rows = []
    for name, posts in parameters["indicators"].items():
        if name not in NAMES:
            continue
        formula = _FORMULAS[name].spoken(lang).format(k=parameters.get("nearest_hubs", 3))
        unit = UNITS[name]
        weight = weights.get(name)
        used = f"{weight:.3f}" if weight is not None else Text("not used", "不使用").spoken(lang)
        rows.append(
            (
                NAMES[name].spoken(lang),
                formula,
                _JA_UNITS.get(unit, unit) if lang == "ja" else unit,
                f"{posts['zero_at']:g} → {posts['one_at']:g}",
                used,
            )
        )
    heads = (
        (Text("indicator", "指標"), 2.0, False),
        (Text("formula", "計算式"), 5.0, False),
        (Text("unit", "単位"), 1.8, False),
        (Text("0 → 1 at", "0→1の基準値"), 1.8, True),
        (Text("weight w", "重み w"), 1.2, True),
    )
    return Table(
        caption=Text("Indicators of the score", "評点の指標").spoken(lang),
        columns=tuple(Column(head.spoken(lang), width, is_number=n) for head, width, n in heads),
        rows=tuple(rows),
    )


def _notes(record: Any, lang: Lang) -> tuple[str, ...]:
    told = []
    mass = record["parameters"].get("mass", "raw")
    if mass != "raw":
        told.append(
            Text(f"Masses of hubs enter as {mass}.", f"拠点の規模は {mass} で変換している。")
        )
    missing = [NAMES[name].spoken(lang) for name in record.get("missing", []) if name in NAMES]
    if missing:
        told.append(
            Text(
                f"Left out for lack of data, the other weights scaled up: {', '.join(missing)}.",
                f"データがないため除外し、他の重みを按分した：{'、'.join(missing)}。",
            )
        )
    cost = record["parameters"].get("cost")
    if cost:
        told.append(
            Text(
                f"Value of time {cost['value_of_time_yen_h']:,.0f} yen/h; a change of trains "
                f"counts as {cost['transfer_min']:.0f} minutes.",
                f"時間価値は{cost['value_of_time_yen_h']:,.0f}円/時、乗換1回を"
                f"{cost['transfer_min']:.0f}分とみなす。",
            )
        )
    return tuple(one.spoken(lang) for one in told)
