"""Measured areas beside the statistics of the time, for the data README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely

from geodata.pipeline.sources import Row
from geodata.pipeline.units import area_km2, only_polygons
from geodata.pipeline.views import Ground

BEGIN, END = "<!-- areas: written by `python -m geodata build` -->", "<!-- end of areas -->"


LAKE_OFF = "-"

Lakes = Mapping[str, shapely.Geometry]


def area_table(ground: Ground, rows: Sequence[Row], bibliography: Mapping[str, Mapping[str, str]], lakes: Lakes) -> str:
    """Return a Markdown table: official figure, measured ellipsoidal area, difference, source, treatment of lakes.

    A row of `areas.csv` names either the holder whose land on a day is summed, or the units. A name among the units
    that begins with `-` is a lake of the base (WGS 84 polygons by name) that the official figure leaves out; its share
    of each unit is taken off. KeyError when the base has no such lake.
    """
    lines = [
        "| area | day | official km² | measured km² | difference | source and treatment |",
        "|---|---|--:|--:|--:|---|",
    ]
    for row in rows:
        measured = measured_km2(ground, row, lakes)
        official = float(row["official_km2"])
        citation = "; ".join(bibliography[key]["citation"].rstrip(".") for key in row["source"].split(";"))
        why = ". ".join(part for part in (row["note"].rstrip("."), citation) if part)
        lines.append(
            f"| {row['name']} | {row['on']} | {official:,.0f} | {measured:,.0f} "
            f"| {100 * (measured / official - 1):+.1f} % | {why} |"
        )
    return "\n".join(lines)


def measured_km2(ground: Ground, row: Row, lakes: Lakes) -> float:
    """Return the ellipsoidal area of a row of `areas.csv` in km2, without the lakes that the row takes off."""
    names = row["units"].split(";") if row["units"] else []
    off = [lakes[name.removeprefix(LAKE_OFF)] for name in names if name.startswith(LAKE_OFF)]
    total = 0.0
    for unit in _units(ground, row, [name for name in names if not name.startswith(LAKE_OFF)]):
        land = ground.polygons[unit]
        total += area_km2(land) - sum(area_km2(only_polygons(shapely.intersection(land, lake))) for lake in off)
    return total


def _units(ground: Ground, row: Row, named: Sequence[str]) -> list[str]:
    if named:
        return list(named)
    return sorted(ground.units_where(lambda control: control["controller"] == row["held_by"], row["on"]))


def with_table(text: str, table: str, marks: tuple[str, str] = (BEGIN, END)) -> str:
    """Return a README with the table put between its two marks; ValueError when the marks are not there."""
    first, last = marks
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not (begin and end):
        raise ValueError(f"the README lacks the marks {first!r} and {last!r}")
    return f"{before}{first}\n{table}\n{last}{after}"
