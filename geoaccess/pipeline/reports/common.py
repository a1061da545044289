"""Sections that every report has: what was asked, assumptions, what is not in it, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from geoaccess.model.document import (
    Block,
    Column,
    Facts,
    Lang,
    Listing,
    Paragraph,
    Section,
    Table,
)
from geoaccess.model.runfolder import RunFolder
from geoaccess.model.text import Text
from geoaccess.pipeline.reports.scenarios import list_assumed, list_figures, read_scenarios

SHOWN_SITES: Final = 60
"""Rows of a table of sites; the rest stand in the tables of the run."""
_ALWAYS: Final = (
    Text(
        en="Each place is computed for one point; people elsewhere in the municipality have other "
        "ways to the station.",
        ja="各地点は代表点1か所で計算している。同じ市区町村でも場所により駅までの移動時間は異なる。",
    ),
    Text(
        en="Trains run as in the timetable: no delays, no full trains, no crowding.",
        ja="列車は時刻表どおりに走るものとし、遅れ・満席・混雑は考慮していない。",
    ),
)
_NOT_IN_IT: Final = (
    Text(
        en="Whether people do meet. The figures say who can be met, not who is.",
        ja="実際に会うかどうか。会える相手を示すものであり、会っている相手を示すものではない。",
    ),
    Text(
        en="Innovation, growth or jobs. Access is a condition of them, no forecast.",
        ja="イノベーション・成長・雇用。到達のしやすさはその条件の一つであり、予測ではない。",
    ),
    Text(
        en="Flights, ships and highway buses, unless the run was given a network that has them.",
        ja="航空機・船・高速バス（それらを含む路線網を与えた場合を除く）。",
    ),
    Text(
        en="Costs and benefits of building or running a line.",
        ja="路線の建設・運営の費用と便益。",
    ),
)


def describe_question(run: RunFolder, lang: Lang) -> Facts:
    """Return what the run was asked, with the day that every figure rests on."""
    record = run.record
    day = record["parameters"]["day"]
    network = record["network"]
    t = Text.spoken
    rows = [
        (Text("Window of the day", "移動時間帯"), _span(day["window"], lang)),
        (Text("Least stay", "最短滞在時間"), format_stay(day["stay_min"], lang)),
        (Text("Business hours", "業務時間"), _span(day["business_hours"], lang)),
        (Text("Trains of", "ダイヤの日付"), str(network["service_date"])),
        (Text("Network", "路線網"), _network(network, lang)),
        (Text("Sites", "候補地"), _place_words(record["sites"], lang)),
        (Text("Hubs", "研究拠点"), _place_words(record["hubs"], lang)),
    ]
    rows += [
        (Text("Scenario (assumption)", "シナリオ（仮定）"), one.describe(lang))
        for one in read_scenarios(record)
    ]
    if network.get("as_of"):
        rows.append((Text("As the network stood on", "路線網の時点"), str(network["as_of"])))
    return Facts(tuple((t(name, lang), value) for name, value in rows))


def format_stay(minutes: float, lang: Lang) -> str:
    """Return a length of time in words."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return f"{rest}分" if lang == "ja" else f"{rest} min"
    if lang == "ja":
        return f"{hours}時間{rest}分" if rest else f"{hours}時間"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def _span(clocks: list[str], lang: Lang) -> str:
    return ("〜" if lang == "ja" else "–").join(clocks)


def _network(network: Mapping[str, Any], lang: Lang) -> str:
    title = network.get("title") or {}
    name = title.get(lang) or title.get("en") or network["name"]
    trains = network.get("trains")
    count = ""
    if trains:
        count = f"、列車{trains:,}本" if lang == "ja" else f", {trains:,} trains"
    edition = network["edition"]
    return f"{name}（{edition}版{count}）" if lang == "ja" else f"{name} (edition {edition}{count})"


def _place_words(text: str, lang: Lang) -> str:
    known = {
        "agglomerations": Text("shipped agglomerations", "付属の産業集積"),
        "hubs": Text("shipped research hubs", "付属の研究拠点"),
        "seats": Text("prefectural seats", "都道府県庁所在地"),
        "municipalities": Text("all municipalities", "全市区町村"),
        "stations": Text("all stations", "全駅"),
    }
    return known[text].spoken(lang) if text in known else text


def read_warnings(run: RunFolder, lang: Lang) -> list[str]:
    """Return the remarks of a run; those of runs that kept English only are in English."""
    record = run.record
    if lang == "ja" and len(record.get("warnings_ja", ())) == len(record.get("warnings", ())):
        return [str(one) for one in record.get("warnings_ja", ())]
    return [str(one) for one in record.get("warnings", ())]


def build_assumptions(run: RunFolder, lang: Lang, own: tuple[Text, ...] = ()) -> Section:
    """Return assumptions and approximations: of every run, of the command, of this run."""
    told = [text.spoken(lang) for text in (*_ALWAYS, *own)]
    told += list_assumed(read_scenarios(run.record), lang)
    return Section(
        Text("Assumptions and approximations", "前提と近似").spoken(lang),
        [Listing(tuple(dict.fromkeys([*told, *read_warnings(run, lang)])))],
    )


def build_limits(lang: Lang, own: tuple[Text, ...] = ()) -> Section:
    """Return what the report does not say."""
    told = tuple(text.spoken(lang) for text in (*_NOT_IN_IT, *own))
    return Section(
        Text("What is not in this report", "この報告に含まれないもの").spoken(lang),
        [Listing(told)],
    )


def build_sources(run: RunFolder, lang: Lang) -> Section:
    """Return the credit lines of the publishers as they word them, each once."""
    sources = run.record.get("sources", [])
    rows = dict.fromkeys(
        (str(one["credit"]), str(one.get("edition") or "–"), str(one["licence"])) for one in sources
    )
    heads = (Text("Credit", "出典"), Text("Edition", "版"), Text("Terms", "利用条件"))
    table = Table(
        caption=Text(
            "Sources, in the words of their publishers", "出典（公表者の表示による）"
        ).spoken(lang),
        columns=tuple(
            Column(head.spoken(lang), w) for head, w in zip(heads, (6, 1.6, 3), strict=True)
        ),
        rows=tuple(rows),
        note=_terms(rows, lang),
    )
    blocks: list[Block] = [table]
    if not rows:
        none = Text("The run names no source.", "この計算は出典を記録していない。")
        blocks = [Paragraph(none.spoken(lang))]
    figures = list_figures(read_scenarios(run.record), lang)
    if figures is not None:
        blocks.append(figures)
    return Section(Text("Sources", "出典").spoken(lang), blocks)


def _terms(rows: Iterable[tuple[str, str, str]], lang: Lang) -> str:
    """Return what "facts only" means, where a source is used so."""
    if not any("facts" in terms for _, _, terms in rows):
        return ""
    return Text(
        en="facts only: single facts (names, dates, times, figures) were taken from it; the work "
        "itself is no part of the tables.",
        ja="facts only：個々の事実（名称・日付・時刻・数値）だけを利用し、著作物は含まない。",
    ).spoken(lang)


def build_repetition(run: RunFolder, lang: Lang) -> Section:
    """Return what is needed to get the same figures again."""
    record = run.record
    versions = record["versions"]
    facts = Facts(
        (
            (Text("Command", "コマンド").spoken(lang), f"geoaccess {run.command}"),
            (Text("Digest of the run", "計算の識別子").spoken(lang), str(record["digest"])),
            (
                Text("Versions", "バージョン").spoken(lang),
                ", ".join(f"{name} {version}" for name, version in versions.items()),
            ),
        )
    )
    inputs = record.get("inputs", [])
    heads = (Text("Input", "入力"), Text("File", "ファイル"), Text("SHA-256", "SHA-256"))
    blocks: list[Block] = [
        Paragraph(
            Text(
                en="The same version with the same inputs gives the same figures, and the same "
                "results folder the same report, byte for byte.",
                ja="同じバージョンと同じ入力からは同じ数値が、同じ結果フォルダーからは同じ報告が"
                "（1バイトも違わず）得られる。",
            ).spoken(lang)
        ),
        facts,
    ]
    if inputs:
        rows = tuple((str(o["role"]), str(o["name"]), str(o["sha256"])[:16]) for o in inputs)
        caption = Text("Files read (first 16 digits)", "読み込んだファイル（先頭16桁）")
        columns = tuple(
            Column(head.spoken(lang), w) for head, w in zip(heads, (3, 4, 3), strict=True)
        )
        blocks.append(Table(caption=caption.spoken(lang), columns=columns, rows=rows))
    return Section(Text("How to repeat it", "再現の方法").spoken(lang), blocks)


def build_closing(
    run: RunFolder, lang: Lang, *, assumed: tuple[Text, ...] = (), left_out: tuple[Text, ...] = ()
) -> tuple[Section, ...]:
    """Return the sections that end every report."""
    return (
        build_assumptions(run, lang, assumed),
        build_limits(lang, left_out),
        build_sources(run, lang),
        build_repetition(run, lang),
    )


def note_rest(shown: int, total: int, file: str, lang: Lang) -> str:
    """Return a note on rows that are not shown; empty when all are."""
    if shown >= total:
        return ""
    return Text(
        en=f"The first {shown} of {total:,}; all stand in {file}.",
        ja=f"{total:,}件のうち最初の{shown}件。全件は{file}にある。",
    ).spoken(lang)


def shown(value: float, decimals: int = 1) -> str:
    """Return a number as tables show it, a dash where it is missing."""
    return "–" if value != value else f"{value:,.{decimals}f}"  # noqa: PLR0124 NaN
