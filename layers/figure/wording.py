"""What the page says: the sentence of the day, sources, what is missing. Pure text, nothing drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd

from geodata.timeline import is_missing
from layers.campaigns import error_on, figures_of
from layers.catalogue import by_key
from layers.locale import words
from layers.words import day_in_words

_SHOWN_DATA: Final = {
    "gshhg": "GSHHG (Wessel and Smith)",
    "geonames": "GeoNames",
    "natural_earth": "Natural Earth",
    "project_digitisation": "own digitising",
    "captures_table": "own table of dated captures",
}
"""The data of which something is on the map, in short; all other sources were read and are counted."""


class Sentence(NamedTuple):
    """The words on a day: a headline, what is told of it, and a line on the other events; each may be empty."""

    headline: str
    text: str
    more: str


def sentence_of(events: gpd.GeoDataFrame | None, on: str) -> Sentence:
    """Return what happened on an ISO date; on a day without an event, which was the last one before it."""
    if events is None:
        return Sentence("", "", "")
    days = events["valid_from"].astype(str)
    today = events[days == on].to_dict("records")
    if today:
        titles = "; ".join(str(event["title"]) for event in today[1:])
        return Sentence(f"{today[0]['title']}.", str(today[0]["text"]), f"Also: {titles}." if titles else "")
    before = events[days < on].sort_values(["valid_from", "id"]).to_dict("records")
    if not before:
        return Sentence("", words()["figure"]["no_event"], "")
    last = words()["figure"]["last_event"].format(
        date=day_in_words(str(before[-1]["valid_from"])), title=before[-1]["title"]
    )
    return Sentence("", f"{words()['figure']['no_event']} {last}", "")


def sources_in_words(frames: Iterable[gpd.GeoDataFrame], bibliography: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the datasets with their licences, and how many instruments and works stand behind what is drawn."""
    cited = {
        key.strip()
        for frame in frames
        if "source" in frame.columns
        for cell in frame["source"]
        if not is_missing(cell)
        for key in str(cell).split(";")
    }
    parts = [
        f"{name} ({bibliography[key].get('licence', 'licence not stated')})"
        for key, name in _SHOWN_DATA.items()
        if key in bibliography and (key in cited or key in ("gshhg", "geonames"))
    ]
    others = [bibliography[key].get("kind") for key in cited if key in bibliography and key not in _SHOWN_DATA]
    instruments = others.count("instrument")
    works = len(others) - instruments
    if instruments or works:
        parts.append(f"{instruments} treaties and acts and {works} other works, each named with its record in the data")
    return "; ".join(parts)


def missing_in_words(keys: Iterable[str]) -> str:
    """Return a sentence naming the layers that were asked for but whose data could not be read; empty for none."""
    titles = [by_key(key).title for key in keys]
    return words()["figure"]["missing"].format(layers=", ".join(titles)) if titles else ""


def precision_in_words(frames: Iterable[gpd.GeoDataFrame]) -> str:
    """Return between which precisions the drawn lines lie, in kilometres; empty when none is stated."""
    found = [
        float(value)
        for frame in frames
        if "precision_km" in frame.columns
        for value in frame["precision_km"]
        if not is_missing(value)
    ]
    if not found:
        return ""
    return words()["figure"]["precision"].format(best=f"{min(found):g}", worst=f"{max(found):g}")


def fronts_in_words(errors: Iterable[Mapping[str, Any]], on: str) -> str:
    """Return what the fronts of an ISO date rest on and how far they are off; empty when there are none."""
    error = error_on(errors, on)
    if error is None:
        return ""
    return words()["figure"]["fronts"].format(**figures_of(error))
