"""What the terminal shows of a comparison: who gains most, who loses, and what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from geoaccess.console import print_notes, print_rows
from geoaccess.model.whatif import Alternative
from geoaccess.report.whatif import STATUS, WhatifResults

Lang = Literal["en", "ja"]

_COLUMNS = {
    "en": ("Site", "Score", "change", "P(>0)", "Rank", "Reach %", "change", "over timetables",
           "Hubs", "new", "lost", "worse", "A new or better day"),
    "ja": ("地点", "得点", "変化", "P(>0)", "順位", "到達率%", "変化", "時刻表による幅",
           "拠点", "新規", "喪失", "悪化", "新しい、または良くなる一日"),
}  # fmt: skip
_TEXT: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "{title} [{name}]: {status}{years}",
        "years": ", opening {years}",
        "nothing": "Changes nothing: every difference is exactly 0.",
        "unchanged": "Exactly unchanged: {n} of {all} sites ({names}).",
        "losers": "Who loses (a hub, a better day, or score):",
        "loser": "{name}: {lost} hubs lost, {worse} with a worse day, score {score:+.2f}",
        "none": "No site loses a hub, a better day, or score.",
        "zones": "Municipalities: {gain} meet more hubs, {lose} lose one; most: {most}",
        "people": "Residents newly within a day of a hub, most: {most}",
        "parts": "Reach that rests on each part (mean over the sites, points):",
        "part": "{name}: {share}without it {left:+.2f} less",
        "share": "share {share:+.2f}; ",
        "stations": "Boardings of new and changed trains on the days shown: {most}",
        "timeline": "Expected reach (mean over the sites, %), at the end of the year:",
        "written": "All figures: {folder}/whatif.csv; clock times: {folder}/contacts_change.csv",
        "more": " and {n} more",
    },
    "ja": {
        "title": "{title} [{name}]：{status}{years}",
        "years": "、開業 {years}年",
        "nothing": "何も変わらない：すべての差は正確に0。",
        "unchanged": "まったく変わらない：{all}地点のうち{n}地点（{names}）",
        "losers": "不利になる地点（拠点の喪失、日程の悪化、得点の低下）：",
        "loser": "{name}：失う拠点{lost}、日程が悪くなる拠点{worse}、得点{score:+.2f}",
        "none": "拠点・日程・得点のいずれかを失う地点はない。",
        "zones": "市区町村：会える拠点が増える{gain}、減る{lose}。最大：{most}",
        "people": "新たに日帰りできる人口が多い拠点：{most}",
        "parts": "要素ごとの到達率への寄与（地点平均、ポイント）：",
        "part": "{name}：{share}除くと{left:+.2f}の差",
        "share": "寄与 {share:+.2f}、",
        "stations": "新設・変更列車の乗車（表示した日程）：{most}",
        "timeline": "到達率の期待値（地点平均、%、各年末）：",
        "written": "すべての数値: {folder}/whatif.csv、時刻: {folder}/contacts_change.csv",
        "more": "ほか{n}",
    },
}
_SHOWN = 8


def print_whatif(results: WhatifResults, *, lang: Lang, folder: Path | None) -> None:
    """Print each scenario beside the base, who gains most first."""
    text = _TEXT[lang]
    for one in results.alternatives:
        years = " / ".join(
            f"{opening.first_year}-{opening.last_year}"
            for opening in one.openings.values()
            if opening is not None
        )
        print(
            text["title"].format(
                title=one.title.spoken(lang),
                name=one.name,
                status=STATUS.spoken(lang),
                years=text["years"].format(years=years) if years else "",
            )
        )
        if one.is_identity:
            print(text["nothing"])
            continue
        _print_alternative(results, one, lang)
    _print_timeline(results, lang)
    if folder is not None:
        print(text["written"].format(folder=folder))
    print_notes(results.warnings, lang=lang)


def _print_alternative(results: WhatifResults, one: Alternative, lang: Lang) -> None:
    text = _TEXT[lang]
    order = results.order(one)
    unchanged = [i for i in order if results.is_unchanged(one, i)]
    shown = [i for i in order if i not in set(unchanged)]
    if shown:
        print_rows(_COLUMNS[lang], [_site_cells(results, one, i, lang) for i in shown])
    names = results.sites.name_ja if lang == "ja" else results.sites.name
    if unchanged:
        listed = [names[i] for i in unchanged]
        print(text["unchanged"].format(n=len(listed), all=len(order), names=_listed(listed, lang)))
    losers = [i for i in reversed(order) if results.is_loser(one, i)]
    print(text["losers"] if losers else text["none"])
    for i in losers[:_SHOWN]:
        print(
            "  "
            + text["loser"].format(
                name=names[i],
                lost=int(one.contact_changes.lost[i].sum()),
                worse=int(one.contact_changes.worse[i].sum()),
                score=float(one.changes["score"].difference[i]),
            )
        )
    if len(losers) > _SHOWN:
        print(" " + text["more"].format(n=len(losers) - _SHOWN))
    _print_zones(results, one, lang)
    _print_parts(one, lang)


def _site_cells(results: WhatifResults, one: Alternative, i: int, lang: Lang) -> tuple[str, ...]:
    row = results.site_row(one, i)
    low, high = (row[f"reach_pct_change_schedules_{name}"] for name in ("min", "max"))
    sure = row.get("score_p_above_zero")
    return (
        row["site_name_ja" if lang == "ja" else "site_name"],
        f"{row['score_scenario']:.1f}",
        _spanned(row, "score"),
        "-" if sure is None else f"{sure:.2f}",
        f"{row['rank_base']}→{row['rank_scenario']}",
        f"{row['reach_pct_scenario']:.1f}",
        _spanned(row, "reach_pct"),
        "-" if low is None else f"{low:+.1f}…{high:+.1f}",
        str(row["hubs_scenario"]),
        str(row["hubs_gained"]),
        str(row["hubs_lost"]),
        str(row["hubs_worse"]),
        _example(results, one, i, lang),
    )


def _spanned(row: dict[str, Any], name: str) -> str:
    """Return a change with where nine in ten draws lie, ``+3.1 (+1.0…+4.2)``."""
    change = row[f"{name}_change"]
    shown = "-" if change is None else "0" if change == 0 else _signed(change)
    low, high = row.get(f"{name}_change_p05"), row.get(f"{name}_change_p95")
    if low is None or high is None or (change == 0 and low == 0 and high == 0):
        return shown
    return f"{shown} ({low:+.1f}…{high:+.1f})"


def _signed(change: float) -> str:
    """Return a change with as many decimals as show that it is one."""
    return f"{change:+.1f}" if abs(change) >= 0.05 else f"{change:+.2g}"


def _example(results: WhatifResults, one: Alternative, i: int, lang: Lang) -> str:
    """Return the day at the largest hub that is new, else at the largest with a better day."""
    for kind in ("gained", "better"):
        chosen = getattr(one.contact_changes, kind)[i]
        if chosen.any():
            mass = results.hubs.mass
            j = max(chosen.nonzero()[0].tolist(), key=lambda j: (mass[j] == mass[j]) * mass[j])
            row = results.contact_row(one, i, j)
            hub = row["hub_name_ja" if lang == "ja" else "hub_name"]
            day = f"{row['depart_scenario']}-{row['arrive_scenario']}"
            back = f"{row['return_depart_scenario']}-{row['home_scenario']}"
            mark = {"gained": ("new", "新規"), "better": ("better", "改善")}[kind][lang == "ja"]
            return f"{hub} ({mark}): {day}, {back}"
    return "-"


def _print_zones(results: WhatifResults, one: Alternative, lang: Lang) -> None:
    text, found, zones = _TEXT[lang], one.zones, results.zones
    if found is None or zones is None:
        return
    names = zones.name_ja if lang == "ja" else zones.name
    reach = found.figures["reach_pct"].difference
    order = [i for i in (-reach).argsort(kind="stable").tolist() if reach[i] > 0]
    print(
        text["zones"].format(
            gain=int((found.hubs_gained > 0).sum()),
            lose=int((found.hubs_lost > 0).sum()),
            most=_listed([f"{names[i]} {reach[i]:+.1f}" for i in order], lang),
        )
    )
    people = one.populations_hubs
    if people is not None and (people.gained > 0).any():
        hubs = results.hubs.name_ja if lang == "ja" else results.hubs.name
        order = [j for j in (-people.gained).argsort(kind="stable").tolist() if people.gained[j]]
        print(
            text["people"].format(
                most=_listed([f"{hubs[j]} {people.gained[j]:,.0f}" for j in order], lang)
            )
        )


def _print_parts(one: Alternative, lang: Lang) -> None:
    text = _TEXT[lang]
    if len(one.parts) > 1:
        print(text["parts"])
        for part in one.parts:
            share = ""
            if part.share is not None:
                share = text["share"].format(share=float(part.share.mean()))
            left = float(part.left_out.mean())
            name = part.name.spoken(lang)
            print("  " + text["part"].format(name=name, share=share, left=left))
    if one.stations:
        used = [f"{use.name.spoken(lang)} {use.boardings}" for use in one.stations]
        print(text["stations"].format(most=_listed(used, lang)))


def _print_timeline(results: WhatifResults, lang: Lang) -> None:
    found = results.timeline
    if found is None:
        return
    print(_TEXT[lang]["timeline"])
    print(
        "  "
        + ", ".join(
            f"{year}: {mean:.1f}"
            for year, mean in zip(found.year, found.expected.mean(axis=1).tolist(), strict=True)
        )
    )


def _listed(names: list[str], lang: Lang) -> str:
    """Return the first names, and how many more there are."""
    if not names:
        return "-"
    more = len(names) - _SHOWN
    joined = ("、" if lang == "ja" else ", ").join(names[:_SHOWN])
    return joined + (_TEXT[lang]["more"].format(n=more) if more > 0 else "")
