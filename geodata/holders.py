"""Who held a spot, and who holds what on a date: the one answer that the map, the table and the exports share."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import pandas as pd
from shapely import Point

from geodata.timeline import is_missing, is_valid, valid_on


class Holding(NamedTuple):
    """A span in which a spot did not change hands; `valid_to` is None when it lasts to the end of the period."""

    valid_from: str
    valid_to: str | None
    unit: str
    name: str
    sovereign: str
    controller: str
    status: str
    instrument: str
    source: str


TABLE_COLUMNS = ("name", "controller", "status", "sovereign", "since", "area_km2", "instrument", "source")


def holders_at(territories: gpd.GeoDataFrame, lon: float, lat: float) -> list[Holding]:
    """Return the timeline of a spot given in WGS 84 degrees, oldest first; empty when no territory covers it.

    A spot that lies exactly on a border belongs to the first unit in alphabetical order.
    """
    spot = Point(lon, lat)
    hits = territories.iloc[sorted(territories.sindex.query(spot, predicate="intersects"))]
    if hits.empty:
        return []
    rows = hits[hits["unit"] == min(hits["unit"])].sort_values("valid_from")
    values = rows[list(Holding._fields)].itertuples(index=False, name=None)
    return [Holding._make(None if is_missing(value) else value for value in row) for row in values]


def holder_on(territories: gpd.GeoDataFrame, lon: float, lat: float, on: str) -> Holding | None:
    """Return who held a spot on an ISO date, or None when no territory covers it."""
    spans = holders_at(territories, lon, lat)
    return next((span for span in spans if is_valid(span.valid_from, span.valid_to, on)), None)


def table_on(territories: gpd.GeoDataFrame, on: str) -> pd.DataFrame:
    """Return who holds what on an ISO date: a row for each unit, latest change first, then by name.

    Columns are `TABLE_COLUMNS`, indexed by unit; `area_km2` is ellipsoidal and counts lakes.
    """
    rows = valid_on(territories, on).set_index("unit")
    table = pd.DataFrame(rows.drop(columns="geometry")).rename(columns={"valid_from": "since"})
    ordered = table.sort_values(["since", "name"], ascending=[False, True], kind="stable")
    return ordered[list(TABLE_COLUMNS)]
