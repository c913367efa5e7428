"""When things were so: the covered period and half-open intervals of ISO dates.

A feature shows on a date when ``valid_from <= date < valid_to``; a missing ``valid_to`` means "still so at the end of
the covered period". ISO dates compare correctly as text, so nothing here needs a timestamp type.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd


class Period(NamedTuple):
    """The first and the last day of the map, both included, as ISO dates."""

    first: str
    last: str


PERIOD: Final = Period("1938-10-01", "1942-04-30")
OPENS_ON: Final = "1939-08-23"


def parse_date(text: str) -> date:
    """Return the date of an ISO ``YYYY-MM-DD`` text.

    Raises ValueError for any other form and for days that no calendar has, such as 1917-04-31.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar in the form YYYY-MM-DD") from None
    if day.isoformat() != text:
        raise ValueError(f"{text!r} is not a day of the calendar in the form YYYY-MM-DD")
    return day


def day_index(text: str) -> int:
    """Return the number of days from the first day of the period to an ISO date; negative before it."""
    return (parse_date(text) - date.fromisoformat(PERIOD.first)).days


def day_at(index: int) -> str:
    """Return the ISO date that lies `index` days after the first day of the period."""
    return (date.fromisoformat(PERIOD.first) + timedelta(days=index)).isoformat()


def is_missing(value: Any) -> bool:
    """Tell whether a property is absent: None, NaN or empty text."""
    return value is None or value == "" or bool(pd.isna(value))


def is_valid(valid_from: str, valid_to: str | None, on: str) -> bool:
    """Tell whether an interval contains a date: on the day of a handover the new state shows."""
    return valid_from <= on and (is_missing(valid_to) or on < str(valid_to))


def valid_on(features: gpd.GeoDataFrame, on: str) -> gpd.GeoDataFrame:
    """Return the features that are valid on an ISO date, as a new frame in the same order."""
    begun = features["valid_from"] <= on
    not_ended = features["valid_to"].map(lambda end: is_missing(end) or on < str(end)).astype(bool)
    return features[begun & not_ended].copy()


def changes(*frames: gpd.GeoDataFrame) -> list[str]:
    """Return every date of the period on which some feature begins or ends, sorted, each once."""
    dates: set[str] = set()
    for frame in frames:
        dates.update(_dates(frame["valid_from"]))
        dates.update(_dates(frame["valid_to"]))
    return sorted(day for day in dates if PERIOD.first < day <= PERIOD.last)


def _dates(column: Iterable[Any]) -> set[str]:
    return {str(value) for value in column if not is_missing(value)}
