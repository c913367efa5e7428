"""Places of which dated facts speak: what fronts are computed from, as names for a near view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import geopandas as gpd

from geodata.timeline import is_missing, is_valid
from layers.campaigns import CAMPAIGNS
from layers.layer import Properties

_TO_THE_END: Final = {
    "barbarossa": "1941-06-22",
    "continuation_war": "1941-06-22",
    "winter_counter_offensive": "1941-11-09",
}
"""Campaigns whose facts tell who holds the ground beside those of the others, to the end: their first days."""

_SPANS: Final[dict[str, tuple[str, str | None]]] = {
    **{key: (start, end) for key, start, end in CAMPAIGNS},
    **{key: (start, None) for key, start in _TO_THE_END.items()},
}

_CERTAINTIES: Final = ("high", "medium", "low")


ESTIMATE: Final = _CERTAINTIES[-1]
"""The certainty of a day that is an estimate: it may be off by a week."""


class DatedPlace(NamedTuple):
    """A place (degrees, WGS 84) and the ISO day since which it is in the hands that hold it; None before it changed."""

    name: str
    lon: float
    lat: float
    since: str | None
    is_estimate: bool


def evidence_span(campaign: str) -> tuple[str, str | None]:
    """Return the first day on which facts of a campaign tell who holds the ground, and the day after the last.

    Raises ValueError for a campaign of which the map knows no days.
    """
    if campaign not in _SPANS:
        raise ValueError(
            f"The map knows no days of the campaign {campaign!r}; add it to CAMPAIGNS in layers/campaigns.py."
        )
    return _SPANS[campaign]


def name_of_the_time(properties: Properties) -> str:
    """Return what the place of a fact was called then, else what it is called now.

    Where it had two names the first is returned; what the table adds in brackets to tell places apart is left out.
    """
    then = properties.get("name_1939")
    return str(properties["name"] if is_missing(then) else then).split(" / ")[0].split(" (")[0]


def changes_of_hands(captures: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the facts of places that changed hands, the best attested first."""
    taken = captures[captures["kind"] != "held"]
    return taken.sort_values("certainty", key=lambda column: column.map(_CERTAINTIES.index), kind="stable")


def dated_places(captures: gpd.GeoDataFrame, on: str) -> Iterator[DatedPlace]:
    """Yield the places of the facts of the campaigns that run on an ISO date, the best attested first."""
    spans = {campaign: evidence_span(campaign) for campaign in set(captures["campaign"])}
    places: dict[tuple[float, float], tuple[str, dict[str, bool]]] = {}
    for row in changes_of_hands(captures).to_dict("records"):
        span, day = spans[row["campaign"]], str(row["valid_from"])
        if is_valid(*span, on) and is_valid(*span, day):
            place = (float(row["geometry"].x), float(row["geometry"].y))
            _, estimates = places.setdefault(place, (name_of_the_time(row), {}))
            estimates.setdefault(day, row["certainty"] == ESTIMATE)
    for (lon, lat), (name, estimates) in places.items():
        since = max((day for day in estimates if day <= on), default=None)
        yield DatedPlace(name, lon, lat, since, since is not None and estimates[since])
