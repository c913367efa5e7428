"""From facts to published occupations and fronts, theatre by theatre."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely

from geodata.pipeline.fronts.facts import Evidence, Fact, Floats, Phase, by_theatre, evidence, read_facts, read_phases
from geodata.pipeline.fronts.ground import ALLIES, Held, Surface, areas, bands, compose, surface_of
from geodata.pipeline.linework import in_degrees, in_metres
from geodata.pipeline.sources import Row
from geodata.pipeline.write import Feature
from geodata.timeline import day_at, is_valid

OPPONENTS: Final = {
    ("poland_1939", "germany"): "poland",
    ("poland_1939", "soviet_union"): "poland",
    ("winter_war", "soviet_union"): "finland",
    ("baltic_1940", "soviet_union"): "lithuania;latvia;estonia",
    ("bessarabia_1940", "soviet_union"): "romania",
}
"""Who stood on the other side of a holder's front, where it was not the Soviet Union."""

Polygons = Mapping[str, shapely.Geometry]

NEAR_EVIDENCE: Final = 40_000.0
"""Metres: a front further than this from every fact has nothing to rest on."""
SUPPORTED_KM: Final = 15.0
UNSUPPORTED_KM: Final = 40.0
"""What a computed line may be off, where facts are near and where none are: a judgement, as for every line."""
SOURCE: Final = "captures_table"
"""The table of captures, which names the source of every fact."""
GATHERED: Final = 0
"""The number that gathered ground has among the phases: every one of them comes after it."""
DECIMALS: Final = 4
"""Of a degree, in the published files."""
CRUMB: Final = 1e-5
"""Square degrees: what rounding leaves of a sliver."""
SHORE: Final = 0.004
"""Degrees: an edge this near to the shore or the frontier of the land is no front."""
SHORTEST_FRONT: Final = 3_000.0
"""Metres: shorter pieces of a front are crumbs."""


@dataclass(frozen=True)
class Theatre:
    """The phases that fight over one land, with what is known of each and its surface, all on one grid."""

    name: str
    phases: tuple[Phase, ...]
    known: tuple[Evidence, ...]
    surfaces: tuple[Surface, ...]
    domains: tuple[shapely.Geometry, ...]


def theatres(
    captures: Iterable[Row], campaigns: Iterable[Row], control: Sequence[Row], units: Polygons
) -> list[Theatre]:
    """Return every theatre with its surfaces. Units are polygons in WGS 84 degrees."""
    facts = read_facts(captures)
    metric = {unit: in_metres(polygon) for unit, polygon in units.items()}
    return [
        _theatre(name, phases, facts, control, metric) for name, phases in by_theatre(read_phases(campaigns)).items()
    ]


def _theatre(
    name: str, phases: Sequence[Phase], facts: Sequence[Fact], control: Sequence[Row], units: Polygons
) -> Theatre:
    campaigns = {phase.campaign for phase in phases}
    domains = [shapely.union_all([units[unit] for unit in sorted(units_of(phase, control))]) for phase in phases]
    bounds = shapely.total_bounds(np.array(domains))
    known = [evidence(phase, facts, campaigns) for phase in phases]
    surfaces = [surface_of(phase, one, tuple(bounds)) for phase, one in zip(phases, known, strict=True)]
    return Theatre(name, tuple(phases), tuple(known), tuple(surfaces), tuple(domains))


def units_of(phase: Phase, control: Sequence[Row]) -> set[str]:
    """Return the units of a phase's domain; a selector that begins with `-` takes a unit away again."""
    found: set[str] = set()
    for selector in phase.domain:
        if selector.startswith("-"):
            found.discard(selector.removeprefix("-"))
            continue
        found |= set.intersection(*(_selected(part, control) for part in selector.split("&")))
    return found


def _selected(selector: str, control: Sequence[Row]) -> set[str]:
    holder, _, on = selector.partition("@")
    if not on:
        return {selector}
    valid = [row for row in control if is_valid(row["valid_from"], row["valid_to"], on)]
    return {row["unit"] for row in valid if row["controller"] == holder}


def features(found: Sequence[Theatre], say: Callable[[str], None]) -> tuple[list[Feature], list[Feature]]:
    """Return the ground that armies held, and the fronts, of all theatres; `say` hears what runs."""
    held, lines = [], []
    for theatre in found:
        say(f"computing fronts: {theatre.name}")
        own = occupations(theatre)
        held += own
        lines += fronts(theatre, own)
    return held, lines


def captures(rows: Sequence[Row]) -> list[Feature]:
    """Return the facts as points: a place, who held it from its day on, and how sure the day is."""
    found = []
    for row in sorted(rows, key=lambda row: (row["date"], row["place"], row["by"], row["kind"])):
        properties: dict[str, Any] = {
            "id": f"{row['date']}_{row['by']}_{_slug(row['place'])}_{row['kind']}",
            "name": row["place"],
            "valid_from": row["date"],
            "valid_to": None,
            **{key: row[key] or None for key in ("name_1939", "date_earliest", "date_latest", "by", "from")},
            **{key: row[key] for key in ("campaign", "kind", "certainty", "source")},
            "note": row["note"] or None,
        }
        found.append(Feature(shapely.Point(float(row["lon"]), float(row["lat"])), properties))
    return found


def _slug(name: str) -> str:
    return "_".join(name.lower().split())


def occupations(theatre: Theatre) -> list[Feature]:
    """Return the ground that armies held in a theatre: a feature for each holder, day of capture and day of loss."""
    groups: dict[tuple[str, str, int, str | None], list[shapely.Geometry]] = {}
    by_number = {phase.number: phase for phase in theatre.phases}
    gathering = _gathering(theatre)
    if gathering:
        by_number[GATHERED] = replace(gathering, regains=False)
    for held in _held(theatre):
        phase = by_number[held.phase]
        end = _end(held, phase.until)
        if not phase.regains and (end is None or end > day_at(held.taken)):
            groups.setdefault((phase.campaign, held.holder, held.taken, end), []).append(held.ground)
    found = [_occupation(*key, grounds) for key, grounds in sorted(groups.items(), key=lambda item: _order(item[0]))]
    return [feature for feature in found if not feature.geometry.is_empty]


def _held(theatre: Theatre) -> list[Held]:
    """Return who held which ground when, epoch by epoch where a phase gathers what is held."""
    phases = [
        list(bands(phase, surface, domain))
        for phase, surface, domain in zip(theatre.phases, theatre.surfaces, theatre.domains, strict=True)
    ]
    gathering = _gathering(theatre)
    if gathering is None or gathering.gathers is None:
        return compose(phases)
    day = gathering.gathers
    before = compose([[band for band in own if band.taken < day] for own in phases])
    after = [[band for band in own if band.taken >= day] for own in phases]
    regains = {phase.number for phase in theatre.phases if phase.regains}
    kept = [band for band in before if band.lost is None and band.phase not in regains]
    gathered = [
        Held(holder, day, None, GATHERED, shapely.union_all([band.ground for band in kept if band.holder == holder]))
        for holder in sorted({band.holder for band in kept})
    ]
    ended = [replace(band, lost=day) if band.lost is None else band for band in before]
    return ended + compose([gathered, *after])


def _gathering(theatre: Theatre) -> Phase | None:
    return next((phase for phase in theatre.phases if phase.gathers is not None), None)


def _order(key: tuple[str, str, int, str | None]) -> tuple[str, str, int, str]:
    return (*key[:3], key[3] or "9999")


def _end(held: Held, until: str | None) -> str | None:
    ends = [day for day in (None if held.lost is None else day_at(held.lost), until) if day]
    return min(ends) if ends else None


def _occupation(
    campaign: str, holder: str, taken: int, end: str | None, grounds: Sequence[shapely.Geometry]
) -> Feature:
    day = day_at(taken)
    properties: dict[str, Any] = {
        "id": f"{campaign}_{holder}_{day}" + (f"_{end}" if end else ""),
        "name": f"Ground taken on {day}",
        "campaign": campaign,
        "controller": holder,
        "method": "interpolated",
        "valid_from": day,
        "valid_to": end,
        "source": SOURCE,
        "precision_km": SUPPORTED_KM,
    }
    # Rounded here, because rounding while writing could make a ring cross itself.
    rounded = shapely.transform(in_degrees(shapely.union_all(grounds)), lambda xy: np.round(xy, DECIMALS))
    return Feature(areas(shapely.make_valid(rounded), CRUMB), properties)


def fronts(theatre: Theatre, held: Sequence[Feature]) -> list[Feature]:
    """Return the edges of every holder's ground, each for the days on which it was one; dashed where no fact is near.

    `held` are the occupations of the theatre. An edge between two of a holder's grounds is a front while one of them is
    his and the other is not.
    """
    near = _near_facts(theatre)
    shore = shapely.boundary(in_degrees(shapely.union_all(theatre.domains)))
    shapely.prepare(shore)
    last = day_at(max(phase.last for phase in theatre.phases) + 1)
    found = []
    for (campaign, holder, start, end), edges in sorted(_edges(held, last).items()):
        inland = [edge for edge in edges if not shapely.dwithin(shore, shapely.centroid(edge), SHORE)]
        line = in_metres(shapely.line_merge(shapely.MultiLineString(inland)))
        found += [
            Feature(in_degrees(part), _front_properties(campaign, holder, start, end, supported))
            for supported, part in ((True, _long(line & near)), (False, _long(line - near)))
            if not part.is_empty
        ]
    return found


def _near_facts(theatre: Theatre) -> shapely.Geometry:
    places = np.concatenate([known.positions for known in theatre.known])
    return shapely.union_all(shapely.buffer(shapely.points(places), NEAR_EVIDENCE, quad_segs=4))


Span = tuple[str, str, str, str]
"""Campaign, holder, first day, and the day after the last."""


def _edges(held: Sequence[Feature], last: str) -> dict[Span, list[shapely.LineString]]:
    """Return the segments at which the ground of one side ends, by the days on which it does."""
    sides: dict[tuple[str, bytes], list[Mapping[str, Any]]] = {}
    segments: dict[bytes, shapely.LineString] = {}
    rings = [
        (feature.properties, np.round(shapely.get_coordinates(ring), DECIMALS))
        for feature in held
        for ring in shapely.get_parts(shapely.boundary(feature.geometry))
    ]
    corners = np.unique(np.concatenate([points for _, points in rings]), axis=0) if rings else np.empty((0, 2))
    tree = shapely.STRtree(shapely.points(corners))
    for properties, points in rings:
        side = "allies" if properties["controller"] in ALLIES else properties["controller"]
        for pair in _parted(points, corners, tree):
            ordered = pair[np.lexsort((pair[:, 1], pair[:, 0]))]
            key = ordered.tobytes()
            segments.setdefault(key, shapely.LineString(ordered))
            sides.setdefault((side, key), []).append(properties)
    found: dict[Span, list[shapely.LineString]] = {}
    for (_, key), grounds in sides.items():
        for campaign, holder, start, end in _alone(grounds, last):
            found.setdefault((campaign, holder, start, end), []).append(segments[key])
    return found


def _parted(points: Floats, corners: Floats, tree: shapely.STRtree) -> Iterator[Floats]:
    """Yield the segments of a ring (2, 2), parted where a corner of a neighbour lies on them."""
    pairs = np.stack([points[:-1], points[1:]], axis=1)
    at, near = tree.query(shapely.linestrings(pairs), predicate="dwithin", distance=1.5 * 10.0**-DECIMALS)
    on: dict[int, list[int]] = {}
    for number, corner in zip(at.tolist(), near.tolist(), strict=True):
        on.setdefault(number, []).append(corner)
    for number, pair in enumerate(pairs):
        between = corners[on.get(number, [])]
        order = np.argsort((between - pair[0]) @ (pair[1] - pair[0]))
        chain = [pair[0], *(corner for corner in between[order] if not (corner == pair).all(axis=1).any()), pair[1]]
        yield from (np.array(step) for step in pairwise(chain))


def _alone(grounds: Sequence[Mapping[str, Any]], last: str) -> Iterator[Span]:
    """Yield the spans in which just one of the grounds beside a segment is held, with its campaign and holder."""
    spans = [(ground["valid_from"], min(ground["valid_to"] or last, last)) for ground in grounds]
    days = sorted({day for span in spans for day in span})
    start: str | None = None
    for day in days:
        inside = sum(first <= day < end for first, end in spans) % 2 == 1
        if inside and start is None:
            start = day
        elif not inside and start is not None:
            begun = [ground for ground in grounds if ground["valid_from"] <= start]
            latest = max(begun, key=lambda ground: str(ground["valid_from"]))
            yield latest["campaign"], latest["controller"], start, day
            start = None


def _long(lines: shapely.Geometry) -> shapely.Geometry:
    merged = shapely.line_merge(lines)
    return shapely.MultiLineString([part for part in shapely.get_parts(merged) if part.length >= SHORTEST_FRONT])


def _front_properties(campaign: str, holder: str, start: str, end: str, supported: bool) -> dict[str, Any]:
    return {
        "id": f"{campaign}_{holder}_{start}_{end}" + ("" if supported else "_without_evidence"),
        "name": f"Front of {start}",
        "campaign": campaign,
        "side_a": holder,
        "side_b": OPPONENTS.get((campaign, holder), "soviet_union"),
        "method": "interpolated" if supported else "without_evidence",
        "valid_from": start,
        "valid_to": end,
        "source": SOURCE,
        "precision_km": SUPPORTED_KM if supported else UNSUPPORTED_KM,
    }
