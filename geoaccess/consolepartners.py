"""What the terminal shows of partners, communities and meetings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoaccess.console import print_notes, print_rows

if TYPE_CHECKING:
    from geoaccess.pipeline.partnernetwork import PartnersRun
    from geoaccess.report.partners import NetworkResults

_NODE_COLUMNS = {
    "en": ("Place", "Community", "Partners", "Hubs", "Meeting h", "Same industry",
           "Worst line", "Partners lost"),
    "ja": ("地点", "コミュニティ", "相手先", "うち拠点", "面談 時間", "同業",
           "最も痛手の路線", "失う相手先"),
}  # fmt: skip
_PARTNER_COLUMNS = {
    "en": ("Partner", "Meeting h", "Visit: leave-arrive", "leave-home", "Host: leave-arrive",
           "leave-home", "Industries in common"),
    "ja": ("相手先", "面談 時間", "訪問：出発-到着", "出発-帰着", "受入：出発-到着",
           "出発-帰着", "共通の産業"),
}  # fmt: skip
_MEETING_COLUMNS = {"en": ("Place", "Together", "Business h"), "ja": ("場所", "同席", "業務 時間")}
_TEXT = {
    "en": {
        "edges": "{edges} of {pairs} pairs can visit each other in a day.",
        "communities": "Communities (modularity {q}, agreement of {runs} runs {agreement}):",
        "community": "  {k}: {places} places, {share} % of pairs: {names}",
        "lines": "Without any one line {mean} % of the edges survive on average over {n} lines; "
        "worst: {line}, {least} %.",
        "third": "{met} of {without} pairs without an edge can meet at a third place.",
        "held": "Places that hold it together: {names}.",
        "changes": "Since {before}: {gained} edges gained, {lost} lost ({old} -> {new}).",
        "merged": "  community {after} joins most of communities {members} of then",
        "written": "Tables, GraphML, GeoPackage: {folder}",
        "partners": "{name}: {n} of {of} places are partners; not: {others}",
        "visits": "Can be visited, or visits, one way only: {names}",
        "nowhere": "{names}: no place where all can meet in a day.",
        "meet": "{names} can meet at {n} of {of} places; the best {shown}:",
        "nobody": "none",
    },
    "ja": {
        "edges": "{pairs}組のうち{edges}組が互いに日帰りできる。",
        "communities": "コミュニティ（モジュラリティ{q}、{runs}回の試行の一致度{agreement}）：",
        "community": "  {k}：{places}地点、{share}%の組：{names}",
        "lines": "いずれか1路線の不通時、平均{mean}%の組が残る（{n}路線）。"
        "最悪は{line}で{least}%。",
        "third": "互いに日帰りできない{without}組のうち{met}組は第三の場所で会える。",
        "held": "全体をつなぎとめる地点：{names}",
        "changes": "{before}から：{gained}組が増え、{lost}組が減った（{old}→{new}）。",
        "merged": "  コミュニティ{after}は当時のコミュニティ{members}の大半を合わせたもの",
        "written": "表・GraphML・GeoPackage：{folder}",
        "partners": "{name}：{of}地点のうち{n}地点が相手先。相手先でない地点：{others}",
        "visits": "一方向のみ日帰りできる地点：{names}",
        "nowhere": "{names}：全員が日帰りで会える場所はない。",
        "meet": "{names}は{of}地点のうち{n}地点で会える。上位{shown}件：",
        "nobody": "なし",
    },
}
_SHOWN_PLACES = 10


def print_network(results: NetworkResults, *, lang: str, folder: Path | None) -> None:
    """Print the places with their partners, then communities, lines, third places, changes."""
    text, ja = _TEXT[lang], "_ja" if lang == "ja" else ""
    rows = sorted(results.node_rows(), key=lambda row: (row["community"], -row["meeting_hours"]))
    print_rows(
        _NODE_COLUMNS[lang],
        [
            (
                row[f"name{ja}"],
                str(row["community"]),
                str(row["partners"]),
                str(row["partner_hubs"]),
                f"{row['meeting_hours']:.0f}",
                str(row["partners_same_industry"]),
                row[f"worst_line{ja}"] or "-",
                str(row["partners_lost_with_worst_line"]),
            )
            for row in rows
        ],
    )
    n, run = len(rows), results.run
    found, left, third = run["communities"], run["redundancy"], run["third_places"]
    print(text["edges"].format(edges=run["edges"], pairs=n * (n - 1) // 2))
    print(
        text["communities"].format(
            q=_shown(found["modularity"]), runs=found["runs"], agreement=_shown(found["agreement"])
        )
    )
    for row in results.community_rows():
        share = row["share_of_pairs"]
        print(
            text["community"].format(
                k=row["community"],
                places=row["places"],
                share="-" if share is None else f"{100 * share:.0f}",
                names=row[f"names{ja}"],
            )
        )
    if left["worst_line"] is not None:
        worst = results.line_rows()[0]
        print(
            text["lines"].format(
                mean=f"{100 * left['mean_share_left']:.1f}",
                n=left["lines"],
                line=worst[f"line{ja}"],
                least=f"{100 * left['least_share_left']:.1f}",
            )
        )
    print(text["third"].format(met=third["can_meet"], without=third["pairs_without_edge"]))
    names = results.nodes.places.name_ja if ja else results.nodes.places.name
    held = ", ".join(names[i] for i in results.articulations)
    print(text["held"].format(names=held or text["nobody"]))
    if run["compared"] is not None:
        _print_changes(run["compared"], text)
    if folder is not None:
        print(text["written"].format(folder=folder))
    print_notes(results.warnings, lang=lang)


def print_partners(run: PartnersRun, *, lang: str) -> None:
    """Print the partners of a site with the clock times of both ways."""
    text, ja = _TEXT[lang], "_ja" if lang == "ja" else ""
    rows = run.rows.partners_of(run.members[0])
    shown = [row for row in rows if row["is_partner"]]
    print_rows(
        _PARTNER_COLUMNS[lang],
        [
            (
                row[f"partner_name{ja}"],
                f"{row['meeting_hours']:.1f}",
                *(
                    f"{row[f'{way}_{first}']}-{row[f'{way}_{then}']}"
                    for way in ("visit", "host")
                    for first, then in (("depart", "arrive"), ("leave", "home"))
                ),
                row[f"industries_in_common{ja}"],
            )
            for row in shown
        ],
    )
    one_way = [
        row[f"partner_name{ja}"]
        for row in rows
        if not row["is_partner"] and (row["visit_depart"] or row["host_depart"])
    ]
    others = ", ".join(row[f"partner_name{ja}"] for row in rows if not row["is_partner"])
    print(
        text["partners"].format(
            name=_names(run, ja), n=len(shown), of=len(rows), others=others or text["nobody"]
        )
    )
    if one_way:
        print(text["visits"].format(names=", ".join(one_way)))
    print_notes(run.warnings, lang=lang)


def print_meetings(run: PartnersRun, *, lang: str) -> None:
    """Print the best places where the participants can meet, with each one's day."""
    text, ja = _TEXT[lang], "_ja" if lang == "ja" else ""
    places = run.study.nodes.places
    names = places.name_ja if ja else places.name
    if not run.meetings:
        print(text["nowhere"].format(names=_names(run, ja)))
        print_notes(run.warnings, lang=lang)
        return
    best = [run.rows.meeting(one) for one in run.meetings[:_SHOWN_PLACES]]
    print(
        text["meet"].format(
            names=_names(run, ja), n=len(run.meetings), of=len(places), shown=len(best)
        )
    )
    print_rows(
        (*_MEETING_COLUMNS[lang], *(names[i] for i in run.members)),
        [
            (
                row[f"place_name{ja}"],
                f"{row['from']}-{row['to']}",
                f"{row['common_hours']:.1f}",
                *(_day(one) for one in row["participants"]),
            )
            for row in best
        ],
    )
    print_notes(run.warnings, lang=lang)


def _names(run: PartnersRun, ja: str) -> str:
    places = run.study.nodes.places
    names = places.name_ja if ja else places.name
    return ", ".join(names[i] for i in run.members)


def _day(one: Mapping[str, Any]) -> str:
    return f"{one['depart']}-{one['arrive']}, {one['leave']}-{one['home']}"


def _print_changes(compared: Mapping[str, Any], text: Mapping[str, str]) -> None:
    print(
        text["changes"].format(
            before=compared["before"],
            gained=compared["gained"],
            lost=compared["lost"],
            old=compared["edges_before"],
            new=compared["edges_after"],
        )
    )
    for one in compared["merged_communities"]:
        members = ", ".join(map(str, one["before"]))
        print(text["merged"].format(after=one["after"], members=members))


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
