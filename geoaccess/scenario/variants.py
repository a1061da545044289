"""Variants of a scenario: one for each combination of the values of its axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import Operation, Scenario
from geoaccess.model.sweep import Axis, AxisKind, Settings, SweepSite, Variant
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.axes import MAX_VARIANTS, check_faults, is_each_km
from geoaccess.scenario.faults import ScenarioFaults
from geoaccess.scenario.names import resolve_names
from geoaccess.scenario.variantplaces import bind_site, bind_station
from geoaccess.scenario.variantsteps import Bound, Context
from geoaccess.scenario.varianttimes import (
    bind_factor,
    bind_headway,
    bind_run,
    bind_speed,
    bind_transfer,
)

_BIND: dict[AxisKind, Callable[[Axis, Context], Bound | None]] = {
    "site": bind_site,
    "speed": bind_speed,
    "factor": bind_factor,
    "run": bind_run,
    "headway": bind_headway,
    "transfer": bind_transfer,
    "station": bind_station,
}
"""In the order in which they are applied: a new stop costs its minutes after running times were
set."""


@dataclass(frozen=True, kw_only=True, eq=False)
class VariantSet:
    """Axes with all their values, and a scenario for each combination of them.

    Attributes
    ----------
    variants
        By number; 0 is the scenario as it is written, with None for every axis.
    vary
        The scenario with other settings; None leaves an axis as it is written.
    """

    axes: tuple[Axis, ...]
    variants: tuple[Variant, ...]
    vary: Callable[[Settings], Scenario]


def build_variants(changed: RailNetwork, scenario: Scenario, axes: Sequence[Axis]) -> VariantSet:
    """Return every variant of a scenario.

    Parameters
    ----------
    changed
        The network with the scenario applied as it is written.
    axes
        As read by `parse_axes`.

    Raises
    ------
    InputError
        When an axis names what is not there, a value cannot be, or there are too many variants;
        all faults at once.
    """
    written = _resolve(changed, scenario)
    context = Context(network=changed, operations=written)
    faults: list[str] = []
    bound: list[tuple[Axis, Bound]] = []
    for axis in axes:
        one = _BIND[axis.kind](axis, context)
        faults += context.take_faults()
        if one is None:
            continue
        full = _fill(axis, one, faults)
        bound.append((full, one))
    n = prod(len(axis.values) for axis, _ in bound)
    if n > MAX_VARIANTS:
        faults.append(f"{n:,} variants; give fewer values ({MAX_VARIANTS:,} variants at most)")
    check_faults(faults)
    filled = tuple(axis for axis, _ in bound)
    nothing: Settings = (None,) * len(filled)
    grid = [one for one in product(*(axis.values for axis in filled)) if one != nothing]
    base = replace(scenario, operations=written)
    return VariantSet(
        axes=filled,
        variants=tuple(
            _build_variant(number, settings, base, bound)
            for number, settings in enumerate((nothing, *grid))
        ),
        vary=lambda settings: _build_variant(0, settings, base, bound).scenario,
    )


def check_values(network: RailNetwork, found: VariantSet) -> None:
    """Raise an InputError that names every value that cannot run on the network of today.

    Each is applied with the other axes as they are written, before anything is computed: hours
    later it would be too late.
    """
    faults = []
    for k, axis in enumerate(found.axes):
        for value in axis.values:
            if value is None:
                continue
            settings: Settings = (*(None,) * k, value, *(None,) * (len(found.axes) - k - 1))
            try:
                apply_scenario(network, found.vary(settings))
            except InputError as error:
                faults.append(f"'{axis.name}={value:g}': {error}")
    check_faults(faults)


def _fill(axis: Axis, bound: Bound, faults: list[str]) -> Axis:
    """Return an axis with every kilometre, and with the value that stands for: without."""
    values = axis.values
    if is_each_km(axis) and bound.whole_km is not None:
        step = -(values[0] or 0)
        values = tuple(bound.whole_km(step))
        if not values:
            faults.append(f"'{axis.name}': no kilometre between its ends is free")
    checked = ((value, bound.check(value)) for value in values if value is not None)
    faults += [f"'{axis.name}={value:g}': {fault}" for value, fault in checked if fault]
    return replace(axis, values=(None, *values) if axis.kind == "station" else values)


def _build_variant(
    number: int, settings: Settings, scenario: Scenario, bound: Sequence[tuple[Axis, Bound]]
) -> Variant:
    order = list(_BIND)
    operations = scenario.operations
    sites: dict[str, SweepSite] = {}
    steps = sorted(zip(bound, settings, strict=True), key=lambda one: order.index(one[0][0].kind))
    for (axis, one), value in steps:
        if value is None:
            continue
        operations = one.apply(operations, value)
        if one.site is not None:
            sites[axis.name] = one.site(value)
    varied = replace(scenario, operations=operations, options=(), chosen={})
    return Variant(number=number, settings=settings, scenario=varied, sites=sites)


def _resolve(changed: RailNetwork, scenario: Scenario) -> tuple[Operation, ...]:
    """Return the operations, those of the choices taken included, with ids in place of names."""
    faults = ScenarioFaults(name=scenario.name)
    return tuple(
        resolve_names(changed, operation, faults.at(operation, number))
        for number, operation in enumerate(scenario.all_operations, 1)
    )
