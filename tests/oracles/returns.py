"""Day returns by trying every pair of an outbound and a return trip."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.config import DayConfig

Journey = tuple[int, int, int]
"""Departure, arrival, trains boarded."""


@dataclass(frozen=True)
class DayReturn:
    round_trips: int
    longest_stay_s: int
    meeting_s: int
    least_away_s: int


def day_return(
    out: list[Journey], back: list[Journey], direct_s: int, day: DayConfig
) -> DayReturn | None:
    """Return what a day offers, None where no trip there and back leaves the stay."""
    begin, end = day.window
    every_s = day.direct_every_min * 60
    starts = range(begin, end - direct_s + 1, every_s)
    there = out + [(start, start + direct_s, 0) for start in starts]
    home = back + [(end - (start - begin) - direct_s, end - (start - begin), 0) for start in starts]
    pairs = [
        (go, come)
        for go in there
        for come in home
        if go[0] >= begin and come[1] <= end and come[0] - go[1] >= day.stay_s and go[1] <= end
        if come[0] >= begin
    ]
    if not pairs:
        return None
    opens, closes = day.business_hours

    def meeting(go: Journey, come: Journey) -> int:
        return max(0, min(come[0], closes) - max(go[1], opens))

    most = max(meeting(*pair) for pair in pairs)
    return DayReturn(
        round_trips=len(pairs),
        longest_stay_s=max(come[0] - go[1] for go, come in pairs),
        meeting_s=most,
        least_away_s=min(come[1] - go[0] for go, come in pairs if meeting(go, come) == most),
    )
