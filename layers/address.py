"""What a URL says about the map: date, layers, view, kiosk. Whatever is wrong becomes the nearest sane state.

Nothing of a URL is ever shown as it came: notices quote no user text, so there is nothing to be read as markup.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from geodata.space import WINDOW
from geodata.timeline import OPENS_ON, PERIOD, parse_date

ZOOM_RANGE: Final = (1.25, 8.0)


class View(NamedTuple):
    """A map view: the centre in WGS 84 degrees and the zoom level of the map document."""

    lat: float
    lon: float
    zoom: float

    def as_text(self) -> str:
        """Return the view as the URL carries it: lat, lon, zoom."""
        return f"{self.lat:.3f},{self.lon:.3f},{self.zoom:g}"


@dataclass(frozen=True)
class Address:
    """A sane state of the page; `layers` is None for the default choice, `view` None for the opening view."""

    date: str = OPENS_ON
    layers: tuple[str, ...] | None = None
    view: View | None = None
    kiosk: bool = False
    notices: tuple[str, ...] = ()

    def as_query(self) -> dict[str, str]:
        """Return the query parameters that lead back to this state."""
        query = {"date": self.date}
        if self.layers is not None:
            query["layers"] = ",".join(self.layers)
        if self.view is not None:
            query["view"] = self.view.as_text()
        if self.kiosk:
            query["kiosk"] = "1"
        return query


def read_address(query: Mapping[str, str], known_layers: Iterable[str]) -> Address:
    """Return the nearest sane state of some query parameters, with a short notice for everything that was amended."""
    notices: list[str] = []
    return Address(
        date=_date(query.get("date"), notices),
        layers=_layers(query.get("layers"), tuple(known_layers), notices),
        view=_view(query.get("view"), notices),
        kiosk=query.get("kiosk", "").lower() in ("1", "true", "yes"),
        notices=tuple(notices),
    )


def _date(text: str | None, notices: list[str]) -> str:
    if not text:
        return OPENS_ON
    try:
        day = parse_date(text).isoformat()
    except ValueError:
        notices.append(f"The address named a day that no calendar has; the map opens on {OPENS_ON}.")
        return OPENS_ON
    nearest = min(max(day, PERIOD.first), PERIOD.last)
    if nearest != day:
        notices.append(f"The map covers {PERIOD.first} to {PERIOD.last}; it shows the nearest day, {nearest}.")
    return nearest


def _layers(text: str | None, known: tuple[str, ...], notices: list[str]) -> tuple[str, ...] | None:
    if text is None:
        return None
    asked = {part.strip() for part in text.split(",")} - {""}
    if asked - set(known):
        notices.append(f"The address named a layer that is not there; there are {', '.join(known)}.")
    found = tuple(key for key in known if key in asked)
    return found if found or not asked else None


def _view(text: str | None, notices: list[str]) -> View | None:
    if not text:
        return None
    try:
        lat, lon, zoom = (float(part) for part in text.split(","))
    except ValueError:
        notices.append("The address named a view that cannot be read; the map opens on its whole extent.")
        return None
    if not all(map(math.isfinite, (lat, lon, zoom))):
        notices.append("The address named a view that cannot be read; the map opens on its whole extent.")
        return None
    sane = View(
        min(max(lat, WINDOW.south), WINDOW.north),
        min(max(lon, WINDOW.west), WINDOW.east),
        min(max(zoom, ZOOM_RANGE[0]), ZOOM_RANGE[1]),
    )
    if sane != (lat, lon, zoom):
        notices.append("The address named a view outside the map; the nearest one is shown.")
    return sane


def settled(value: Any, before: Address, known_layers: Iterable[str]) -> Address:
    """Return the state that the map document reports, with the same care as for a URL."""
    if not isinstance(value, Mapping):
        return before
    view = value.get("view")
    query = {"date": str(value.get("date") or before.date)}
    if isinstance(value.get("layers"), list):
        query["layers"] = ",".join(map(str, value["layers"]))
    if isinstance(view, Mapping):
        query["view"] = f"{view.get('lat')},{view.get('lon')},{view.get('zoom')}"
    elif before.view is not None:
        query["view"] = before.view.as_text()
    if before.kiosk:
        query["kiosk"] = "1"
    return read_address(query, known_layers)
