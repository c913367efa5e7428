"""The small promise a layer makes: what it shows, how a feature looks, what its legend says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Properties = Mapping[str, Any]
Kind = Literal["area", "line", "axis", "point"]
Hatch = Literal["hatch", "hatch_falling", "hatch_upright", "hatch_level"]
Pattern = Literal["none", Hatch, "dots", "crosshatch", "double_outline"]


@dataclass(frozen=True)
class Style:
    """How one class of features is drawn; colours are names of the palette, never hexadecimal values.

    `fill`, `stroke` and `pattern_colour` are palette keys or None; `width` is in CSS pixels on screen and in points on
    a 1920 px wide figure; `dash` lists on and off lengths in the same unit; `opacity` applies to the fill alone.
    """

    key: str
    fill: str | None = None
    opacity: float = 1.0
    pattern: Pattern = "none"
    pattern_colour: str | None = None
    stroke: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend: the very style that is drawn, and its words."""

    style: Style
    text: str


@dataclass(frozen=True)
class Layer:
    """A historical layer.

    `dataset` names the published file without its ending. `style` depends on a feature's properties alone. `legend`
    lists an entry for every style that `style` can return, in reading order. `popup` names the properties that the
    popup shows besides name, dates, precision and source.
    """

    key: str
    title: str
    dataset: str
    kind: Kind
    style: Callable[[Properties], Style]
    legend: tuple[LegendEntry, ...]
    visible: bool = True
    popup: tuple[str, ...] = field(default=())
    description: str = ""
