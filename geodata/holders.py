"""Who held a spot, and who holds what on a date: the one answer that the map, the table and the exports share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
from shapely import Point

from geodata.timeline import is_missing, is_valid, valid_on


class Holding(NamedTuple):
    """A span in which a spot did not change hands; `valid_to` is None when it lasts to the end of the period.

    Where an army held the spot in a campaign, `status` is ``occupied`` and `instrument` names the campaign.
    """

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


def holders_at(
    territories: gpd.GeoDataFrame, lon: float, lat: float, occupations: gpd.GeoDataFrame | None = None
) -> list[Holding]:
    """Return the timeline of a spot given in WGS 84 degrees, oldest first; empty when no territory covers it.

    A spot that lies exactly on a border belongs to the first unit in alphabetical order. With `occupations`, the ground
    that armies held, an army holds the spot while one of them is valid there, and the territory before and after.
    """
    spans = _territory_spans(territories, lon, lat)
    if occupations is None or not spans:
        return spans
    hits = occupations.iloc[sorted(occupations.sindex.query(Point(lon, lat), predicate="intersects"))]
    for row in hits.sort_values("valid_from").to_dict("records"):
        end = None if is_missing(row["valid_to"]) else str(row["valid_to"])
        spans = _overridden(spans, str(row["valid_from"]), end, row)
    return _joined(spans)


def _overridden(spans: list[Holding], start: str, end: str | None, held: Mapping[str, Any]) -> list[Holding]:
    """Return spans in which an army holds the spot from a day until another, whoever held it before."""
    found = []
    for span in spans:
        if (end is not None and end <= span.valid_from) or (span.valid_to is not None and span.valid_to <= start):
            found.append(span)
            continue
        if span.valid_from < start:
            found.append(span._replace(valid_to=start))
        first = max(span.valid_from, start)
        last = min((day for day in (span.valid_to, end) if day is not None), default=None)
        if held["controller"] == span.controller:
            found.append(span._replace(valid_from=first, valid_to=last))
        else:
            army = {"controller": held["controller"], "status": "occupied", "source": held["source"]}
            instrument = f"Campaign: {campaign_in_words(str(held['campaign']))}"
            found.append(span._replace(valid_from=first, valid_to=last, instrument=instrument, **army))
        if end is not None and (span.valid_to is None or end < span.valid_to):
            found.append(span._replace(valid_from=end))
    return found


_CAMPAIGNS: Final = {
    "poland_1939": "Poland, 1939",
    "winter_war": "Winter War",
    "baltic_1940": "Entry into the Baltic states",
    "bessarabia_1940": "Entry into Bessarabia",
    "barbarossa": "Operation Barbarossa",
    "continuation_war": "Continuation War",
    "winter_counter_offensive": "Winter counter-offensive",
}


def campaign_in_words(campaign: str) -> str:
    """Return the name of a campaign by its id; one without a name of its own is called by its id in words."""
    return _CAMPAIGNS.get(campaign) or campaign.replace("_", " ").capitalize()


def _joined(spans: list[Holding]) -> list[Holding]:
    """Return spans with neighbours that differ in their days alone made one."""
    found: list[Holding] = []
    for span in spans:
        if found and found[-1][2:] == span[2:] and found[-1].valid_to == span.valid_from:
            found[-1] = found[-1]._replace(valid_to=span.valid_to)
        else:
            found.append(span)
    return found


def _territory_spans(territories: gpd.GeoDataFrame, lon: float, lat: float) -> list[Holding]:
    spot = Point(lon, lat)
    hits = territories.iloc[sorted(territories.sindex.query(spot, predicate="intersects"))]
    if hits.empty:
        return []
    rows = hits[hits["unit"] == min(hits["unit"])].sort_values("valid_from")
    values = rows[list(Holding._fields)].itertuples(index=False, name=None)
    return [Holding._make(None if is_missing(value) else value for value in row) for row in values]


def holder_on(
    territories: gpd.GeoDataFrame, lon: float, lat: float, on: str, occupations: gpd.GeoDataFrame | None = None
) -> Holding | None:
    """Return who held a spot on an ISO date, or None when no territory covers it."""
    spans = holders_at(territories, lon, lat, occupations)
    return next((span for span in spans if is_valid(span.valid_from, span.valid_to, on)), None)


def table_on(territories: gpd.GeoDataFrame, on: str, occupations: gpd.GeoDataFrame | None = None) -> pd.DataFrame:
    """Return who holds what on an ISO date: a row for each unit, latest change first, then by name.

    With `occupations`, a row for each army and campaign goes before them, for the ground that it held in the units
    below. Columns are `TABLE_COLUMNS`, indexed by unit or army; `area_km2` is ellipsoidal and counts lakes.
    """
    units = _units_on(territories, on)
    if occupations is None:
        return units
    armies = _armies_on(occupations, on)
    return units if armies.empty else pd.concat([armies, units])


def _armies_on(occupations: gpd.GeoDataFrame, on: str) -> pd.DataFrame:
    """Return the ground that armies hold on an ISO date: `since` is the first day on which some of it was theirs."""
    first = occupations.groupby(["campaign", "controller"])["valid_from"].min()
    rows = []
    for (campaign, holder), ground in valid_on(occupations, on).groupby(["campaign", "controller"]):
        words = campaign_in_words(str(campaign))
        row = {"name": words, "controller": holder, "status": "occupied", "sovereign": None}
        row |= {"since": first[campaign, holder], "area_km2": ground["area_km2"].sum()}
        row |= {"instrument": f"Campaign: {words}", "source": ";".join(sorted(set(ground["source"])))}
        rows.append(row | {"unit": f"army_{holder}_{campaign}"})
    return pd.DataFrame(rows, columns=["unit", *TABLE_COLUMNS]).set_index("unit")


def _units_on(territories: gpd.GeoDataFrame, on: str) -> pd.DataFrame:
    rows = valid_on(territories, on).set_index("unit")
    table = pd.DataFrame(rows.drop(columns="geometry")).rename(columns={"valid_from": "since"})
    ordered = table.sort_values(["since", "name"], ascending=[False, True], kind="stable")
    return ordered[list(TABLE_COLUMNS)]
