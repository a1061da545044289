"""Small results folders, one of each command, with names that cause trouble."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SITES = (
    ("suwa", "Suwa", "諏訪", 36.0391, 138.1140),
    ("odd", "<img src=x onerror=alert(1)>", "髙﨑①㈱", 37.6486, 138.9393),
    ("naha", "</script><b>$x$ & co", "那覇", 26.2124, 127.6809),
)
HUBS = (("tokyo", "Tokyo", "東京", 900.0), ("osaka", "Osaka", "大阪", 600.0))
INDICATORS = {
    "reach_pct": (0, 100, 0.3, (90.0, 60.0, 0.0)),
    "nearness_min": (240, 30, 0.15, (90.0, 200.0, None)),
    "robustness": (0, 1, 0.15, (0.9, 0.5, None)),
    "meeting_hours": (0, 9, 0.1, (8.0, 3.0, 0.0)),
    "cost_yen": (40000, 0, 0.1, (20000.0, 39000.0, None)),
    "round_trips": (0, 24, 0.1, (20.0, 4.0, 0.0)),
    "compactness": (0, 1, 0.1, (0.9, 0.7, 0.8)),
}
Rows = Sequence[dict[str, Any]]
STATED = {
    "name": "maglev",
    "title": {"en": "Maglev <b>", "ja": "リニア"},
    "sources": [{"figure": "40 min", "source": "Press <i>", "confidence": "medium"}],
    "assumptions": [{"en": "It opens.", "ja": "開業する。"}],
}
SCORED = {**STATED, "opening": [2036, 2045], "options": {"change": "long"}}
"""A scenario as a score keeps it."""
COMPARED = {**STATED, "openings": {"maglev": {"first_year": 2036, "last_year": 2045}, "x": None},
            "choices": {"change": "long"}}  # fmt: skip
"""The same as a comparison keeps it."""


def score_of(i: int) -> float:
    """Return the score of site i from its indicators, as the command computes it."""
    total = 0.0
    for zero, one, weight, values in INDICATORS.values():
        if values[i] is not None:
            total += 100 * weight * min(max((values[i] - zero) / (one - zero), 0), 1)
    return total


def make_record(command: str, **more: Any) -> dict[str, Any]:
    """Return a record of a command, with the parameters that ship."""
    config = yaml.safe_load((ROOT / "configs" / "score.yaml").read_text(encoding="utf-8"))
    config["indicators"] = {
        name: {"zero_at": zero, "one_at": one, "weight": weight}
        for name, (zero, one, weight, _) in INDICATORS.items()
    }
    config["day"] = {"window": ["06:00", "22:00"], "stay_min": 240.0,
                     "business_hours": ["09:00", "18:00"]}  # fmt: skip
    return {
        "digest": "0123456789ab",
        "command": command,
        "sites": "sites.csv",
        "hubs": "hubs",
        "network": {"name": "japan", "title": {"ja": "日本", "en": "Japan"}, "as_of": None,
                    "edition": "2025-03-15", "service_date": "2026-03-10", "trains": 7},
        "parameters": config,
        "versions": {"geoaccess": "0.1.0", "python": "3.11"},
        "inputs": [{"role": "sites", "name": "sites.csv", "sha256": "ab" * 32}],
        "sources": [{"id": "x", "credit": "国土数値情報（○○）を加工して作成", "edition": "2021",
                     "licence": "CC BY 4.0"}],
        "warnings": ["A remark <b>."],
        "warnings_ja": ["注記 <b>。"],
        **more,
    }  # fmt: skip


def write_run(folder: Path, record: dict[str, Any], tables: dict[str, Rows]) -> Path:
    """Write a results folder."""
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    for name, rows in tables.items():
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _site(i: int, prefix: str = "") -> dict[str, Any]:
    key, en, ja, lat, lon = SITES[i]
    place = {} if prefix else {"lat": lat, "lon": lon}
    return {"site_id": key, f"{prefix}name": en, f"{prefix}name_ja": ja, **place}


def write_score(folder: Path, *, draws: bool) -> Path:
    """Write the folder of a score."""
    scores, contacts = [], []
    for i in range(len(SITES)):
        score = round(score_of(i), 4)
        span = {"score_p05": score - 3, "score_p95": score + 2, "rank_best": i + 1,
                "rank_worst": min(i + 2, 3), "p_best": 0.9 if i == 0 else 0.05}  # fmt: skip
        scores.append(
            {
                "rank": i + 1, **_site(i), "mass": "", "score": score,
                **{name: value if draws else "" for name, value in span.items()},
                "municipality_code": "", "hubs_met": 2 - i, "hubs": 2,
                **{name: values[i] for name, (*_, values) in INDICATORS.items()},
                "marginal_reach_pct": 1.5, "worst_link": "Line: A–B", "worst_link_ja": "線 A〜B",
            }
        )  # fmt: skip
        for j, (hub, en, ja, mass) in enumerate(HUBS):
            met = i + j < 2
            day = {"depart": "06:30", "arrive": "09:00", "stay_min": 540, "home": "20:30",
                   "return_depart": "18:00", "out_min": 150 + 10 * j, "back_min": 150,
                   "transfers": 1}  # fmt: skip
            contacts.append(
                {
                    **_site(i, "site_"), "hub_name": en, "hub_name_ja": ja, "hub_mass": mass,
                    "hub_id": hub, "contactable": met,
                    "probability": (0.75 if met else 0.0) if draws else "",
                    **{name: value if met else "" for name, value in day.items()},
                    "round_trips": 3 if met else 0,
                }
            )  # fmt: skip
    drawn = {"draws": 20, "seed": 0,
             "drawn": {"access_factor": {"min": 0.9, "mean": 1.0, "max": 1.1}}}  # fmt: skip
    weights = {name: weight for name, (_, _, weight, _) in INDICATORS.items()}
    record = make_record("score", weights_used=weights, missing=[], draws=drawn if draws else None)
    tables: dict[str, Rows] = {"scores.csv": scores, "contacts.csv": contacts}
    if draws:
        tables["draws.csv"] = [
            {"site_id": one[0], "variance_access": 0.1, "variance_weights": 0.7} for one in SITES
        ]
    return write_run(folder, record, tables)


def write_history(folder: Path) -> Path:
    """Write the folder of a history: site i rises by 10·i points in 1972, naha never known."""
    years = range(1970, 1975)
    history = [
        {**_site(i, "site_"), "year": year, "nearness_min": "", "meeting_hours": 1.0,
         "reach_pct": 20.0 + (10 * i if year >= 1972 else 0), "hubs_met": i, "hubs": 2}
        for i in range(len(SITES)) for year in years
    ]  # fmt: skip
    openings = [
        {"opening_date": "1972-03-15", "sections": "Line A-B", "sections_ja": "線 A-B",
         **_site(i, "site_"), "served": i > 0, "reach_change": 10.0 * i}
        for i in range(len(SITES))
    ]  # fmt: skip
    events = [
        {"event_id": "o", "event": "Line A-B", "event_ja": "線 A-B", "event_date": "1972-03-15",
         **_site(i, "site_"), "relative_year": 5, "served": i > 0, "reach_difference": 10.0 * i}
        for i in range(len(SITES))
    ]  # fmt: skip
    return write_run(
        folder,
        make_record("history", years=[1970, 1974]),
        {"history.csv": history, "openings.csv": openings, "events.csv": events},
    )


def write_robustness(folder: Path) -> Path:
    """Write the folder of a robustness run; naha reaches nobody."""
    kept = (0.9, 0.4, "")
    sites = [
        {**_site(i), "reach_pct": 90.0 - 45 * i, "section_retention": kept[i],
         "section_worst": "Line: A–B" if i < 2 else "", "line_retention": kept[i],
         "section_worst_ja": "線 A〜B" if i < 2 else "", "station_retention": kept[i],
         "corridor_retention": "", "hubs_survive_any_line": 1}
        for i in range(len(SITES))
    ]  # fmt: skip
    links = [{"kind": "section", "link_id": "a", "link": "Line: A–B", "link_ja": "線 A〜B",
              "sites_using": 2, "importance_reach_pct": 12.5}]  # fmt: skip
    return write_run(folder, make_record("robustness"), {"sites.csv": sites, "links.csv": links})


def write_network(folder: Path) -> Path:
    """Write the folder of a network: suwa and odd are partners."""
    nodes = [
        {"id": key, "kind": "agglomeration", "name": en, "name_ja": ja, "lat": lat, "lon": lon,
         "partners": 1 if i < 2 else 0, "meeting_hours": 8.0, "community": 1,
         "worst_line": "Line" if i < 2 else "", "worst_line_ja": "線" if i < 2 else "",
         "partners_lost_with_worst_line": 1 if i < 2 else 0}
        for i, (key, en, ja, lat, lon) in enumerate(SITES)
    ]  # fmt: skip
    found = {"method": "Louvain", "seed": 0, "runs": 20, "resolution": 1.0, "agreement": 0.9,
             "modularity": 0.1}  # fmt: skip
    return write_run(
        folder,
        make_record("network", edges=1, communities=found),
        {
            "nodes.csv": nodes,
            "edges.csv": [{"a_id": "suwa", "b_id": "odd", "meeting_hours": 8.0}],
            "lines.csv": [{"line": "Line", "line_ja": "線", "edges_lost": 1, "share_left": 0.0}],
        },
    )


def write_whatif(folder: Path) -> Path:
    """Write the folder of a comparison: suwa gains, odd loses, naha stays as it is."""
    change = (5.0, -2.0, 0.0)
    sites = [
        {"scenario": "maglev", "scenario_title": "Maglev <b>", "scenario_title_ja": "リニア",
         **_site(i, "site_"), "unchanged": change[i] == 0, "worse_off": change[i] < 0,
         "rank_base": i + 1, "rank_scenario": i + 1, "score_base": 50.0,
         "score_scenario": 50 + change[i], "score_change": change[i], "score_change_p05": -1,
         "score_change_p95": 6, "reach_pct_change": change[i] / 2, "hubs_base": 1,
         "hubs_scenario": 2, "assumptions": "It opens.", "assumptions_ja": "開業する。"}
        for i in range(len(SITES))
    ]  # fmt: skip
    contacts = [
        {"scenario": "maglev", **_site(0, "site_"), "hub_id": "osaka", "hub_name": "Osaka",
         "hub_name_ja": "大阪", "hub_mass": 600.0, "change": "gained", "depart_scenario": "07:07",
         "arrive_scenario": "09:09", "return_depart_scenario": "17:17", "home_scenario": "19:19"}
    ]  # fmt: skip
    zones = [
        {"scenario": "maglev", "scenario_title": "Maglev <b>", "scenario_title_ja": "リニア",
         "code": code, "reach_pct_change": value}
        for code, value in (("20206", 5.0), ("47201", -1.0), ("13101", 0.0))
    ]  # fmt: skip
    timeline = [
        {**_site(i, "site_"), "year": year, "reach_pct_expected": 50.0 + i}
        for i in range(len(SITES)) for year in (2034, 2040)
    ]  # fmt: skip
    return write_run(
        folder,
        make_record("whatif", draws={"draws": 20, "seed": 0}, scenarios=[COMPARED]),
        {"whatif.csv": sites, "contacts_change.csv": contacts, "municipalities.csv": zones,
         "timeline.csv": timeline},
    )  # fmt: skip


WRITERS = {
    "score": lambda folder: write_score(folder, draws=False),
    "draws": lambda folder: write_score(folder, draws=True),
    "history": write_history,
    "robustness": write_robustness,
    "network": write_network,
    "whatif": write_whatif,
}
"""A folder of each kind, by name."""
