"""The ways of travelling that R5 is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geoaccess.errors import InputError


@dataclass(frozen=True, kw_only=True)
class TripModes:
    """A way of travelling, in the words of the command line and of R5.

    Attributes
    ----------
    transport, access, egress
        Modes of r5py: of the trip, to the first stop, from the last stop. A street mode is
        both in `transport` and `access`: r5py adds walking where no access mode is given.
    is_by_road
        Whether the way is driven, so that being in time needs the margin for the road.
    """

    name: str
    transport: tuple[str, ...]
    access: tuple[str, ...]
    egress: tuple[str, ...]
    is_by_road: bool = False

    @property
    def has_transit(self) -> bool:
        """Whether trains and buses are taken."""
        return "TRANSIT" in self.transport


def _street(name: str, *, is_by_road: bool = False) -> TripModes:
    mode = (name.upper(),)
    return TripModes(name=name, transport=mode, access=mode, egress=mode, is_by_road=is_by_road)


def _transit(street: str) -> TripModes:
    mode = street.upper()
    return TripModes(
        name=f"{street},transit",
        transport=("TRANSIT", mode),
        access=(mode,),
        egress=("WALK",),
    )


DEFAULT_MODES: Final = "walk,transit"
_MODES: Final = {
    one.name: one
    for one in (
        _transit("walk"),
        _street("walk"),
        _street("bicycle"),
        _street("car", is_by_road=True),
        _transit("bicycle"),
    )
}


def get_modes(text: str) -> TripModes:
    """Return the way of travelling that words with commas name, in any order.

    Raises
    ------
    InputError
        When it is none of those that R5 is asked for.
    """
    words = {word.strip().lower() for word in text.split(",")}
    for modes in _MODES.values():
        if set(modes.name.split(",")) == words:
            return modes
    known = ", ".join(f"'{name}'" for name in _MODES)
    if words == {"car", "transit"}:
        raise InputError(
            f"--modes: for '{text}' R5 would answer with the car alone wherever that is quicker; "
            "give car, or walk,transit"
        )
    raise InputError(f"--modes: '{text}' is not known; give one of {known}")
