"""What the terminal shows of a robustness run."""

from __future__ import annotations

from pathlib import Path

from geoaccess.console import print_notes, print_rows
from geoaccess.model.closures import LinkKind
from geoaccess.report.robustness import RobustnessResults

_COLUMNS = {
    "en": ("Site", "Reach %", "Kept %", "without this section", "Kept %", "without this line",
           "Kept %", "in this event", "Hubs", "any line out", "no line shared"),
    "ja": ("地点", "到達率%", "残る%", "この区間の不通時", "残る%", "この路線の不通時",
           "残る%", "この事象のとき", "拠点", "どの1路線の不通でも", "路線を共有せず"),
}  # fmt: skip
_TEXT = {
    "en": {
        "links": "Most important sections, by share of hub mass lost (mean over the sites):",
        "link": "{name}: {reach:.1f} % of hub mass, {minutes:.0f} meeting min a day; "
        "{losing} of {using} sites that use it lose hubs",
        "lines": "Lines that carry most of the reach (mean over the sites{sampled}):",
        "line": "{name}: {share:.1f} %",
        "sampled": ", sampled from {orders} orders, standard error up to {error:.1f}",
        "written": "Every site and link: {folder}/robustness.csv",
    },
    "ja": {
        "links": "重要な区間（失われる拠点規模の割合、地点平均）：",
        "link": "{name}：拠点規模の{reach:.1f}%、1日の面談{minutes:.0f}分。"
        "使う{using}地点のうち{losing}地点で会えない拠点が出る",
        "lines": "到達率を支える路線（地点平均{sampled}）：",
        "line": "{name}：{share:.1f}%",
        "sampled": "、順序{orders}通りの抽出、標準誤差は最大{error:.1f}",
        "written": "地点と区間の一覧: {folder}/robustness.csv",
    },
}
_SHOWN_LINKS = 8


def print_robustness(results: RobustnessResults, *, lang: str, folder: Path | None) -> None:
    """Print the sites with what they hang on, then the links that matter most."""
    text, rows = _TEXT[lang], []
    for i in results.order():
        record = results.site_record(i)
        cells: list[str] = []
        kinds: tuple[LinkKind, ...] = ("section", "line", "corridor")
        for kind in kinds:
            kept, worst = record[f"{kind}_retention"], results.worst_link(i, kind)
            cells += ["-" if kept is None else f"{100 * kept:.0f}"]
            more = record[f"{kind}_equally_bad"] - 1
            name = worst.spoken(lang) if worst else "-"
            cells += [f"{name} (+{more})" if more > 0 else name]
        rows.append(
            (
                record["name_ja" if lang == "ja" else "name"],
                f"{record['reach_pct']:.1f}",
                *cells,
                str(record["hubs_met"]),
                str(record["hubs_survive_any_line"]),
                str(record["hubs_line_disjoint"]),
            )
        )
    print_rows(_COLUMNS[lang], rows)
    links = [row for row in results.link_rows() if row["kind"] == "section"]
    print(text["links"])
    for row in links[:_SHOWN_LINKS]:
        print(
            "  "
            + text["link"].format(
                name=row["link_ja" if lang == "ja" else "link"],
                reach=row["importance_reach_pct"],
                minutes=row["importance_min"],
                losing=row["sites_losing"],
                using=row["sites_using"],
            )
        )
    _print_lines(results, lang)
    if folder is not None:
        print(text["written"].format(folder=folder))
    print_notes(results.warnings, lang=lang)


def _print_lines(results: RobustnessResults, lang: str) -> None:
    shared, text = results.attribution, _TEXT[lang]
    if shared is None:
        return
    sampled = ""
    if shared.orders:
        error = 100 * float(shared.standard_error.max())
        sampled = text["sampled"].format(orders=shared.orders, error=error)
    print(text["lines"].format(sampled=sampled))
    mean = 100 * shared.share.mean(axis=0)
    for k in (-mean).argsort(kind="stable")[:_SHOWN_LINKS].tolist():
        line = results.lines[k]
        print("  " + text["line"].format(name=line.ja if lang == "ja" else line.en, share=mean[k]))
