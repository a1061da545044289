"""Texts of lines drawn on the page in both languages: key -> (English, Japanese)."""

from __future__ import annotations

from typing import Final

DRAW_STRINGS: Final[dict[str, tuple[str, str]]] = {
    "draw": ("Draw a line", "路線を引く"),
    "draw_hint": (
        (
            "Choose two or more stations in order, by name or on the map, say how fast and how "
            "often trains run, and see who gets nearer. Computed in this page, on today's network."
        ),
        (
            "駅を順に2つ以上、名前または地図で選び、速さと本数を指定すると、どこが近くなるかを"
            "表示します。現況の鉄道網を基に、このページ内で計算します。"
        ),
    ),
    "draw_approximate": (
        "Approximate: station matrix and access legs; timetables are not looked at.",
        "概算値：駅間行列と駅までの経路による計算で、時刻表は見ていません。",
    ),
    "draw_model": (
        (
            "Trains run from 6:00 to 22:00 in both directions at even intervals; half the interval "
            "is waited for them, and changing takes what it takes at the station today. "
            "Differences below 5 minutes are within uncertainty. Exact: geoaccess whatif with the "
            "scenario file."
        ),
        (
            "列車は6時から22時まで両方向に等間隔。待ち時間は間隔の半分、乗換は各駅の現在の時分。"
            "5分未満の差は誤差の範囲です。正確な値は、シナリオファイルを"
            "geoaccess whatifで計算してください。"
        ),
    ),
    "draw_station": ("Station", "駅"),
    "draw_stations": ("Stations of the line", "路線の駅"),
    "draw_add": ("Add", "追加"),
    "draw_pick": ("Pick on the map", "地図で選ぶ"),
    "draw_pick_stop": ("Stop picking", "地図での選択を終える"),
    "draw_new": ("A new station by its position", "新しい駅（緯度・経度で指定）"),
    "draw_new_title": ("Name", "名称"),
    "draw_new_name": ("New station {n}", "新駅{n}"),
    "draw_is_new": ("(new)", "（新設）"),
    "draw_lat": ("Latitude", "緯度"),
    "draw_lon": ("Longitude", "経度"),
    "draw_undo": ("Remove", "取り消す"),
    "draw_clear": ("Remove all", "すべて取り消す"),
    "draw_remove": ("Remove {name}", "{name}を取り消す"),
    "draw_class": ("Kind of line", "路線の種別"),
    "draw_class_maglev": ("Maglev", "リニア"),
    "draw_class_shinkansen": ("Shinkansen (260 km/h)", "新幹線（260 km/h）"),
    "draw_class_shinkansen-320": ("Shinkansen (320 km/h)", "新幹線（320 km/h）"),
    "draw_class_mini-shinkansen": ("Mini-Shinkansen", "ミニ新幹線"),
    "draw_class_conventional": ("Conventional line", "在来線"),
    "draw_by": ("Running time", "所要時間"),
    "draw_by_class": ("by its kind (top speed {speed} km/h)", "種別から推計（最高{speed} km/h）"),
    "draw_by_speed": ("by another top speed", "最高速度を指定"),
    "draw_by_minutes": ("in minutes", "分で指定"),
    "draw_minutes": ("Minutes, end to end", "全区間の所要（分）"),
    "draw_speed": ("Top speed, km/h", "最高速度（km/h）"),
    "draw_trains": ("Trains an hour, each way", "1時間の本数（片道）"),
    "draw_name": ("Name of the line", "路線名"),
    "draw_line_name": ("Drawn line {n}", "もしもの路線{n}"),
    "draw_finish": ("Compute with this line", "この路線で計算"),
    "draw_lines": ("Lines drawn", "引いた路線"),
    "draw_summary": ("{minutes} min, {trains} an hour", "{minutes}分、1時間に{trains}本"),
    "draw_added": ("{name} added, {n} stations.", "{name}を追加しました（{n}駅）。"),
    "draw_twice": (
        "{name} is on the line already; a line comes to a station once.",
        "{name}は既に路線上にあります。同じ駅には一度だけ停まれます。",
    ),
    "draw_unknown": (
        "No station '{name}' in this network; choose one of the list.",
        "「{name}」という駅はこの鉄道網にありません。候補から選んでください。",
    ),
    "draw_outside": (
        "A new station lies in Japan: latitude 20 to 46, longitude 122 to 154.",
        "新しい駅は日本国内（緯度20〜46、経度122〜154）に置いてください。",
    ),
    "draw_two": ("Choose two stations or more.", "駅を2つ以上選んでください。"),
    "draw_bad_trains": (
        "Trains an hour: give a number from 0.1 to 30.",
        "1時間の本数は0.1〜30で入力してください。",
    ),
    "draw_bad_minutes": (
        "Minutes: give a number from 1 to 1440.",
        "所要時間は1〜1440分で入力してください。",
    ),
    "draw_bad_speed": (
        "Top speed: give a number from 20 to 700 km/h.",
        "最高速度は20〜700 km/hで入力してください。",
    ),
    "draw_too_short": (
        "With its calls the line takes {least} min at least.",
        "停車時間を含め、少なくとも{least}分が必要です。",
    ),
    "draw_too_fast": (
        (
            "{from} to {to}: this kind of line runs at {speed} km/h at most; give {least} min or "
            "more for this part."
        ),
        (
            "{from}〜{to}：この種別の最高速度は{speed} km/hです。"
            "この区間は{least}分以上としてください。"
        ),
    ),
    "draw_none": ("No line is drawn.", "引かれた路線はありません。"),
    "draw_result": ("Who gets nearer", "どこが近くなるか"),
    "draw_limit": ("Reached within", "到達時間"),
    "draw_hours": ("{hours} hours", "{hours}時間"),
    "draw_gainers": (
        "{n} of {m} municipalities reach more within {hours} hours; none reaches less.",
        "{m}市区町村中{n}で、{hours}時間以内に到達できる範囲が広がります（狭まる所はありません）。",
    ),
    "draw_gain": ("Gain most", "最も広がる市区町村"),
    "draw_gain_note": (
        "People of other municipalities within {hours} hours, door to door, median.",
        "{hours}時間以内に到達できる他市区町村の人口（中央値）。",
    ),
    "draw_behind": ("Fall behind", "相対的に後退する市区町村"),
    "draw_behind_note": (
        (
            "A new line takes no train away, so no time gets longer; these are passed by others in "
            "the order of people reached."
        ),
        "新しい路線で所要時間が延びる所はありませんが、到達人口の順位で他に抜かれる市区町村です。",
    ),
    "draw_behind_none": ("Nobody is passed by others.", "順位の下がる市区町村はありません。"),
    "draw_rank": ("no. {n}", "{n}位"),
    "draw_today": ("Today", "現況"),
    "draw_then": ("With the\nline", "路線\nあり"),
    "draw_from": ("Nearer to {name}", "{name}から近くなる所"),
    "draw_none_saved": ("No place gets nearer.", "近くなる所はありません。"),
    "draw_people": ("{value} M", "{value}万人"),
    "draw_zones": ("{value} municipalities", "{value}市区町村"),
    "draw_before_after": ("{before} → {after}", "{before} → {after}"),
    "draw_nearer": ("{n} municipalities at least 5 min nearer", "{n}市区町村が5分以上近くなる"),
    "draw_no_gain": ("no gain", "変化なし"),
    "draw_saved_unsure": (
        "less than {n} min (within uncertainty)",
        "{n}分未満（誤差の範囲）",
    ),
    "draw_note_people": (
        "People within {hours} hours gained by the line drawn (approximate)",
        "引いた路線で{hours}時間以内に増える到達人口（概算）",
    ),
    "draw_note_saved": (
        "Minutes saved by the line drawn (approximate)",
        "引いた路線で短縮される時間（概算）",
    ),
    "mode_drawn_people": ("people gained within reach", "到達人口の増加"),
    "mode_drawn_saved": ("minutes saved", "短縮時間"),
    "question_drawn_people": (
        "Who reaches more people within {hours} hours with the line drawn?",
        "引いた路線で、{hours}時間以内の到達人口はどこで増えるか",
    ),
    "question_drawn_saved_from": (
        "How much nearer does the line bring everywhere from {name}?",
        "引いた路線で、{name}から各地へどれくらい近くなるか",
    ),
    "question_drawn_saved_to": (
        "How much nearer does the line bring {name} from everywhere?",
        "引いた路線で、各地から{name}へどれくらい近くなるか",
    ),
    "draw_export": ("Scenario file", "シナリオファイル"),
    "draw_export_note": (
        (
            "geoaccess whatif --scenario drawn-line.yaml computes it exactly, on the network of "
            "this run."
        ),
        (
            "geoaccess whatif --scenario drawn-line.yaml で、"
            "この結果と同じ鉄道網の上で正確に計算できます。"
        ),
    ),
    "draw_save": ("Save drawn-line.yaml", "drawn-line.yaml を保存"),
    "draw_yaml_comment": (
        "A line drawn on the map of a run of",
        "地図上で引いた路線：",
    ),
    "draw_yaml_assumption": (
        "Line, running times and trains were drawn on the map; nothing of it is published.",
        "路線・所要時間・本数は地図上で仮に引いたもので、公表値ではない。",
    ),
}
