"""Fronts: the edges of the ground that armies held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.pipeline.fronts.facts import Evidence, Floats
from geodata.pipeline.fronts.ground import ALLIES, SMALLEST_KM2
from geodata.pipeline.linework import in_degrees, in_metres
from geodata.pipeline.write import Feature
from geodata.timeline import day_at

OPPONENTS: Final = {
    ("poland_1939", "germany"): "poland",
    ("poland_1939", "soviet_union"): "poland",
    ("winter_war", "soviet_union"): "finland",
    ("baltic_1940", "soviet_union"): "lithuania;latvia;estonia",
    ("bessarabia_1940", "soviet_union"): "romania",
}
"""Who stood on the other side of a holder's front, where it was not the Soviet Union."""

NEAR_EVIDENCE: Final = 40_000.0
"""Metres: a front further than this from every fact has nothing to rest on."""
SUPPORTED_KM: Final = 15.0
"""What a computed line may be off where facts are near: a judgement, as for every line."""
UNSUPPORTED_KM: Final = 40.0
"""What a computed line may be off where no fact is near: a judgement, as for every line."""
SOURCE: Final = "captures_table"
"""The table of captures, which names the source of every fact."""
DECIMALS: Final = 4
"""Of a degree, in the published files."""
SHORE: Final = 0.004
"""Degrees: an edge this near to the shore or the frontier of the land is no front."""
BESIDE: Final = 0.003
"""Degrees: how far from an edge it is looked up who holds the ground beside it."""
SHORTEST_FRONT: Final = 3_000.0
"""Metres: shorter fronts are crumbs."""
SHORTEST_INLAND: Final = 11_000.0
"""Metres: shorter fronts are crumbs where they do not end at the shore or the frontier of the land.

Between the seams of ground taken back (up to 10.4 km round) and the smallest ring with a fact, Przemyśl (11.3 km).
"""
JOINED: Final = 1_000.0
"""Metres: lines this near to each other are one front; where the days of an edge change, its parts lie apart."""
AT_SHORE: Final = 6_000.0
"""Metres: a front that ends this near to the shore or the frontier of the land ends there."""
LONGEST: Final = 0.04
"""Degrees: an edge is looked at in segments that are no longer."""
STRAIGHT: Final = 30.0
"""Metres: bends smaller than this come from the rounding of the segments."""


def fronts(
    held: Sequence[Feature], known: Sequence[Evidence], domains: Sequence[shapely.Geometry], last: int
) -> list[Feature]:
    """Return the edges of every holder's ground, each for the days on which it was one; dashed where no fact is near.

    `held` are the occupations of a theatre in WGS 84 degrees, `known` its facts and `domains` its land in metres, and
    `last` the last day on which ground changed hands. An edge between two of a holder's grounds is a front while one of
    them is his and the other is not.
    """
    facts = shapely.MultiPoint(np.concatenate([one.positions for one in known]))
    near = shapely.union_all(shapely.buffer(shapely.get_parts(facts), NEAR_EVIDENCE, quad_segs=4))
    shore = shapely.boundary(in_degrees(shapely.union_all(domains)))
    shapely.prepare(shore)
    found: list[tuple[Front, shapely.LineString]] = []
    for span, segments in sorted(_edges(held, day_at(last + 1)).items()):
        inland = ~shapely.dwithin(shore, shapely.points(segments.mean(axis=1)), SHORE)
        line = in_metres(shapely.line_merge(shapely.MultiLineString(list(segments[inland]))))
        for supported, part in ((True, line & near), (False, line - near)):
            lines = shapely.get_parts(shapely.simplify(shapely.line_merge(part), STRAIGHT))
            found += [((*span, supported), line) for line in lines if not _is_noise(line, facts)]
    groups: dict[Front, list[shapely.LineString]] = {}
    for front, line in _without_crumbs(found, in_metres(shore)):
        groups.setdefault(front, []).append(line)
    return [_front(*front, lines) for front, lines in groups.items()]


Flags = npt.NDArray[np.bool_]
Span = tuple[str, str, str, str]
"""Campaign, holder, first day, and the day after the last."""
Front = tuple[str, str, str, str, bool]
"""A span, and whether facts are near."""


def _edges(held: Sequence[Feature], last: str) -> dict[Span, Floats]:
    """Return the segments (n, 2, 2) at which the ground of one side ends, by the days on which it does."""
    segments = _segments(held)
    alike: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
    for index, grounds in enumerate(zip(*_beside(segments, held), strict=True)):
        alike.setdefault(grounds, []).append(index)
    found: dict[Span, list[int]] = {}
    for hands, indices in alike.items():
        left, right = ([held[ground].properties for ground in hand] for hand in hands)
        for span in _divided(left, right, last):
            found.setdefault(span, []).extend(indices)
    return {span: segments[sorted(indices)] for span, indices in found.items()}


def _segments(held: Sequence[Feature]) -> Floats:
    """Return every segment (n, 2, 2) of the edges of some grounds once, parted where others meet or cross it.

    What lies beside a long segment may differ from end to end, so none is longer than `LONGEST`.
    """
    rings = [
        np.round(shapely.get_coordinates(ring), DECIMALS)
        for feature in held
        for ring in shapely.get_parts(shapely.boundary(feature.geometry))
    ]
    pairs = np.concatenate([np.empty((0, 2, 2)), *(np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings)])
    pairs = np.unique(_ordered(pairs[(pairs[:, 0] != pairs[:, 1]).any(axis=1)]), axis=0)
    lines = shapely.linestrings(pairs)
    corners = np.unique(np.concatenate([pairs.reshape(-1, 2), _crossings(lines)]), axis=0)
    tree = shapely.STRtree(shapely.points(corners))
    at, near = tree.query(lines, predicate="dwithin", distance=1.5 * 10.0**-DECIMALS)
    between = (corners[near][:, None] != pairs[at]).any(axis=2).all(axis=1)
    at, near = at[between], near[between]
    whole = np.delete(pairs, at, axis=0)
    parted = [_parted(pairs[index], corners[near[at == index]]) for index in np.unique(at)]
    return _shortened(np.unique(_ordered(np.concatenate([whole, *parted])), axis=0))


def _crossings(lines: npt.NDArray[np.object_]) -> Floats:
    """Return the points (n, 2) at which lines cross: edges of the grounds of different phases have none in common."""
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    points = shapely.intersection(lines[one[one < other]], lines[other[one < other]])
    crossings: Floats = np.round(shapely.get_coordinates(points), DECIMALS)
    return crossings


def _ordered(pairs: Floats) -> Floats:
    """Return segments (n, 2, 2) that begin at their western end."""
    first, last = pairs[:, 0], pairs[:, 1]
    turned = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    return np.where(turned[:, None, None], pairs[:, ::-1], pairs)


def _parted(pair: Floats, between: Floats) -> Floats:
    """Return the segments (n, 2, 2) into which points on a segment (2, 2) part it."""
    order = np.argsort((between - pair[0]) @ (pair[1] - pair[0]))
    chain = np.stack([pair[0], *between[order], pair[1]])
    return np.stack([chain[:-1], chain[1:]], axis=1)


def _shortened(pairs: Floats) -> Floats:
    """Return segments (n, 2, 2) in equal parts that are no longer than `LONGEST`."""
    along = pairs[:, 1] - pairs[:, 0]
    counts = np.ceil(np.hypot(*along.T) / LONGEST).astype(int)
    start = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    step = np.repeat(along / counts[:, None], counts, axis=0)
    origin = np.repeat(pairs[:, 0], counts, axis=0)
    return np.stack([origin + start[:, None] * step, origin + (start[:, None] + 1) * step], axis=1)


def _beside(segments: Floats, held: Sequence[Feature]) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Return the numbers of the grounds just left and just right of the middle of every segment."""
    along = segments[:, 1] - segments[:, 0]
    across = BESIDE * np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None]
    middle = segments.mean(axis=1)
    return _grounds_at(middle + across, held), _grounds_at(middle - across, held)


def _grounds_at(points: Floats, held: Sequence[Feature]) -> list[tuple[int, ...]]:
    tree = shapely.STRtree(shapely.points(points))
    found: list[list[int]] = [[] for _ in points]
    for number, feature in enumerate(held):
        shapely.prepare(feature.geometry)
        for index in tree.query(feature.geometry, predicate="contains").tolist():
            found[index].append(number)
    return [tuple(numbers) for numbers in found]


Grounds = Sequence[Mapping[str, Any]]


def _divided(left: Grounds, right: Grounds, last: str) -> Iterator[Span]:
    """Yield the spans in which a side holds the ground on one hand alone, with its campaign and holder."""
    for side in sorted({_side(ground) for ground in (*left, *right)}):
        hands = [[(*_days(ground, last), ground) for ground in hand if _side(ground) == side] for hand in (left, right)]
        begun: tuple[str, Mapping[str, Any]] | None = None
        for day in sorted({day for hand in hands for start, end, _ in hand for day in (start, end)}):
            on = [[ground for start, end, ground in hand if start <= day < end] for hand in hands]
            is_divided = bool(on[0]) != bool(on[1])
            if is_divided and begun is None:
                begun = day, max((*on[0], *on[1]), key=lambda ground: str(ground["valid_from"]))
            elif not is_divided and begun is not None:
                yield begun[1]["campaign"], begun[1]["controller"], begun[0], day
                begun = None


def _days(ground: Mapping[str, Any], last: str) -> tuple[str, str]:
    return ground["valid_from"], min(ground["valid_to"] or last, last)


def _side(ground: Mapping[str, Any]) -> str:
    return "allies" if ground["controller"] in ALLIES else str(ground["controller"])


def _without_crumbs(
    lines: Sequence[tuple[Front, shapely.LineString]], shore: shapely.Geometry
) -> Iterator[tuple[Front, shapely.LineString]]:
    """Yield the lines for the days on which they belong to a front that is no crumb.

    Lines that meet are one front. Where the grounds of two phases do not quite fit, they leave a gap whose edges would
    stay for months as a front a few kilometres round.
    """
    visible = [(front, line) for front, line in lines if line.length > STRAIGHT]
    drawn = np.array([line for _, line in visible], dtype=object)
    lengths = shapely.length(drawn)
    met = shapely.STRtree(drawn).query(drawn, predicate="dwithin", distance=JOINED)
    shapely.prepare(shore)
    ends = shapely.get_point(drawn, np.array([[0], [-1]]))
    at_shore = shapely.dwithin(shore, ends, AT_SHORE).any(axis=0)
    starts, stops = (np.array([front[place] for front, _ in visible]) for place in (2, 3))
    since: dict[int, str] = {}
    for day in sorted({*starts.tolist(), *stops.tolist()}):
        active = (starts <= day) & (day < stops)
        whole = set(np.flatnonzero(active & _is_long(active, lengths, met, at_shore)).tolist())
        for index in [index for index in since if index not in whole]:
            (campaign, holder, _, end, supported), line = visible[index]
            yield (campaign, holder, since.pop(index), min(day, end), supported), line
        for index in whole - since.keys():
            since[index] = day


def _is_long(active: Flags, lengths: Floats, met: npt.NDArray[np.intp], at_shore: Flags) -> Flags:
    """Return which lines belong to a front that is no crumb, together with the active lines that it goes on in."""
    both = met[:, active[met].all(axis=0)]
    count = len(active)
    _, part = connected_components(coo_array((np.ones(both.shape[1]), both), shape=(count, count)), directed=False)
    total = np.bincount(part, weights=lengths * active)
    coastal = np.bincount(part, weights=active & at_shore) > 0
    result: Flags = (total >= np.where(coastal, SHORTEST_FRONT, SHORTEST_INLAND))[part]
    return result


def _is_noise(part: shapely.LineString, facts: shapely.Geometry) -> bool:
    if not part.is_ring:
        return False
    inside = shapely.Polygon(part)
    return bool(inside.area < SMALLEST_KM2 * 1e6) and not inside.intersects(facts)


def _front(
    campaign: str, holder: str, start: str, end: str, supported: bool, lines: Sequence[shapely.LineString]
) -> Feature:
    properties: dict[str, Any] = {
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
    return Feature(in_degrees(shapely.MultiLineString(lines)), properties)
