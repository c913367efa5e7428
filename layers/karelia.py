"""The Karelian Isthmus and every other Finnish cession of March 1940, with Hanko leased and the two frontiers."""

from __future__ import annotations

from typing import Final

from layers.layer import Layer, LegendEntry, Properties, Style

_STYLES: Final = {
    "frontier_1920": Style(key="karelia:frontier_1920", stroke="karelia_1920", width=2.2, dash=(7.0, 3.0)),
    "line_1940": Style(key="karelia:line_1940", stroke="karelia_1940", width=2.6),
    "lost": Style(key="karelia:lost", fill="cession", opacity=0.16, stroke="cession", width=0.8),
    "leased": Style(
        key="karelia:leased", fill="cession", opacity=0.16, pattern="dots", pattern_colour="cession",
        stroke="cession", width=1.2,
    ),
}  # fmt: skip


def style(properties: Properties) -> Style:
    """Return the style by `kind`; a frontier is that of 1940 if its id or its first day says so, else that of 1920."""
    kind = str(properties.get("kind"))
    if kind in ("lost", "ceded"):
        return _STYLES["lost"]
    if kind == "leased":
        return _STYLES["leased"]
    new = str(properties.get("id")).startswith("line_1940") or str(properties.get("valid_from")) >= "1940-03-12"
    return _STYLES["line_1940" if new else "frontier_1920"]


KARELIA: Final = Layer(
    key="karelia",
    title="The Karelian Isthmus and the Moscow Peace",
    dataset="karelia",
    kind="area",
    style=style,
    legend=(
        LegendEntry(_STYLES["frontier_1920"], "Finnish–Soviet frontier of 1920 (Tartu)"),
        LegendEntry(_STYLES["line_1940"], "Frontier of 1940 (Moscow Peace)"),
        LegendEntry(_STYLES["lost"], "Ceded by Finland, 12 March 1940"),
        LegendEntry(_STYLES["leased"], "Hanko, leased to the USSR for 30 years"),
    ),
    popup=("kind", "controller", "status", "instrument", "area_km2", "text"),
    description="What Finland ceded or leased to the Soviet Union by the peace treaty of 12 March 1940.",
)
