"""The only place with colours, widths of patterns and type faces: a light and a dark theme under the same names.

The hues of the holders were found by search, not by taste alone: muted, of nearly equal lightness, and for every pair
that ever shares a frontier at least 10 apart by CIEDE2000, also for protanopia, deuteranopia and tritanopia. The same
numbers are proved again in the tests. No hue stands for friend or enemy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from layers.layer import Hatch, Pattern

HOLDERS: Final = (
    "germany", "soviet_union", "poland", "lithuania", "latvia", "estonia", "finland", "romania", "hungary",
    "slovakia", "czechoslovakia", "bulgaria", "yugoslavia", "sweden", "norway", "denmark", "danzig", "turkey",
    "italy", "greece", "croatia",
)  # fmt: skip
"""Every holder id of the data, in the order of the legend."""

ADJACENT: Final[tuple[tuple[str, str], ...]] = tuple(
    (one, other)
    for one, others in {
        "germany": "soviet_union poland lithuania czechoslovakia slovakia hungary denmark yugoslavia italy romania "
        "finland sweden norway danzig croatia bulgaria",
        "soviet_union": "poland lithuania latvia estonia finland romania hungary norway",
        "poland": "lithuania latvia romania hungary slovakia czechoslovakia danzig",
        "lithuania": "latvia",
        "latvia": "estonia",
        "estonia": "finland",
        "finland": "sweden norway",
        "sweden": "norway denmark",
        "romania": "hungary bulgaria yugoslavia czechoslovakia",
        "hungary": "slovakia czechoslovakia yugoslavia croatia",
        "yugoslavia": "bulgaria italy greece croatia",
        "croatia": "italy",
        "bulgaria": "greece turkey",
        "greece": "turkey italy",
    }.items()
    for other in others.split()
)
"""Pairs of holders that share a frontier (or, for Estonia and Finland, a narrow sea) on some date of the period."""

_LIGHT: Final = {
    # holders
    "germany": "#ced1c7", "soviet_union": "#f5d0ac", "poland": "#d594ad", "lithuania": "#b3a484",
    "latvia": "#c4c4d5", "estonia": "#8ab1e7", "finland": "#9da9b3", "romania": "#beb56f", "hungary": "#a3a890",
    "slovakia": "#d9b2da", "czechoslovakia": "#92d7e8", "bulgaria": "#de9b98", "yugoslavia": "#8cb8b9",
    "sweden": "#b7b38c", "norway": "#9cc9ea", "denmark": "#dca7c4", "danzig": "#9bc6d5", "turkey": "#e1c992",
    "italy": "#c9ac7e", "greece": "#bda7da", "croatia": "#e7c6ea", "unknown": "#e3ddd1",
    # ground
    "page": "#fbf8f1", "land": "#f4f0e6", "sea": "#d5e2e8", "sea_deep": "#c6d7e0", "coast": "#5f7f90",
    "coast_glow": "#eef5f6", "lake": "#d5e2e8", "lake_shore": "#6d8b9b", "river": "#5b7f95",
    "graticule": "#9db4c0", "graticule_text": "#587282", "neatline": "#2f2a26", "veil": "#fbf8f1",
    # ink
    "ink": "#2b2622", "ink_soft": "#5b5149", "water_ink": "#2f566d", "halo": "#fdfbf6", "accent": "#7a3b1e",
    "glow": "#ffb000", "focus": "#0b5cad", "panel": "#fbf8f1", "panel_edge": "#c9bfae",
    # lines
    "frontier": "#332c27", "demarcation": "#332c27", "frontier_uncertain": "#554b43", "lost_frontier": "#54494a",
    "internal": "#5a5048", "front": "#14100d",
    "partition_23_august": "#4b2a80", "partition_28_august": "#00545c", "partition_28_september": "#a0220c",
    "poland_frontier": "#7a1f5e", "baltic_frontier": "#1d4a86", "base": "#1d4a86",
    "karelia_1920": "#24518a", "karelia_1940": "#7c3a06", "cession": "#7c3a06",
    # axes of advance
    "army_group_north": "#1f4a78", "army_group_centre": "#7a2b16", "army_group_south": "#3d5212",
    "army_group_romanian": "#664700", "army_group_finnish": "#0a565f", "army_group_lapland": "#552f7e",
    "axis_edge": "#fdfbf6",
    # events
    "event_diplomacy": "#2c5273", "event_treaty": "#195850", "event_invasion": "#8a2a1b", "event_battle": "#7a4a00",
    "event_occupation": "#6b3a63", "event_annexation": "#583b8c", "event_territorial_change": "#46591c",
    "event_crime": "#26211f",
}  # fmt: skip

_DARK: Final = {
    # holders
    "germany": "#656d66", "soviet_union": "#89694a", "poland": "#703749", "lithuania": "#615415",
    "latvia": "#635b6d", "estonia": "#325c89", "finland": "#484e53", "romania": "#635f05", "hungary": "#48502e",
    "slovakia": "#855676", "czechoslovakia": "#417286", "bulgaria": "#744737", "yugoslavia": "#285658",
    "sweden": "#745f38", "norway": "#396a76", "denmark": "#60506d", "danzig": "#485678", "turkey": "#6b635b",
    "italy": "#6e542c", "greece": "#615d82", "croatia": "#7b6381", "unknown": "#403c37",
    # ground
    "page": "#15191d", "land": "#3b3732", "sea": "#1d252c", "sea_deep": "#172028", "coast": "#7d97a5",
    "coast_glow": "#26323a", "lake": "#1d252c", "lake_shore": "#6f8896", "river": "#8fb0c2",
    "graticule": "#3d4c56", "graticule_text": "#8da3b0", "neatline": "#d9d1c3", "veil": "#15191d",
    # ink
    "ink": "#fbf6ea", "ink_soft": "#d8cfc0", "water_ink": "#a9cbdc", "halo": "#15191d", "accent": "#f0b48c",
    "glow": "#ffd166", "focus": "#8ec5ff", "panel": "#1b2025", "panel_edge": "#4a4f52",
    # lines
    "frontier": "#fbf6ea", "demarcation": "#fbf6ea", "frontier_uncertain": "#e0d8ca", "lost_frontier": "#e2d9d6",
    "internal": "#d9d0c4", "front": "#ffffff",
    "partition_23_august": "#d8c6ff", "partition_28_august": "#9ff0ee", "partition_28_september": "#ffc6bb",
    "poland_frontier": "#ffc9dd", "baltic_frontier": "#c4deff", "base": "#c4deff",
    "karelia_1920": "#c4deff", "karelia_1940": "#ffd3a8", "cession": "#ffd3a8",
    # axes of advance
    "army_group_north": "#bcdcff", "army_group_centre": "#ffc9b5", "army_group_south": "#d9ec9f",
    "army_group_romanian": "#ffdf9a", "army_group_finnish": "#a5eef2", "army_group_lapland": "#e2cbff",
    "axis_edge": "#15191d",
    # events
    "event_diplomacy": "#c3dcf5", "event_treaty": "#b5ebe0", "event_invasion": "#ffcabf", "event_battle": "#ffdca6",
    "event_occupation": "#f3c9ea", "event_annexation": "#dccbff", "event_territorial_change": "#dbeaa6",
    "event_crime": "#f6f1ea",
}  # fmt: skip


def _mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two, `share` of the way from the first to the second, by sRGB channel."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(first + (last - first) * share):02x}" for first, last in pairs)


def _with_pattern_inks(colours: Mapping[str, str], share: float) -> Mapping[str, str]:
    """Add `<holder>_deep`, the ink of a holder's patterns and inner outlines: its hue drawn towards the ink."""
    deep = {f"{holder}_deep": _mixed(colours[holder], colours["ink"], share) for holder in (*HOLDERS, "unknown")}
    return MappingProxyType({**colours, **deep})


@dataclass(frozen=True)
class Theme:
    """Colours by name as `#rrggbb`. `theme["sea"]` raises KeyError for a name that no theme has."""

    name: Literal["light", "dark"]
    colours: Mapping[str, str] = field(repr=False)

    def __getitem__(self, key: str) -> str:
        """Return the colour of a palette name as `#rrggbb`."""
        return self.colours[key]


LIGHT: Final = Theme("light", _with_pattern_inks(_LIGHT, 0.45))
DARK: Final = Theme("dark", _with_pattern_inks(_DARK, 0.42))
THEMES: Final[Mapping[str, Theme]] = MappingProxyType({"light": LIGHT, "dark": DARK})


@dataclass(frozen=True)
class PatternDrawing:
    """How a pattern is drawn, in CSS pixels on screen and in points on a 1920 px wide figure.

    `angles` are those of the rules in degrees, counterclockwise from east; none for dots and outlines. `spacing` is the
    distance between rules or dots, `width` the thickness of a rule or outline or the diameter of a dot, `inset` the
    distance of an inner outline from the edge of the area.
    """

    angles: tuple[float, ...] = ()
    spacing: float = 0.0
    width: float = 0.0
    inset: float = 0.0


PATTERNS: Final[Mapping[Pattern, PatternDrawing]] = MappingProxyType(
    {
        "none": PatternDrawing(),
        "hatch": PatternDrawing(angles=(45.0,), spacing=7.0, width=1.0),
        "hatch_falling": PatternDrawing(angles=(135.0,), spacing=7.0, width=1.0),
        "hatch_upright": PatternDrawing(angles=(90.0,), spacing=7.0, width=1.0),
        "hatch_level": PatternDrawing(angles=(0.0,), spacing=7.0, width=1.0),
        "crosshatch": PatternDrawing(angles=(45.0, 135.0), spacing=10.0, width=0.8),
        "dots": PatternDrawing(spacing=6.0, width=2.0),
        "double_outline": PatternDrawing(width=1.1, inset=3.2),
    }
)

_HATCHES: Final[Mapping[str, Hatch]] = MappingProxyType(
    {"soviet_union": "hatch_falling", "finland": "hatch_upright", "romania": "hatch_level"}
)


def hatch_of(holder: str) -> Hatch:
    """Return the hatch of land that a holder's army holds: rules of holders that met run in different directions."""
    return _HATCHES.get(holder, "hatch")


SANS: Final = "Map Sans"
"""Towns, legend, everything that is read small: Source Sans 3, cut down; regular 400 and semibold 600."""

SERIF: Final = "Map Serif"
"""Titles and the date upright, water in italics: Source Serif 4, cut down; regular 400."""
