"""The travel-time engine: exact all-day profiles both ways between places.

One backward sweep over the time-ordered events of a service day carries, for a block of
hubs at once, the earliest arrival at each hub from every event; the way back is the same
sweep over the time-reversed timetable.
"""
