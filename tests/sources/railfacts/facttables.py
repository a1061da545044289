"""Small tables of facts as their sources lay them out."""

from __future__ import annotations

import json
from pathlib import Path

FARES = """\
start,end,distance,ticket_fare,hikari_reserved,free,nozomi_additional,green,green_charge
shinagawa,tokyo,6.8,180,2290,870,210.0,3060,1300
shinyokohama,tokyo,28.8,510,2290,870,,3060,1300
shinagawa,shinyokohama,22.0,420,2290,870,210.0,3060,1300
"""
LINKS = """\
scheme,from,to,published_min,length_km,kind,trains_per_hour,opening,source,confidence
chuo,品川,名古屋,40,285.6,fastest,"4 fast + 1 local","2034, or later",press,high
chuo,名古屋,新大阪,27,~152 (150-154),fastest,,same,press,medium
sanin,新大阪,鳥取,,,no time found,,basic plan,general knowledge,low
"""
PLANNED_STATIONS = """\
scheme,order,id,name_ja,name_en,lat,lon,chainage_km,coord_basis,confidence
chuo,1,chuo_shinagawa,品川,Shinagawa,35.62793,139.73991,0.0,alignment end,high
chuo,2,chuo_kanagawa,神奈川県駅,Kanagawa,35.59267,139.34411,37.7,alignment,high (+-0.3 km)
chuo,3,chuo_mie,三重県駅,Mie,34.85010,136.45045,,placeholder,low (+-5 km)
"""
SERVICES = """\
service,from,to,fast_min,typical_min,trains_per_day_each_way,first_dep,last_dep,stops_core,source,vintage,confidence
Thunderbird,大阪,敦賀,78,81,25,06:30,20:54,"新大阪,京都",boards,2026-06,high
Lilac/Kamui,札幌,旭川/深川,143-155,158,19 (incl. others),06:29,22:00,,boards,2026-05,low (time)
Inaho,新潟,酒田,,,,,,,press,2023,medium
"""
LINE_STATIONS = """\
line,order,ja,en,lat,lon,op_km_from_tokyo,km_source,coord_xcheck_km
Tokaido,1,東京,Tokyo,35.681391,139.766103,0.0,fares,0.177
Tokaido,2,品川,Shinagawa,35.62876,139.738999,6.8,fares,
Nishi-Kyushu,1,武雄温泉,Takeo-Onsen,33.196,130.022,0.0,press,0.1
"""
TRIPS = """\
trip_id,service,number,direction,tables,service_day,extra,n_stops,origin,dest,first_dep,last_arr
H1,Hayabusa,1号,0,1,毎日,0,3,東京,盛岡,06:00:00,08:12:00
K1,Komachi,1号,0,1,毎日,0,3,東京,秋田,06:00:00,09:37:00
Y9,Yamabiko,9号,0,1,,1,2,東京,仙台,06:08:00,08:10:00
"""
STOP_TIMES = """\
trip_id,seq,station,arrival_time,departure_time
H1,1,東京,06:00:00,06:00:00
H1,2,仙台,07:31:00,07:32:00
H1,3,盛岡,08:12:00,08:12:00
K1,3,秋田,09:37:00,09:37:00
K1,2,仙台,07:31:00,07:32:00
K1,1,東京,06:00:00,06:00:00
Y9,1,東京,06:08:00,06:08:00
Y9,2,仙台,08:10:00,08:10:00
"""
PAIRS = """\
station,station_b,fastest_min,median_min,direct_trains,regular_trains,first_dep,last_arr
東京,仙台,91,91.0,3,2,06:00:00,08:10
仙台,東京,91,92.5,3,2,22:30:00,00:20
"""
SUMMARIES = """\
service,direction,trips,extra,median_stops,first_dep,last_arr,top_od,stops_ge80pct
Asama,down,18,1,10.0,06:52:00,23:50:00,東京-長野(17); 軽井沢-長野(1),"上田,佐久平"
Kodama,up,1,0,13.0,06:02:00,23:41:00,名古屋-東京(1),
"""
STITCHED = """\
trip_id,name,first_station_in_data,last_station_in_data,dep,arr,n_stops,true_origin,true_dest,pieces
A,かいじ 59号,東京,甲府,22:45,00:37,9,JR.Tokyo,JR.Kofu,2
B,けごん 1号/会津 1号,浅草,日光,06:30,08:20,9,Tobu.Asakusa,Tobu.Nikko,3
"""
BOARDS = """\
file,title,hour,minute,train,dest
W/niimi1,平日ダイヤ 新見駅 下り時刻表,6,5,普通,岡山
W/niimi1,平日ダイヤ 新見駅 下り時刻表,0,9,普通,岡山
W/niimi1,平日ダイヤ 新見駅 下り時刻表,5,50,特急やくも,岡山
W/niimi1_H,平日ダイヤ 新見駅 上り時刻表,6,5,普通,岡山
W/niimi2,Aダイヤ 武蔵小杉駅 下り時刻表,7,1,普通,
W/niimi3,,7,2,普通,津山
W/niimiStop,Aダイヤ 新見駅 下り時刻表,7,30,普通,当駅止
W/niimiStop,Aダイヤ 新見駅 下り時刻表,7,30,普通,当駅止
"""
INDEX = """\
file,title,last_commit,departures
W/niimi1,平日ダイヤ 新見駅 下り時刻表,2026-04-09,3
W/niimi1_H,平日ダイヤ 新見駅 上り時刻表,2026-04-09,1
W/niimi2,Aダイヤ 武蔵小杉駅 下り時刻表,2026-04-09,1
W/niimi3,,2025-07-06,1
W/niimiStop,Aダイヤ 新見駅 下り時刻表,2025-07-06,2
"""


def lines_json(*features: object) -> str:
    """Return a GeoJSON file of lines: one of two vertices far apart, or the given features."""
    plain = feature("chuo", [[139.7399, 35.6279], [139.6, 35.6], [139.50, 35.58]], 22.1)
    return json.dumps(
        {
            "type": "FeatureCollection",
            "generatedAt": "2026-03-07T04:14:09.600Z",
            "features": list(features) or [plain],
        }
    )


def feature(
    name: str, points: list[list[float]], km: float, *, kind: str = "LineString"
) -> dict[str, object]:
    """Return a line as a GeoJSON feature."""
    properties = {"id": name, "name": name.title(), "sourceName": "中央新幹線", "lengthKm": km}
    geometry = {"type": kind, "coordinates": points}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(folder: Path, name: str, text: str) -> Path:
    """Return the path of a file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
