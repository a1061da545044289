"""Every text of the page in both languages: key -> (English, Japanese)."""

from __future__ import annotations

from typing import Final

from geoaccess.maps.content import Lang
from geoaccess.maps.drawstrings import DRAW_STRINGS
from geoaccess.maps.placestrings import PLACE_STRINGS

_STRINGS: Final[dict[str, tuple[str, str]]] = {
    # header
    "skip": ("Skip to the ranking", "順位表へ移動"),
    "language": ("Language", "表示言語"),
    "window": ("Day", "移動時間帯"),
    "stay": ("Stay", "現地滞在"),
    "at_least": ("at least {duration}", "{duration}以上"),
    "business_hours": ("Business hours", "業務時間"),
    "service_date": ("Trains of", "ダイヤの日付"),
    "network": ("Network", "鉄道網"),
    "edition": ("Edition", "版"),
    "times": ("Travel times", "所要時間"),
    "median": ("median of all departure minutes", "全出発分の中央値"),
    "percentile": (
        "percentile {percentile} of all departure minutes",
        "全出発分の{percentile}パーセンタイル",
    ),
    "noscript": (
        (
            "This page draws its map and tables with JavaScript, which is switched off here. "
            "Switch it on for this file (nothing is loaded from any network), or open scores.csv "
            "and contacts.csv from the same folder."
        ),
        (
            "このページの地図と表の表示にはJavaScriptが必要ですが、現在は無効になっています。"
            "このファイルに対して有効にするか（ネットワークからは何も読み込みません）、"
            "同じフォルダーのscores.csvとcontacts.csvをご覧ください。"
        ),
    ),
    # map and legend
    "map": (
        "Map of Japan. Every site on it is also in the ranking table.",
        "日本地図。地図上の候補地はすべて順位表にもあります。",
    ),
    "inset": ("Okinawa and Amami", "沖縄・奄美"),
    "legend": ("Legend and layers", "凡例と表示項目"),
    "layer_zones": ("Municipalities", "市区町村"),
    "layer_zones_note": (
        "Share of hub mass that people there can meet in a day",
        "日帰りで会える研究拠点の割合（規模で加重）",
    ),
    "layer_sites": ("Sites", "候補地"),
    "layer_sites_note": ("Score (0–100); the number is the rank", "評点（0〜100）。数字は順位"),
    "layer_hubs": ("Research hubs", "研究拠点"),
    "layer_hubs_note": ("Area: {kind}", "面積：{kind}"),
    "research and professional employment": (
        "employment in research and professional services",
        "学術研究・専門技術サービス業の従業者数",
    ),
    "mass": ("mass", "規模"),
    "hub_met": ("Met from the chosen site", "選択した候補地から日帰り可能"),
    "hub_unmet": ("Not met in a day", "日帰り不可"),
    "layer_network": ("Rail network", "鉄道網"),
    "share_zero": ("0 %: no hub within the day", "0 %：日帰りで会える拠点なし"),
    "share_none": ("Not reachable by rail in a day", "鉄道では日帰りできない"),
    "legend_shinkansen": ("Shinkansen", "新幹線"),
    "legend_mini-shinkansen": ("Mini-Shinkansen", "ミニ新幹線"),
    "legend_maglev": ("Maglev", "リニア"),
    "legend_conventional": ("Limited-express line", "在来線（特急など）"),
    "zoom_in": ("Zoom in", "拡大"),
    "zoom_out": ("Zoom out", "縮小"),
    "no_unpack": (
        (
            "This browser cannot unpack the municipalities and the network. The ranking and the "
            "cards work; for the whole map use Edge or Chrome 80, Firefox 113, Safari 16.4 or "
            "newer."
        ),
        (
            "このブラウザーでは市区町村と鉄道網を表示できません。順位表と詳細は利用できます。"
            "地図全体の表示にはEdge／Chrome 80、Firefox 113、Safari 16.4以降をお使いください。"
        ),
    ),
    # tooltips
    "zone_share": (
        "{share} of hub mass can be met in a day",
        "日帰りで会える研究拠点の割合 {share}",
    ),
    "zone_hubs": ("{n} of {m} hubs", "研究拠点 {m}か所中 {n}か所"),
    "hub_mass": ("Mass: {mass}", "規模：{mass}"),
    "hub_sites": (
        "{n} of {m} sites can meet it in a day",
        "候補地 {m}か所中 {n}か所から日帰り可能",
    ),
    "site_score": ("Score {score}, rank {rank}", "評点 {score}、{rank}位"),
    # ranking
    "ranking": ("Ranking of the sites", "候補地の順位"),
    "ranking_note": (
        "Choose a site here or on the map to see whom its people can meet, and when.",
        "候補地を選ぶと、誰にいつ会えるかを表示します（地図からも選べます）。",
    ),
    "rank": ("Rank", "順位"),
    "site": ("Site", "候補地"),
    "score": ("Score", "評点"),
    "hubs_met": ("Hubs\nin a day", "日帰り\n拠点数"),
    # card
    "back": ("All sites", "順位表へ戻る"),
    "previous": ("Previous rank", "前の順位"),
    "next": ("Next rank", "次の順位"),
    "rank_of": ("Rank {rank} of {n}", "{n}か所中 {rank}位"),
    "score_out_of": ("of 100", "／100点"),
    "geometric": ("Weighted geometric mean: {score}", "加重幾何平均：{score}"),
    "indicators": ("Indicators", "指標"),
    "indicator": ("Indicator", "指標"),
    "value": ("Value", "値"),
    "weight": ("Weight", "重み"),
    "not_reached": ("not reached", "到達不可"),
    "missing": (
        "Not computed in this run: {names}. The other weights are scaled up to 100 %.",
        "今回計算していない指標：{names}。残りの重みを合計100 %に調整しています。",
    ),
    "hubs": ("Research hubs they can meet in a day", "日帰りで会える研究拠点"),
    "hubs_count": ("{n} of {m}", "{m}か所中 {n}か所"),
    "none_met": ("No hub can be met in a day.", "日帰りで会える研究拠点はありません。"),
    "unmet": ("Cannot be met in a day", "日帰りでは会えない研究拠点"),
    "hub": ("Hub", "研究拠点"),
    "depart": ("Leave", "出発"),
    "arrive": ("Arrive", "到着"),
    "on_site": ("On site", "滞在"),
    "leave_hub": ("Leave\nhub", "現地発"),
    "home": ("Home", "帰宅"),
    "changes": ("Changes\nout / back", "乗換\n往／復"),
    "round_trips_day": ("Day\ntrips", "往復数"),
    "timetable_note": (
        (
            "Times are door to door. Of all days possible, the one shown has the most time inside "
            "business hours, then the least time away. Changes: trains changed on the way out / "
            "back (– is a way without a train). Day trips: number of different pairs of outward "
            "and return journeys that fit the day."
        ),
        (
            "時刻は出発地から目的地まで（駅までの移動を含む）。可能な日程のうち、業務時間内に会える"
            "時間が最も長く、次に外出時間が最も短いものを示します。"
            "乗換は往路／復路の回数（–は列車を使わない移動）、"
            "往復数は一日に収まる往路と復路の組み合わせの数です。"
        ),
    ),
    "announce": (
        "{name}: rank {rank}, score {score}, {n} of {m} hubs can be met in a day.",
        "{name}：{rank}位、評点{score}、研究拠点{m}か所中{n}か所に日帰りで会えます。",
    ),
    "announce_back": ("Back to the ranking of all sites.", "順位表に戻りました。"),
    # indicators
    "reach_pct": ("Hub mass that can be met in a day", "日帰りで会える研究拠点の割合"),
    "nearness_min": ("Time to the third-nearest hub", "3番目に近い拠点までの所要時間"),
    "robustness": ("Reach kept if the worst link fails", "最重要区間の不通時に残る割合"),
    "meeting_hours": ("Usable hours inside business hours", "業務時間内に会える時間"),
    "cost_yen": ("Generalised cost of a day trip", "日帰り往復の一般化費用"),
    "round_trips": ("Round trips a day (median)", "1日の往復数（中央値）"),
    "compactness": ("Jobs mutually within 30 min", "互いに30分以内の雇用の割合"),
    "weak_link": (
        "Closing this section takes most: {name}",
        "不通になると最も影響が大きい区間：{name}",
    ),
    # units
    "unit_pct": ("{value} %", "{value} %"),
    "unit_min": ("{value} min", "{value}分"),
    "unit_hours": ("{value} h", "{value}時間"),
    "unit_yen": ("{value} yen", "{value}円"),
    "unit_times": ("{value}", "{value}回"),
    "unit_none": ("{value}", "{value}"),
    "duration": ("{hours} h {minutes}", "{hours}時間{minutes}分"),
    "duration_h": ("{hours} h", "{hours}時間"),
    "duration_min": ("{minutes} min", "{minutes}分"),
    # notes
    "about": ("Sources, assumptions and notes", "出典・前提・注意事項"),
    "warnings_count": ("Warnings: {n}", "警告 {n}件"),
    "warnings": ("Warnings of this run", "この計算の警告"),
    "assumptions": ("Assumptions and approximations", "前提と近似"),
    "sources": ("Sources", "出典"),
    "version": ("geoaccess {version}, run {digest}", "geoaccess {version}、計算番号 {digest}"),
    "licences": (
        "Licences of the map software in this page",
        "このページの地図ソフトウェアのライセンス",
    ),
}

STRINGS: Final[dict[str, tuple[str, str]]] = {**_STRINGS, **PLACE_STRINGS, **DRAW_STRINGS}


def strings_in(lang: Lang) -> dict[str, str]:
    """Return every text by key in one language."""
    column = 0 if lang == "en" else 1
    return {key: texts[column] for key, texts in STRINGS.items()}
