"""The axes of the German, Slovak and Soviet advance in Poland in September 1939."""

from __future__ import annotations

from typing import Final

from layers.axes import Group, axis_layer
from layers.layer import Layer

POLAND_AXES: Final[Layer] = axis_layer(
    key="poland_axes",
    title="The axes of the campaign in Poland",
    dataset="poland_axes",
    groups=(
        Group("north", "army_group_north", "Army Group North, 1939", ("group north",)),
        Group("south", "army_group_south", "Army Group South, 1939", ("group south",)),
        Group("slovak", "army_group_lapland", "Slovak Army", ("slovak",)),
        Group("belorussian", "army_group_centre", "Belorussian Front", ("belorussian",)),
        Group("ukrainian", "army_group_romanian", "Ukrainian Front", ("ukrainian",)),
    ),
    description="Schematic axes of September 1939; the head stands where the formation had arrived on the day.",
)
