"""Regional mesh codes digit by digit, as JIS X 0410 tells them: slow and exact.

Latitude times 1.5 and longitude less 100 give the first four digits; every further pair of
digits divides what remains: by 8, by 10, then by 2 three times (1 south-west, 2 south-east,
3 north-west, 4 north-east). The joined meshes divide the second one by 2 (5 km) and by 5 (2 km).
"""

from __future__ import annotations

from fractions import Fraction

TOLERANCE = Fraction(1, 10**8)
DIVISIONS = {"10km": (8,), "1km": (8, 10), "500m": (8, 10, 2), "250m": (8, 10, 2, 2)}
DIVISIONS |= {"80km": (), "125m": (8, 10, 2, 2, 2)}


def code_of(lon: float | Fraction, lat: float | Fraction, level: str) -> str:
    """Return the code of the cell that holds a point in degrees."""
    north = (Fraction(lat) + TOLERANCE) * Fraction(3, 2)
    east = Fraction(lon) + TOLERANCE - 100
    code = f"{int(north):02d}{int(east):02d}"
    north, east = north - int(north), east - int(east)
    for parts in DIVISIONS.get(level, (8,)):
        code, north, east = _divide(code, north, east, parts)
    if level == "5km":
        code, north, east = _divide(code, north, east, 2)
    if level == "2km":
        code += f"{int(north * 5) * 2}{int(east * 5) * 2}5"
    return code


def _divide(code: str, north: Fraction, east: Fraction, parts: int):
    row, col = int(north * parts), int(east * parts)
    digits = str(1 + 2 * row + col) if parts == 2 else f"{row}{col}"
    return code + digits, north * parts - row, east * parts - col


def corner_of(code: str, level: str) -> tuple[Fraction, Fraction]:
    """Return longitude and latitude of the south-western corner of a cell in degrees."""
    lat, lon = Fraction(int(code[:2])) * Fraction(2, 3), Fraction(int(code[2:4])) + 100
    height, width, rest = Fraction(2, 3), Fraction(1), code[4:]
    divisions = DIVISIONS.get(level, (8, 2) if level == "5km" else (8, 10))
    if level == "2km":
        rest = rest[:-1]
    for parts in divisions:
        height, width = height / parts, width / parts
        if parts == 2:
            row, col = divmod(int(rest[0]) - 1, 2)
            rest = rest[1:]
        else:
            row, col, rest = int(rest[0]), int(rest[1]), rest[2:]
        lat, lon = lat + row * height, lon + col * width
    return lon, lat
