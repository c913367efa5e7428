"""Who holds which land: the holder's hue, the status as a pattern."""

from __future__ import annotations

from typing import Final

from layers.layer import Layer, LegendEntry, Pattern, Properties, Style
from layers.palette import HOLDERS, hatch_of
from layers.words import holder_in_words, status_in_words

STATUSES: Final[dict[str, Pattern]] = {
    "sovereign": "none",
    "occupied": "hatch",
    "administered": "crosshatch",
    "annexed": "double_outline",
    "ceded": "none",
    "leased": "dots",
    "puppet": "none",
    "neutral_zone": "dots",
}
"""Every status of the data, in the order of the legend, with its pattern; the holder turns the hatch (`hatch_of`)."""

PATRON: Final = "germany"
"""The dashed outline of a dependent state takes the ink of its protector; in this period that is always Germany."""


def holder_style(holder: str) -> Style:
    """Return the plain fill of a holder, as in the legend's row of holders; `unknown` for an id that is not listed."""
    known = holder if holder in HOLDERS else "unknown"
    return Style(key=known, fill=known)


def status_style(status: str, holder: str) -> Style:
    """Return the style of land that a holder has in a status; a status that is not listed is drawn as sovereign."""
    fill = holder_style(holder).key
    if status not in STATUSES or status == "sovereign":
        return holder_style(holder)
    ink = {"neutral_zone": "ink_soft", "puppet": f"{PATRON}_deep"}.get(status, f"{fill}_deep")
    return _marked(f"{fill}:{status}", fill, status, ink)


def _marked(key: str, fill: str, status: str, ink: str) -> Style:
    """Return a fill with the mark of a status in an ink: a pattern, or an outline where there is none."""
    if status == "ceded":  # recognised title: plain land, set off by a fine outline only
        return Style(key=key, fill=fill, stroke=ink, width=1.2)
    if status == "puppet":
        return Style(key=key, fill=fill, stroke=ink, width=2.4, dash=(6.0, 3.0))
    pattern = hatch_of(fill) if status == "occupied" else STATUSES[status]
    return Style(key=key, fill=fill, pattern=pattern, pattern_colour=ink)


def style(properties: Properties) -> Style:
    """Return the style by `controller` and `status`: who held the ground, and as what."""
    return status_style(str(properties.get("status")), str(properties.get("controller")))


def style_by_title(properties: Properties) -> Style:
    """Return the style by `sovereign` alone: who had recognised title, whoever held the ground."""
    return holder_style(str(properties.get("sovereign")))


def _text(holder: str, status: str) -> str:
    name = "Not recorded" if holder == "unknown" else holder_in_words(holder)
    return name if status == "sovereign" else f"{name}: {status_in_words(status)}"


HOLDER_LEGEND: Final = tuple(
    LegendEntry(holder_style(holder), _text(holder, "sovereign")) for holder in (*HOLDERS, "unknown")
)
"""One entry for each hue: the short legend, first half."""

STATUS_LEGEND: Final = tuple(
    LegendEntry(
        Style(key=status, fill="unknown") if status == "sovereign" else _marked(status, "unknown", status, "ink_soft"),
        status_in_words(status).capitalize(),
    )
    for status in STATUSES
)
"""One entry for each pattern on neutral ground: the short legend, second half; keys are the statuses."""

TERRITORIES: Final = Layer(
    key="territories",
    title="Who holds the land",
    dataset="territories",
    kind="area",
    style=style,
    legend=tuple(
        LegendEntry(status_style(status, holder), _text(holder, status))
        for holder in (*HOLDERS, "unknown")
        for status in STATUSES
    ),
    popup=("controller", "sovereign", "status", "instrument", "area_km2", "certainty", "note"),
    description="The hue says who held the ground on the day, the pattern in what capacity.",
)
