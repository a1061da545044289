"""Dates, durations and the fixed notes of the page, in both languages."""

from __future__ import annotations

import datetime as dt
from typing import Final

from geoaccess.maps.content import Facts, Lang, text_in
from geoaccess.maps.strings import strings_in

MEDIAN: Final = 50

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

NOTES: Final[tuple[tuple[str, str], ...]] = (
    (
        "Lines are drawn straight from station to station; the track bends in between.",
        "路線は駅と駅を直線で結んで描いています（実際の線形とは異なります）。",
    ),
    (
        (
            "Municipal boundaries are simplified for the size of the page; small islands may be "
            "missing."
        ),
        "市区町村の境界はページの容量に合わせて簡略化しており、小さな島は省かれることがあります。",
    ),
    (
        "Each municipality is computed for one point in it, not for each address.",
        "市区町村は代表地点1か所で計算しており、住所ごとの値ではありません。",
    ),
    (
        (
            "Journeys are by rail, with access to the station by land; flights, ferries and buses "
            "between cities are left out. Hatched municipalities have no station within reach; at "
            "0 % there is one, but no hub fits into the day."
        ),
        (
            "鉄道と駅までの陸上移動だけを計算しています（航空機・船・都市間バスは含みません）。"
            "斜線の市区町村は駅に到達できず、0 %の市区町村は駅に到達できても"
            "日帰りで会える拠点がありません。"
        ),
    ),
    (
        "A class holds its lower limit but not its upper one, except the last, which holds 100.",
        "凡例の各区分は下限を含み上限を含みません（最後の区分は100を含みます）。",
    ),
)


def format_date(iso_date: str, lang: Lang) -> str:
    """Return an ISO date as people write it: 10 March 2026, 2026年3月10日.

    A text that is no ISO date is returned as it is.
    """
    try:
        day = dt.date.fromisoformat(iso_date)
    except ValueError:
        return iso_date
    if lang == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_stay(minutes: int, lang: Lang) -> str:
    """Return a length of time as people write it: 4 h, 1 h 30, 45 min; 4時間, 1時間30分, 45分."""
    texts = strings_in(lang)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return texts["duration_min"].format(minutes=rest)
    if not rest:
        return texts["duration_h"].format(hours=hours)
    return texts["duration"].format(hours=hours, minutes=f"{rest:02d}")


def describe_run(facts: Facts, lang: Lang) -> list[tuple[str, str]]:
    """Return the parameters of the run as (label, value), in the order of the page's header."""
    texts = strings_in(lang)
    stay = texts["at_least"].format(duration=format_stay(facts["stay_min"], lang))
    described = [
        (texts["window"], _range(facts["window"], lang)),
        (texts["stay"], stay),
        (texts["business_hours"], _range(facts["business_hours"], lang)),
        (texts["service_date"], format_date(facts["service_date"], lang)),
        (texts["network"], text_in(facts["network_title"], lang)),
        (texts["edition"], format_date(text_in(facts["edition"], lang), lang)),
    ]
    if "percentile" in facts:
        p = facts["percentile"]
        text = texts["median"] if p == MEDIAN else texts["percentile"].format(percentile=p)
        described.append((texts["times"], text))
    return described


def describe_assumptions(facts: Facts, lang: Lang) -> list[str]:
    """Return the assumptions the page always states, then those of the run."""
    column = 0 if lang == "en" else 1
    own = [text_in(text, lang) for text in facts.get("assumptions", ())]
    return [note[column] for note in NOTES] + own


def _range(clock_range: str, lang: Lang) -> str:
    return clock_range.replace("-", "〜" if lang == "ja" else "–")
