"""What the terminal shows of a sweep."""

from __future__ import annotations

from pathlib import Path

from geoaccess.console import print_notes, print_rows
from geoaccess.model.sweep import OBJECTIVES, UNITS
from geoaccess.report.files import Record
from geoaccess.report.sweep import SweepResults

SHOWN = 12
_COLUMNS = {
    "en": ("Rank", "Score, mean", "Reach %", "Meeting h", "Pairs new", "lost", "People",
           "Sites up", "down"),
    "ja": ("順位", "得点 平均", "到達率%", "面談 時間", "新規の組", "消える組", "人口", "上昇地点",
           "下降地点"),
}  # fmt: skip
_KEYS = ("rank", "score", "reach_pct", "meeting_hours", "new_pairs", "lost_pairs", "population",
         "sites_up", "sites_down")  # fmt: skip
_TEXT = {
    "en": {
        "head": "Changes against the network without the scenario; ranked by {objective}.",
        "written": "as written",
        "none": "without",
        "more": "and {n:,} more variants",
        "minute": "A minute less of {axis} ({low:g}-{high:g} min): {value:+.4f} on average, "
        "{least:+.4f} to {most:+.4f} from step to step.",
        "best": "Best place on {axis}{others}: km {km:g}{town}, gain {gain:+.4f}; within 1 % of it "
        "km {first:g}-{last:g} ({near} of {places} places). Sites that gain {up:+.2f}, sites that "
        "lose {down:+.2f} points together; a train that stops there loses {loss:.1f} min.",
        "even": "On {axis}{others} no place differs from another: nobody asked about uses it.",
        "folder": "Every variant: {folder}/variants.csv",
    },
    "ja": {
        "head": "シナリオなしの路線網に対する変化。順位は{objective}による。",
        "written": "原案",
        "none": "なし",
        "more": "ほか{n:,}通り",
        "minute": "{axis}（{low:g}～{high:g}分）の1分短縮：平均{value:+.4f}、"
        "段階ごとに{least:+.4f}～{most:+.4f}。",
        "best": "{axis}{others}の最良位置：{km:g} km{town}、効果{gain:+.4f}。1%以内の範囲は"
        "{first:g}～{last:g} km（{places}か所中{near}か所）。上昇地点の合計{up:+.2f}点、"
        "下降地点の合計{down:+.2f}点。停車する列車の損失は{loss:.1f}分。",
        "even": "{axis}{others}ではどの位置も同じ（対象地点は利用しない）。",
        "folder": "すべての組合せ: {folder}/variants.csv",
    },
}


def print_sweep(results: SweepResults, *, lang: str, folder: Path | None) -> None:
    """Print the best variants, the value of a minute and the best places."""
    text = _TEXT[lang]
    print(text["head"].format(objective=OBJECTIVES[results.objective].spoken(lang)))
    rows = results.variant_rows()
    shown = rows[:SHOWN]
    shown += [row for row in rows[SHOWN:] if row["as_written"]]
    names = [axis.name for axis in results.axes]
    header = (*_COLUMNS[lang][:1], *(f"{axis.name} {UNITS[axis.kind]}" for axis in results.axes),
              *_COLUMNS[lang][1:])  # fmt: skip
    print_rows(header, [_cells(row, names, text) for row in shown])
    if len(rows) > len(shown):
        print(text["more"].format(n=len(rows) - len(shown)))
    for one in results.minute_values():
        print(
            text["minute"].format(
                axis=one["axis"],
                low=one["from_min"],
                high=one["to_min"],
                value=one["per_min"],
                least=one["per_min_least"],
                most=one["per_min_most"],
            )
        )
    best = results.best_places()
    for one in best[:SHOWN]:
        print(_say_best(one, text, lang))
    if folder is not None:
        print(text["folder"].format(folder=folder))
    print_notes(results.warnings, lang=lang)


def _cells(row: Record, names: list[str], text: dict[str, str]) -> tuple[str, ...]:
    values = []
    for name in names:
        value = row[name]
        if value is None:
            values.append(text["written"] if row["as_written"] else text["none"])
        else:
            values.append(f"{value:g}")
    figures = ["" if row[key] is None else f"{row[key]:,.10g}" for key in _KEYS]
    return (figures[0], *values, *figures[1:])


def _say_best(one: Record, text: dict[str, str], lang: str) -> str:
    others = f" ({one['others']})" if one["others"] else ""
    if one["places_near_best"] == one["places"] and not one["gain"]:
        return text["even"].format(axis=one["axis"], others=others)
    town = one["municipality_ja" if lang == "ja" else "municipality"]
    return text["best"].format(
        axis=one["axis"],
        others=others,
        km=one["best_km"],
        town=f" ({town})" if town else "",
        gain=one["gain"],
        first=one["flat_from_km"],
        last=one["flat_to_km"],
        near=one["places_near_best"],
        places=one["places"],
        up=one["sites_gain"],
        down=one["sites_lose"],
        loss=one["loss_min"],
    )
