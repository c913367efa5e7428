"""Pre-war Poland: its frontier of 31 August 1939 and what became of each part."""

from __future__ import annotations

from typing import Final

from layers.layer import Layer, LegendEntry, Properties, Style

_STYLES: Final = {
    "frontier": Style(key="poland:frontier", stroke="poland_frontier", width=2.4),
    "state_territory": Style(key="poland:state_territory"),  # the holder's hue below says it already
    "remained": Style(key="poland:remained"),
    "lost": Style(key="poland:lost", stroke="poland_frontier", width=0.9, dash=(1.5, 3.0)),
    "danzig": Style(key="poland:danzig", stroke="poland_frontier", width=1.6, dash=(4.0, 2.0)),
}


def style(properties: Properties) -> Style:
    """Return the style by `kind`; the frontier with the Free City of Danzig, never part of Poland, has its own."""
    if "danzig" in (properties.get("neighbour"), properties.get("unit")):
        return _STYLES["danzig"]
    return _STYLES.get(str(properties.get("kind")), _STYLES["lost"])


POLAND: Final = Layer(
    key="poland",
    title="Pre-war Poland",
    dataset="poland",
    kind="line",
    style=style,
    legend=(
        LegendEntry(_STYLES["frontier"], "Frontier of Poland, 31 August 1939"),
        LegendEntry(_STYLES["danzig"], "Frontier with the Free City of Danzig"),
        LegendEntry(_STYLES["lost"], "Part no longer held by Poland"),
    ),
    popup=("kind", "controller", "status", "instrument", "area_km2", "text"),
    description="The state within its last recognised frontier, and each part after it was taken.",
)
