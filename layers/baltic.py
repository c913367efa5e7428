"""Estonia, Latvia and Lithuania: their frontiers before June 1940 and the Soviet bases of autumn 1939."""

from __future__ import annotations

from typing import Final

from layers.layer import Layer, LegendEntry, Properties, Style

_STYLES: Final = {
    "frontier": Style(key="baltic:frontier", stroke="baltic_frontier", width=2.2),
    "state_territory": Style(key="baltic:state_territory"),  # the holder's hue below says it already
    "lost": Style(key="baltic:lost", stroke="baltic_frontier", width=0.9, dash=(1.5, 3.0)),
    "base": Style(key="baltic:base", fill="base", stroke="halo", width=1.4),
}


def style(properties: Properties) -> Style:
    """Return the style by `kind`."""
    return _STYLES.get(str(properties.get("kind")), _STYLES["frontier"])


BALTIC: Final = Layer(
    key="baltic",
    title="The Baltic states",
    dataset="baltic_states",
    kind="line",
    style=style,
    legend=(
        LegendEntry(_STYLES["frontier"], "Frontier of a Baltic state"),
        LegendEntry(_STYLES["lost"], "Part no longer held by the state"),
        LegendEntry(_STYLES["base"], "Soviet base under the pacts of 1939"),
    ),
    popup=("kind", "state", "instrument", "area_km2", "certainty", "text"),
    description="Annexed by the USSR in August 1940; the annexation was not recognised by most Western states.",
)
