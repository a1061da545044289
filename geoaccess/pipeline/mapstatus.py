"""What a view of the map is called, and what marks it as an assumption."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.pipeline.request import World
from geoaccess.pipeline.scenarios import describe_assumed

NOTHING: Final = Text(en="This scenario changes nothing.", ja="このシナリオは何も変更しない。")


def describe_base(world: World) -> tuple[Text, tuple[Text, ...]]:
    """Return title and assumptions of the network that a run is about; none for today's."""
    from geoaccess.maps.views import BASE_TITLE

    if world.scenarios:
        return title_scenarios(world.scenarios), assume_scenarios(world.scenarios)
    on = world.request.as_of
    if on is None or on >= world.network.valid_from:
        return BASE_TITLE, ()
    date_ja = f"{on.year}年{on.month}月{on.day}日"
    return Text(en=f"Network as of {on}", ja=f"{date_ja}の鉄道網"), (
        Text(
            en=f"What is known of {on}: lines and services by their dates; past running times "
            "and departures are partly modelled (see the notes).",
            ja=f"{date_ja}時点の再現。路線と列車は開業日・廃止日による。当時の所要時間と発車時刻は"
            "一部が推計である（注意事項を参照）。",
        ),
    )


def title_scenarios(parts: Sequence[Scenario]) -> Text:
    """Return what scenarios on top of each other are called, with choices that are not usual."""
    titles = [_title(one) for one in parts]
    return Text(en=" + ".join(one.en for one in titles), ja="＋".join(one.ja for one in titles))


def assume_scenarios(
    parts: Sequence[Scenario], told: Sequence[Text] | None = None
) -> tuple[Text, ...]:
    """Return what the page says of scenarios: at least one sentence.

    Parameters
    ----------
    told
        What they assume; that of their files for None.
    """
    status = [text for one in parts for text in describe_assumed(one)]
    own = [text for one in parts for text in one.assumptions] if told is None else told
    return tuple(dict.fromkeys((*status, *own))) or (NOTHING,)


def _title(scenario: Scenario) -> Text:
    taken = [
        choice.title
        for option in scenario.options
        for choice in option.choices
        if choice.name == scenario.chosen.get(option.name) != option.default
    ]
    if not taken:
        return scenario.title
    en, ja = ", ".join(one.en for one in taken), "、".join(one.ja for one in taken)
    return Text(en=f"{scenario.title.en} ({en})", ja=f"{scenario.title.ja}（{ja}）")
