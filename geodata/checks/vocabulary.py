"""The closed lists of the data dictionary and the tests of single values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from geodata.faults import Fault
from geodata.space import DRAWN_EXTENT, Box
from geodata.timeline import is_missing, parse_date

HOLDERS: Final = frozenset(
    (
        *("germany", "soviet_union", "poland", "lithuania", "latvia", "estonia", "finland", "romania", "hungary"),
        *("slovakia", "czechoslovakia", "bulgaria", "yugoslavia", "croatia", "sweden", "norway", "denmark"),
        *("danzig", "turkey", "italy", "greece"),
    )
)
STATUSES: Final = frozenset(
    ("sovereign", "annexed", "occupied", "administered", "leased", "puppet", "ceded", "neutral_zone")
)
CERTAINTIES: Final = frozenset(["high", "medium", "low"])
METHODS: Final = frozenset(["lifted", "routed", "digitised"])
ROLES: Final = frozenset(["border", "allotment"])
CAPTURES: Final = frozenset(["capture", "handover", "held", "ceded", "returned", "transferred"])
RECAPTURE: Final = "recapture"
"""What a phase calls a capture of a place that its side had taken before; the table of captures says only capture."""
CATEGORIES: Final = frozenset(
    ["diplomacy", "treaty", "invasion", "battle", "occupation", "annexation", "territorial_change", "crime"]
)

Verdict = tuple[str, str] | None
"""A fault and its remedy, or None when the value is as it should be."""

Rule = Callable[[Any], Verdict]

_MARKUP: Final = re.compile(r"<\s*[/!?a-zA-Z]|&[a-zA-Z#][\w]*;|javascript:", re.IGNORECASE)


def one_of(words: frozenset[str]) -> Rule:
    """Return a rule that allows the words of a closed list."""

    def rule(value: Any) -> Verdict:
        if value in words:
            return None
        return f"{value!r} is not in the closed list", f"Use one of {', '.join(sorted(words))}"

    return rule


def is_date(value: Any) -> Verdict:
    """Allow an ISO date that the calendar has."""
    try:
        parse_date(str(value))
    except ValueError:
        return f"{value!r} is no date", "Give an existing day as YYYY-MM-DD"
    return None


def is_date_or_empty(value: Any) -> Verdict:
    """Allow an ISO date or nothing."""
    return None if is_missing(value) else is_date(value)


def is_text(value: Any) -> Verdict:
    """Allow plain text that is not empty and holds no markup."""
    if is_missing(value):
        return "the value is empty", "Fill it in"
    return is_plain(value)


def is_plain(value: Any) -> Verdict:
    """Allow anything without markup, and nothing at all."""
    if isinstance(value, str) and _MARKUP.search(value):
        return f"markup in the text {value[:60]!r}", "Write plain text: data is never read as HTML"
    return None


def is_positive(value: Any) -> Verdict:
    """Allow a number above zero."""
    try:
        good = float(value) > 0 and math.isfinite(float(value))
    except (TypeError, ValueError):
        good = False
    return None if good else (f"{value!r} is no number above zero", "Give a number, with a point for decimals")


def is_positive_or_empty(value: Any) -> Verdict:
    """Allow a number above zero or nothing."""
    return None if is_missing(value) else is_positive(value)


def broken(rules: Mapping[str, Rule], values: Mapping[str, Any], file: str, record: str) -> Iterator[Fault]:
    """Yield a fault for every field whose value breaks its rule."""
    for field, rule in rules.items():
        verdict = rule(values.get(field))
        if verdict:
            yield Fault(file, record, field, *verdict)


def cites(bibliography: Mapping[str, Any]) -> Rule:
    """Return a rule that allows bibliography ids joined by semicolons, at least one."""

    def rule(value: Any) -> Verdict:
        ids = [] if is_missing(value) else [part.strip() for part in str(value).split(";")]
        unknown = [part for part in ids if part not in bibliography]
        if not ids:
            return "no source is given", "Name at least one id of bibliography.toml"
        if unknown:
            return f"unknown source {', '.join(unknown)}", "Add it to bibliography.toml or correct the id"
        return None

    return rule


def place(lon: Any, lat: Any, extent: Box = DRAWN_EXTENT) -> Verdict:
    """Allow a position inside the drawn extent; tell a swapped pair from a mere mistake."""
    try:
        x, y = float(lon), float(lat)
    except (TypeError, ValueError):
        return f"{lon!r}, {lat!r} is no position", "Give lon and lat in decimal degrees"
    if _inside(x, y, extent):
        return None
    if _inside(y, x, extent):
        return f"lon and lat are swapped ({x}, {y})", "Write lon first, then lat"
    return f"{x}, {y} lies outside the drawn extent {tuple(extent)}", "Correct the position"


def _inside(x: float, y: float, extent: Box) -> bool:
    return extent.west <= x <= extent.east and extent.south <= y <= extent.north
