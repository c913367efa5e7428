"""All layers, in the order in which they are drawn: the first lies lowest."""

from __future__ import annotations

from typing import Final

from layers.baltic import BALTIC
from layers.barbarossa import BARBAROSSA
from layers.borders import BORDERS
from layers.campaigns import FRONTS, HELD_GROUND
from layers.events import EVENTS
from layers.karelia import KARELIA
from layers.layer import Layer
from layers.partition import PARTITION
from layers.poland import POLAND
from layers.poland_axes import POLAND_AXES
from layers.territories import TERRITORIES
from layers.winter_war import WINTER_WAR

CATALOGUE: Final[tuple[Layer, ...]] = (
    TERRITORIES,
    HELD_GROUND,
    BORDERS,
    POLAND,
    BALTIC,
    KARELIA,
    PARTITION,
    FRONTS,
    POLAND_AXES,
    WINTER_WAR,
    BARBAROSSA,
    EVENTS,
)


def by_key(key: str) -> Layer:
    """Return the layer with a key. Raises KeyError, naming the keys there are, for any other."""
    for layer in CATALOGUE:
        if layer.key == key:
            return layer
    raise KeyError(f"There is no layer {key!r}; the layers are {', '.join(keys())}.")


def keys() -> tuple[str, ...]:
    """Return the keys of all layers in drawing order."""
    return tuple(layer.key for layer in CATALOGUE)


def default_keys() -> tuple[str, ...]:
    """Return the keys of the layers that are on at first, in drawing order."""
    return tuple(layer.key for layer in CATALOGUE if layer.visible)
