"""Which stations are tried from many points, over the great circle: numba only, arrays in, out.

The same choice as `access.legs` makes from a list of all ways, made point by point. Lines over
land are looked at only where the answer can depend on it: a stop whose lines have all been tried
is not worth a look, whether the sea lies between or not.
"""

from __future__ import annotations

import numpy as np
from numba import njit

RADIUS_M = 6_371_008.8
NEVER = np.int64(2**62)
"""Rank of a stop that cannot be reached."""


@njit(cache=True, nogil=True)
def _great_circle_m(lon1, lat1, lon2, lat2):  # type: ignore[no-untyped-def]
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_dphi, half_dlambda = (phi2 - phi1) / 2, np.radians(lon2 - lon1) / 2
    chord = np.sin(half_dphi) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_dlambda) ** 2
    return 2 * RADIUS_M * np.arcsin(np.sqrt(min(chord, 1.0)))


@njit(cache=True, nogil=True)
def _road_s(distance_m, road):  # type: ignore[no-untyped-def]
    """Return seconds by road; road is (terminal seconds, detour, ends in km, speeds in km/h)."""
    terminal_s, detour, end_km, speed_kmh = road
    road_km = distance_m * detour / 1000
    seconds, begin_km = terminal_s, 0.0
    for k in range(end_km.size):
        in_band_km = min(max(road_km, begin_km), end_km[k]) - begin_km
        seconds += in_band_km / speed_kmh[k] * 3600
        begin_km = end_km[k]
    return seconds


@njit(cache=True, nogil=True)
def _is_wet(lon1, lat1, lon2, lat2, grid, bits, step_m, most_m):  # type: ignore[no-untyped-def]
    """Return whether a straight line runs over a longer stretch of water than `most_m`.

    Sampled as `LandGrid.water_gap_m` does.
    """
    lat0, lon0, rows_per_degree, cols_per_degree, n_rows, n_cols = grid
    east = (lon2 - lon1) * np.cos(np.radians((lat1 + lat2) / 2))
    length_m = np.hypot(east, lat2 - lat1) * (RADIUS_M * np.pi / 180)
    n_steps = max(np.ceil(length_m / step_m), 1.0)
    lon_step, lat_step = (lon2 - lon1) / n_steps, (lat2 - lat1) / n_steps
    running = 0
    for step in range(n_steps):
        row = np.floor((lat1 + (step + 0.5) * lat_step - lat0) * rows_per_degree)
        col = np.floor((lon1 + (step + 0.5) * lon_step - lon0) * cols_per_degree)
        is_land = False
        if 0 <= row < n_rows and 0 <= col < n_cols:
            cell = np.int64(row) * np.int64(n_cols) + np.int64(col)
            is_land = (bits[cell >> 3] >> (cell & 7)) & 1 == 1
        if is_land:
            running = 0
            continue
        running += 1
        if running * length_m / n_steps > most_m:
            return True
    return False


@njit(cache=True, nogil=True)
def _over_links_m(lon, lat, to_lon, to_lat, links, link_m, sea, from_links_m):  # type: ignore[no-untyped-def]
    """Return the shortest way in metres over a link, infinite where none makes one.

    from_links_m, (n_links,), are the distances from the far ends to the stop.
    """
    grid, bits, step_m, most_m, most_detour = sea
    shortest_m = np.inf
    within_m = most_detour * _great_circle_m(lon, lat, to_lon, to_lat)
    for k in range(links.shape[0]):
        if link_m[k] + from_links_m[k] > within_m:
            continue
        way_m = _great_circle_m(lon, lat, links[k, 0], links[k, 1]) + link_m[k] + from_links_m[k]
        if way_m > within_m or way_m >= shortest_m:
            continue
        if _is_wet(lon, lat, links[k, 0], links[k, 1], grid, bits, step_m, most_m):
            continue
        if not _is_wet(links[k, 2], links[k, 3], to_lon, to_lat, grid, bits, step_m, most_m):
            shortest_m = way_m
    return shortest_m


@njit(cache=True, nogil=True)
def _whole_minutes(seconds):  # type: ignore[no-untyped-def]
    return np.int64(np.ceil(seconds / 60 - 1e-9))


@njit(cache=True, nogil=True)
def _leg_min(on_foot_s, by_road_s, rules, limit_min):  # type: ignore[no-untyped-def]
    """Return minutes to the stop (-1 beyond the limit) and from it, and whether on foot."""
    more_to_s, more_from_s, margin, terminal_s = rules
    is_walk = on_foot_s < np.inf and on_foot_s <= by_road_s
    seconds = min(on_foot_s, by_road_s)
    if seconds == np.inf:
        return np.int64(-1), np.int64(-1), is_walk
    margin_s = 0.0 if is_walk else margin * max(seconds - terminal_s, 0.0)
    to_min = _whole_minutes(seconds + margin_s + more_to_s)
    from_min = _whole_minutes(seconds + more_from_s)
    if max(to_min, from_min) > limit_min:
        return np.int64(-1), from_min, is_walk
    return to_min, from_min, is_walk


@njit(cache=True, nogil=True)
def _push(pending, n, key):  # type: ignore[no-untyped-def]
    """Put a rank among the pending ones, which stand in falling order; return how many."""
    at = n
    while at > 0 and pending[at - 1] < key:
        pending[at] = pending[at - 1]
        at -= 1
    pending[at] = key
    return n + 1


@njit(cache=True, nogil=True)
def choose_stops(  # type: ignore[no-untyped-def]
    lon, lat, landmass, stop_lon, stop_lat, stop_landmass, line_start, line, is_fast, n_lines,
    road, walk, rules, limits, sea, links, link_m, from_links_m,
    count, chosen, to_min, from_min, on_foot,
):  # fmt: skip
    """Fill the stops tried from each point, in rising order of the minutes to them.

    line_start, line are the lines of each stop, is_fast says which stops have a fast one. walk
    is (metres, seconds per metre), rules (seconds added to the stop and from it, margin on the
    road, terminal seconds), limits (metres of reach, seconds by road, minutes of a leg, stops,
    stops of a line, stops kept for fast lines), sea (grid, land bits, step, metres of water,
    detour of a link). count has shape (n,); chosen, to_min, from_min and on_foot (n, most stops).
    """
    within_m, limit_s, limit_min, max_stops, per_line, kept_for_fast = limits
    grid, bits, step_m, most_m, _ = sea
    n_stops = stop_lon.size
    dlat = np.degrees(within_m / RADIUS_M) * 1.001
    key, pending = np.empty(n_stops, np.int64), np.empty(n_stops, np.int64)
    foot_s, asks = np.empty(n_stops), np.zeros(n_stops, np.bool_)
    leg_to, leg_from = np.empty(n_stops, np.int64), np.empty(n_stops, np.int64)
    leg_foot = np.zeros(n_stops, np.bool_)
    useful, spare = np.empty(n_stops, np.int64), np.empty(n_stops, np.int64)
    taken, is_taken = np.zeros(n_lines, np.int32), np.zeros(n_stops, np.bool_)
    for i in range(lon.size):
        dlon = dlat / max(np.cos(np.radians(min(abs(lat[i]) + dlat, 90.0))), 1e-6)
        n, fast_left = 0, 0
        for s in range(n_stops):
            if abs(stop_lat[s] - lat[i]) > dlat or abs(stop_lon[s] - lon[i]) > dlon:
                continue
            distance_m = _great_circle_m(lon[i], lat[i], stop_lon[s], stop_lat[s])
            if distance_m > within_m:
                continue
            foot_s[s] = distance_m * walk[1] if distance_m <= walk[0] else np.inf
            by_road_s = _road_s(distance_m, road)
            if by_road_s > limit_s or landmass[i] < 0 or landmass[i] != stop_landmass[s]:
                by_road_s = np.inf
            asks[s] = by_road_s < np.inf and distance_m > most_m
            if asks[s] and foot_s[s] < np.inf:  # not ranked by a road that is not there
                asks[s] = False
                if _is_wet(lon[i], lat[i], stop_lon[s], stop_lat[s], grid, bits, step_m, most_m):
                    by_road_s = _road_s(_over_links_m(
                        lon[i], lat[i], stop_lon[s], stop_lat[s], links, link_m, sea,
                        from_links_m[s],
                    ), road)  # fmt: skip
            leg_to[s], leg_from[s], leg_foot[s] = _leg_min(foot_s[s], by_road_s, rules, limit_min)
            if leg_to[s] >= 0:
                key[n] = leg_to[s] * n_stops + s
                n += 1
                fast_left += is_fast[s]
        ranked = np.sort(key[:n])
        n_pending = at = n_useful = n_fast = n_others = n_spare = 0
        looks_for_more = False
        while True:
            if looks_for_more:  # lines alone do not fill the list: the nearest of the others
                if n_useful >= max_stops or n_spare == 0:
                    break
            elif n_others >= max_stops - n_fast and (n_fast == kept_for_fast or fast_left == 0):
                break
            head = ranked[at] if at < n else NEVER
            waiting = pending[n_pending - 1] if n_pending else NEVER
            if head == NEVER and waiting == NEVER:
                if looks_for_more or n_useful >= max_stops or n_spare == 0:
                    break
                looks_for_more = True
                ranked, at, n = np.sort(spare[:n_spare]), 0, n_spare
                continue
            if waiting < head:
                rank, n_pending = waiting, n_pending - 1
            else:
                rank, at = head, at + 1
            s = rank % n_stops
            is_useful = looks_for_more
            for k in range(line_start[s], line_start[s + 1]):
                is_useful |= taken[line[k]] < per_line
            if not is_useful:
                spare[n_spare] = rank
                n_spare += 1
                fast_left -= is_fast[s]
                continue
            if asks[s]:
                asks[s] = False
                if _is_wet(lon[i], lat[i], stop_lon[s], stop_lat[s], grid, bits, step_m, most_m):
                    over_m = _over_links_m(
                        lon[i], lat[i], stop_lon[s], stop_lat[s], links, link_m, sea,
                        from_links_m[s],
                    )  # fmt: skip
                    by_road_s = _road_s(over_m, road) if over_m < np.inf else np.inf
                    leg_to[s], leg_from[s], leg_foot[s] = _leg_min(
                        foot_s[s], by_road_s, rules, limit_min
                    )
                    if leg_to[s] >= 0:
                        n_pending = _push(pending, n_pending, leg_to[s] * n_stops + s)
                    else:
                        fast_left -= is_fast[s]
                    continue
            useful[n_useful] = rank
            n_useful += 1
            if looks_for_more:
                continue
            fast_left -= is_fast[s]
            if is_fast[s] and n_fast < kept_for_fast:
                n_fast += 1
                is_taken[s] = True
            else:
                n_others += 1
            for k in range(line_start[s], line_start[s + 1]):
                taken[line[k]] += 1
        free = max_stops - n_fast
        for u in range(n_useful):
            s = useful[u] % n_stops
            if not is_taken[s] and free > 0:
                is_taken[s] = True
                free -= 1
        found = np.sort(useful[:n_useful])
        m = 0
        for u in range(n_useful):
            s = found[u] % n_stops
            if is_taken[s]:
                chosen[i, m], to_min[i, m], from_min[i, m] = s, leg_to[s], leg_from[s]
                on_foot[i, m] = leg_foot[s]
                is_taken[s] = False
                m += 1
            for k in range(line_start[s], line_start[s + 1]):
                taken[line[k]] = 0
        count[i] = m
