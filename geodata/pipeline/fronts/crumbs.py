"""Islands that are left over between the grounds of different phases and of which no fact speaks.

Each phase has a surface of its own, and its lines are simplified by themselves; where two of them meet, or one takes
back what another took, they leave crumbs that nobody held out in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from geodata.pipeline.fronts.facts import Evidence, Floats, Phase
from geodata.pipeline.fronts.ground import OWN, SMALLEST_KM2, Held, areas

CRUMB_KM2: Final = 20.0
"""Ground lost and not won back that is smaller than this, little more than a cell of the grid, is no island."""
TOUCH: Final = 100.0
"""Grounds nearer to each other than this, in metres, touch."""


def recaptured_whole(
    phases: Sequence[Phase], known: Sequence[Evidence], bands: Sequence[Sequence[Held]]
) -> list[list[Held]]:
    """Return the bands of all phases, those that win back what a regain took with the crumbs of it that they missed.

    A crumb goes to the band that it touches most, unless a place that the regain took lies in it.
    """
    found = [list(own) for own in bands]
    for one, regain in enumerate(phases):
        for other, phase in enumerate(phases):
            if not regain.regains or phase.number <= regain.number or not found[other]:
                continue
            if set(phase.takers) & set(regain.takers):
                continue
            places = known[one].positions[known[one].is_capture]
            for crumb in _crumbs(bands[one], found[other], places):
                most = int(np.argmax(_contact(found[other], crumb)))
                band = found[other][most]
                found[other][most] = replace(band, ground=shapely.union(band.ground, crumb))
    return found


def _crumbs(lost: Sequence[Held], won_back: Sequence[Held], places: Floats) -> Iterator[shapely.Polygon]:
    back = shapely.union_all([band.ground for band in won_back])
    rest = shapely.difference(shapely.union_all([band.ground for band in lost]), back)
    spots = shapely.MultiPoint(places)
    for part in shapely.get_parts(areas(rest)):
        if part.area < CRUMB_KM2 * 1e6 and part.distance(back) < TOUCH and not part.intersects(spots):
            yield part


def without_islands(held: Sequence[Held], known: Sequence[Evidence], days: range) -> list[Held]:
    """Return who held which ground when, without small islands that armies left between them on some days.

    Such an island is taken on its first day by the army that took it later, or else by the one whose ground it touches
    most; it stays where a fact near it says that it was taken later, or never.
    """
    found = list(held)
    places = np.concatenate([one.positions for one in known])
    taken = np.concatenate([one.days for one in known])
    for day in days:
        later_places = shapely.MultiPoint(places[taken > day])
        for island in _islands([one.ground for one in found if _is_held(one, day)]):
            if island.distance(later_places) > OWN:
                found = list(_taken_at_once(found, island, day))
    return found


def _is_held(one: Held, day: int) -> bool:
    return one.taken <= day and (one.lost is None or one.lost > day)


def _contact(held: Sequence[Held], piece: shapely.Geometry) -> Floats:
    """Return how much of each ground lies at a piece of ground: areas (n,) of the strip around it."""
    contact: Floats = shapely.area([shapely.intersection(one.ground, piece.buffer(TOUCH)) for one in held])
    return contact


def _islands(grounds: Sequence[shapely.Geometry]) -> list[shapely.Polygon]:
    whole = shapely.union_all(shapely.buffer(grounds, TOUCH / 2)) if grounds else shapely.MultiPolygon()
    rings = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    # The holes of the buffered ground are smaller all around; what they grow back by may overlap, never miss.
    return [ring.buffer(TOUCH) for ring in rings if ring.area < SMALLEST_KM2 * 1e6]


def _taken_at_once(held: Sequence[Held], island: shapely.Polygon, day: int) -> Iterator[Held]:
    now = [one for one in held if _is_held(one, day)]
    rest = areas(shapely.difference(island, shapely.union_all([one.ground for one in now])))
    for one in held:
        piece = areas(shapely.intersection(one.ground, rest)) if one.taken > day else shapely.MultiPolygon()
        if piece.is_empty:
            yield one
            continue
        yield replace(one, taken=day, ground=piece)
        kept = areas(shapely.difference(one.ground, piece))
        if not kept.is_empty:
            yield replace(one, ground=kept)
        rest = areas(shapely.difference(rest, piece))
    if now and not rest.is_empty:
        contact = _contact(now, island)
        # Once a ground around it is lost, it is an island again, and whose it is is asked anew.
        losses = [one.lost for one, area in zip(now, contact, strict=True) if area > 0 and one.lost is not None]
        yield replace(now[int(np.argmax(contact))], taken=day, lost=min(losses, default=None), ground=rest)
