"""The population of today's municipalities on the areas of another edition."""

from __future__ import annotations

import math

from geoaccess.errors import describe_offenders
from geoaccess.model.areas import AdminAreas
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.sources.areas.carry import carry_over
from geoaccess.sources.areas.history import find_period, load_code_history
from geoaccess.sources.areas.shares import build_shares


def carry_population(areas: AdminAreas, offices: Places) -> tuple[dict[str, float], Text | None]:
    """Return the population by code of the areas, and a note where their edition is another.

    Where codes only changed or were put together the population goes with them. An area that
    was merged into another one has none: today's figures do not tell its part.

    Parameters
    ----------
    areas
        Municipalities of any edition.
    offices
        Today's municipalities with their population as mass.
    """
    history = load_code_history()
    given = dict(zip(offices.id, offices.mass.tolist(), strict=True))
    now, then = find_period(given, history), find_period(areas.code, history)
    if now is None or then is None or (then[0] <= now[1] and now[0] <= then[1]):
        return given, None
    from_day, to_day = (now[0], then[1]) if then[1] < now[0] else (now[1], then[0])
    shares = build_shares(history, from_day, to_day, "municipality", {})
    whole = {
        code: value
        for code, value in given.items()
        if not any(math.isnan(share) for share in shares.get(code, {}).values())
    }
    carried = carry_over(whole, from_edition=from_day, to_edition=to_day)
    found = {
        code: value for code, value in carried.values.items() if code not in carried.incomplete
    }
    codes = [code for code in areas.code if code]
    lacking = [code for code in codes if code not in found]
    shown = f" ({describe_offenders(lacking)})" if lacking else ""
    return found, Text(
        en=f"The boundaries are of {then[0]} to {then[1]}: the population of 2020 was carried "
        f"to them; {len(lacking)} of {len(codes)} municipalities, since merged, have none{shown}.",
        ja=f"境界は{then[0]}から{then[1]}のもの。2020年の人口を当時の市区町村に引き継いだ。"
        f"その後合併した{len(codes)}件中{len(lacking)}件には人口がない{shown}。",
    )
