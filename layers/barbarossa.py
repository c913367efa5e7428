"""The axes of Operation Barbarossa by army group."""

from __future__ import annotations

from typing import Final

from layers.axes import Group, axis_layer
from layers.layer import Layer

BARBAROSSA: Final[Layer] = axis_layer(
    key="barbarossa",
    title="The axes of Operation Barbarossa",
    dataset="barbarossa_axes",
    groups=(
        Group("centre", "army_group_centre", "Army Group Centre", ("centre", "center")),
        Group("north", "army_group_north", "Army Group North", ("group north",)),
        Group("south", "army_group_south", "Army Group South", ("group south",)),
        Group("romanian", "army_group_romanian", "Romanian armies", ("romanian", "antonescu")),
        Group("finnish", "army_group_finnish", "Finnish Army", ("finnish", "finland")),
        Group("lapland", "army_group_lapland", "Army of Norway, Lapland", ("norway", "lapland")),
    ),
    description="Schematic axes; the head stands where the formation had arrived on the day.",
)
