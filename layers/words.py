"""Dates, holders and statuses as a reader wants them."""

from __future__ import annotations

from typing import Final

from geodata.timeline import parse_date

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_HOLDERS: Final = {
    "soviet_union": "Soviet Union",
    "croatia": "Croatia (Independent State)",
    "danzig": "Free City of Danzig",
}
_STATUSES: Final = {
    "sovereign": "own state territory",
    "annexed": "annexed",
    "occupied": "occupied",
    "administered": "under separate administration",
    "leased": "leased",
    "puppet": "dependent state",
    "ceded": "ceded by treaty",
    "neutral_zone": "neutral zone",
}


def day_in_words(text: str, *, short: bool = False, weekday: bool = False) -> str:
    """Return an ISO date as "23 August 1939", or "23 Aug 1939" when `short`."""
    day = parse_date(text)
    month = MONTHS[day.month - 1]
    words = f"{day.day} {month[:3] if short else month} {day.year}"
    return f"{WEEKDAYS[day.weekday()]}, {words}" if weekday else words


def holder_in_words(holder: str) -> str:
    """Return the name of a holder by its id."""
    return _HOLDERS.get(holder) or holder.replace("_", " ").title()


def status_in_words(status: str) -> str:
    """Return a status of the closed list as the legend words it."""
    return _STATUSES[status]
