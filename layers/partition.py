"""The partition lines agreed by Germany and the Soviet Union in August and September 1939, three separate objects."""

from __future__ import annotations

from typing import Final

from layers.layer import Layer, LegendEntry, Properties, Style

_STYLES: Final = {
    "secret_protocol_1939_08_23": Style(
        key="partition:23_august", stroke="partition_23_august", width=2.6, dash=(11.0, 5.0)
    ),
    "clarification_1939_08_28": Style(
        key="partition:28_august", stroke="partition_28_august", width=2.8, dash=(2.8, 3.2)
    ),
    "treaty_1939_09_28": Style(key="partition:28_september", stroke="partition_28_september", width=3.2),
}


def style(properties: Properties) -> Style:
    """Return the style by `instrument`; an unlisted instrument is drawn as the treaty line."""
    return _STYLES.get(str(properties.get("instrument")), _STYLES["treaty_1939_09_28"])


PARTITION: Final = Layer(
    key="partition",
    title="The partition lines of 1939",
    dataset="partition_lines",
    kind="line",
    style=style,
    legend=(
        LegendEntry(_STYLES["secret_protocol_1939_08_23"], "Secret protocol, 23 August 1939"),
        LegendEntry(_STYLES["clarification_1939_08_28"], "Clarification, 28 August 1939 (Pissa)"),
        LegendEntry(_STYLES["treaty_1939_09_28"], "Boundary treaty, 28 September 1939"),
    ),
    popup=("instrument", "stretch", "text"),
    description="Lines agreed between Germany and the Soviet Union; Poland was not a party to any of them.",
)
