"""The axes of the Soviet advance in the Winter War."""

from __future__ import annotations

from typing import Final

from layers.axes import Group, axis_layer
from layers.layer import Layer

WINTER_WAR: Final[Layer] = axis_layer(
    key="winter_war",
    title="The axes of the Winter War",
    dataset="winter_war_axes",
    groups=(Group("soviet", "army_group_centre", "Soviet armies in Finland", ("soviet",)),),
    description="Schematic axes; an advance that was thrown back ends at its furthest place.",
)
