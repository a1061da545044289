"""Texts of what can be chosen on the map: places, layers, networks: key -> (English, Japanese)."""

from __future__ import annotations

from typing import Final

PLACE_STRINGS: Final[dict[str, tuple[str, str]]] = {
    # tools above the map
    "tools": ("What the map shows", "地図の表示内容"),
    "search": ("Search a place", "地名で検索"),
    "not_found": ("No place of this name", "該当する地名がありません"),
    "found": ("{n} places found", "{n}件見つかりました"),
    "mode": ("Colour by", "色分け"),
    "modes_place": ("From a chosen place", "選んだ地点から"),
    "modes_values": ("Of each municipality", "市区町村ごとの値"),
    "mode_time": ("Travel time", "所要時間"),
    "mode_day": ("Day-return area", "日帰り圏"),
    "mode_hours": ("Meeting hours of a day trip", "日帰りで会える時間"),
    "mode_reach_pct": ("Hub mass met in a day", "日帰りで会える研究拠点の割合"),
    "mode_meeting_hours": ("Meeting hours at the hubs", "研究拠点で会える時間"),
    "mode_score": ("Score", "評点"),
    "mode_rank_width": ("Width of the rank interval", "順位区間の幅"),
    "mode_robustness": ("Robustness (worst link)", "頑健性（最重要区間の不通時）"),
    "mode_probability_pct": ("Probability of meeting, by hub mass", "会える確率（規模で加重）"),
    "direction": ("Direction", "方向"),
    "direction_from": ("from here", "ここから"),
    "direction_to": ("to here", "ここへ"),
    "scenario": ("Scenario", "シナリオ"),
    "difference": ("difference to today", "現況との差"),
    "assumption": ("assumption", "仮定"),
    "assumption_of": ("Assumption: {name}", "仮定：{name}"),
    "choose_hint": (
        "Click a municipality or a marker, or search a name.",
        "市区町村か記号をクリックするか、地名で検索してください。",
    ),
    # questions
    "question_choose": ("Choose a place: how far is it?", "地点を選ぶと、どこまで行けるかを表示"),
    "question_time_from": (
        "How long does it take from {name} to everywhere?",
        "{name}から各地まで、どれくらいかかるか",
    ),
    "question_time_to": (
        "How long does it take from everywhere to {name}?",
        "各地から{name}まで、どれくらいかかるか",
    ),
    "question_hours_from": (
        "How many hours for a meeting does a day trip from {name} leave?",
        "{name}から日帰りで、何時間会えるか",
    ),
    "question_hours_to": (
        "How many hours for a meeting does a day trip to {name} leave?",
        "各地から{name}へ日帰りで、何時間会えるか",
    ),
    "question_day": (
        "With whom can people in {name} meet in a day, there or here?",
        "{name}と日帰りで行き来できるのは、どこか",
    ),
    "question_meeting_hours": (
        "How many business hours do day trips to the hubs leave?",
        "研究拠点への日帰りで、業務時間内に何時間会えるか",
    ),
    "question_score": ("How do the municipalities score?", "市区町村の評点はいくつか"),
    "question_rank_width": (
        "How certain is the rank of each municipality?",
        "市区町村の順位は、どれほど確かか",
    ),
    "question_robustness": (
        "How much reach is left when the worst link fails?",
        "最も重要な区間が不通になると、どれだけ残るか",
    ),
    "question_probability_pct": (
        "How probable is it to meet the hubs in a day?",
        "研究拠点に日帰りで会える確率は、どれほどか",
    ),
    "question_difference": (
        "What does {scenario} change? {question}",
        "{scenario}で何が変わるか：{question}",
    ),
    # what the municipalities show
    "note_time": (
        (
            "Door to door, percentile {percentile} of the departure minutes, waiting included "
            "(min, then h)"
        ),
        (
            "出発地から目的地まで、各分に出発した場合の{percentile}パーセンタイル"
            "（待ち時間を含む。分、2時間以上は時間）"
        ),
    ),
    "note_day": (
        "Out and home within the day, with the least stay",
        "時間帯内に往復し、必要な滞在ができるか",
    ),
    "note_hours": (
        "Most time inside business hours on such a day; steps of 10 min",
        "日帰りで業務時間内に会える最長の時間（10分単位）",
    ),
    "note_meeting_hours": (
        "Mean over the hubs by mass; 0 where a hub cannot be met",
        "研究拠点の規模で加重した平均（会えない拠点は0）",
    ),
    "note_score": ("Score (0–100)", "評点（0〜100）"),
    "note_rank_width": (
        "Ranks between which nine draws in ten lie: worst less best",
        "試行の9割が入る順位の幅（最低−最高）",
    ),
    "note_robustness": (
        "Share of reach kept when the worst section is closed",
        "最も影響の大きい区間の不通時に残る割合",
    ),
    "note_probability_pct": (
        "Share of hub mass, each hub by its probability",
        "研究拠点の規模を会える確率で加重した割合",
    ),
    "symbols": ("as circles, area by population", "円で表示（面積は人口）"),
    "no_connection": ("No connection at that percentile", "その割合の出発では到達できない"),
    "no_value": ("Not computed", "値なし"),
    "far": ("{duration} or more", "{duration}以上"),
    "way_back": ("The other way: {duration}", "逆方向：{duration}"),
    "day_both": ("Day return both ways", "双方向に日帰り可能"),
    "day_out": ("From here to there only", "こちらからのみ日帰り可能"),
    "day_back": ("From there to here only", "先方からのみ日帰り可能"),
    "day_none": ("No day return", "日帰り不可"),
    "before": ("Today: {value}", "現況：{value}"),
    "change": ("Change: {value}", "変化：{value}"),
    "unsure": ("Within uncertainty or the step of the figures", "不確実性または数値の刻みの範囲内"),
    "difference_same": ("No change", "変化なし"),
    "difference_less": ("Less", "減少"),
    "difference_more": ("More", "増加"),
    "difference_gained": ("With the scenario only", "シナリオでのみ可能"),
    "difference_lost": ("Today only", "現況でのみ可能"),
    "difference_none": ("Neither", "いずれも不可"),
    "sites_difference": (
        "Change of the chosen value; striped within uncertainty",
        "選んだ値の変化（斜線は不確実性の範囲内）",
    ),
    "site_layer": ("Sites by", "候補地の色分け"),
    "pin_is_rank": ("The number is the rank.", "数字は順位"),
    "layer_agglomerations": ("Industrial agglomerations", "産業集積"),
    "layer_tiles": (
        "Base map 地理院タイル (needs a network)",
        "背景地図（地理院タイル。通信が必要）",
    ),
    "tiles_note": (
        "Images are fetched from the Geospatial Information Authority of Japan.",
        "画像は国土地理院のサーバーから取得します。",
    ),
    "tiles_credit": ("地理院タイル", "地理院タイル"),
    "legend_planned": ("Planned line (assumption)", "計画路線（仮定）"),
    "legend_weak": ("Worst link of the chosen site", "選択した候補地の最重要区間"),
    "base": ("Base", "基準"),
    "before_base": ("Base: {value}", "基準：{value}"),
    "difference_base": ("difference to the base", "基準との差"),
    "difference_lost_base": ("Only: {name}", "{name}でのみ可能"),
    "in_brackets": (" ({text})", "（{text}）"),
    "change_between": ("{low} to {high}", "{low}から{high}"),
    "p_above": (
        (
            "Small figures: nine draws in ten, the same draws in both networks. The score rises "
            "in {share} % of them."
        ),
        "小さい数字：試行の9割が入る幅（両方に同じ試行）。評点は試行の{share} %で上がります。",
    ),
    "legend_closed": ("Closed in the scenario", "シナリオで廃止"),
    # the chosen place
    "kind_site": ("site", "候補地"),
    "kind_hub": ("research hub", "研究拠点"),
    "trips_title": ("Travel times from {name} and back", "{name}からの所要時間と戻り"),
    "trips_summary": (
        (
            "{two} municipalities within 2 hours, {four} within 4 hours, of {m}; day returns both "
            "ways with {both}."
        ),
        "2時間以内に{two}、4時間以内に{four}市区町村（全{m}）。双方向に日帰りできるのは{both}市区町村。",
    ),
    "trips_note": (
        (
            "Door to door, percentile {percentile} of all departure minutes of the day, waiting "
            "included; to 1 min below 2 h, 2 min below 5 h, 5 min beyond. Hours: longest meeting "
            "of a day trip inside business hours."
        ),
        (
            "出発地から目的地まで、一日の各分に出発した場合の{percentile}パーセンタイル（待ち時間を含む）。"
            "2時間未満は1分、5時間未満は2分、それ以上は5分単位。会える時間は日帰りで業務時間内の最長。"
        ),
    ),
    "trips_which": ("Which places", "対象"),
    "trips_places": ("Sites and hubs", "候補地・研究拠点"),
    "trips_zones": ("Municipalities", "市区町村"),
    "trips_filter": ("Filter", "絞り込み"),
    "place": ("Place", "地点"),
    "out_time": ("There", "行き"),
    "back_time": ("Back", "戻り"),
    "out_hours": ("Meeting\nthere", "先方で\n会える"),
    "back_hours": ("Meeting\nhere", "こちらで\n会える"),
    "partners": ("Partners: day returns both ways ({n})", "相互に日帰りできる相手（{n}）"),
    "partners_none": ("No site or hub.", "候補地・研究拠点にはありません。"),
    "show_more": ("Show more ({n})", "さらに表示（残り{n}件）"),
    "stop": (".", "。"),
    "announce_place": (
        "{name}: {four} of {m} municipalities within 4 hours, day returns both ways with {k}.",
        "{name}：4時間以内に{m}市区町村中{four}、双方向に日帰りできるのは{k}市区町村。",
    ),
    "announce_view": ("Shown: {name}", "表示中：{name}"),
    # uncertainty and scenarios on cards
    "print": ("Print", "印刷"),
    "interval": (
        "5–95 %: {low}–{high}, rank {best}–{worst}",
        "5〜95 %：{low}〜{high}、順位 {best}〜{worst}",
    ),
    "interval_of": (
        (
            "Between {low} and {high} in nine draws of ten (rank {best}–{worst}); first in "
            "{share} % of {draws} draws"
        ),
        "試行の9割で{low}〜{high}（{best}〜{worst}位）。{draws}回の試行のうち{share} %で1位",
    ),
    "kappa": ("Proba-\nbility", "会える\n確率"),
    "changes_by": ("What changes: {name}", "何が変わるか：{name}"),
    "today": ("Today", "現況"),
    "with_scenario": ("Scenario", "シナリオ"),
    "difference_column": ("Change", "変化"),
    "hubs_gained": ("New hubs in a day: {names}", "新たに日帰りで会える拠点：{names}"),
    "hubs_gained_none": ("No new hub in a day.", "新たに日帰りで会える拠点はありません。"),
    "hubs_lost": ("Hubs lost: {names}", "日帰りで会えなくなる拠点：{names}"),
    "unit_ranks": ("{value} ranks", "{value}位"),
}
