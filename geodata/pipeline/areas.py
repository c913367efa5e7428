"""Measured areas beside the statistics of the time, for the data README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geodata.pipeline.sources import Row
from geodata.pipeline.units import area_km2
from geodata.pipeline.views import Ground

BEGIN, END = "<!-- areas: written by `python -m geodata build` -->", "<!-- end of areas -->"


def area_table(ground: Ground, rows: Sequence[Row], bibliography: Mapping[str, Mapping[str, str]]) -> str:
    """Return a Markdown table: official figure, measured ellipsoidal area, difference, source, treatment of lakes.

    A row of `areas.csv` names either the holder whose land on a day is summed, or the units.
    """
    lines = [
        "| area | day | official km² | measured km² | difference | source and treatment |",
        "|---|---|--:|--:|--:|---|",
    ]
    for row in rows:
        measured = sum(area_km2(ground.polygons[unit]) for unit in _units(ground, row))
        official = float(row["official_km2"])
        citation = "; ".join(bibliography[key]["citation"].rstrip(".") for key in row["source"].split(";"))
        why = ". ".join(part for part in (row["note"].rstrip("."), citation) if part)
        lines.append(
            f"| {row['name']} | {row['on']} | {official:,.0f} | {measured:,.0f} "
            f"| {100 * (measured / official - 1):+.1f} % | {why} |"
        )
    return "\n".join(lines)


def _units(ground: Ground, row: Row) -> list[str]:
    if row["units"]:
        return row["units"].split(";")
    return sorted(ground.units_where(lambda control: control["controller"] == row["held_by"], row["on"]))


def with_table(text: str, table: str) -> str:
    """Return a README with the table put between its two marks; ValueError when the marks are not there."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the README lacks the marks {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"
