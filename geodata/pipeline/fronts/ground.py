"""Ground that an army held, day by day: bands of one day of capture, cut to the land of the phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

import contourpy
import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage
from scipy.spatial import cKDTree
from skimage.morphology import area_closing, area_opening

from geodata.pipeline.fronts.facts import Evidence, Floats, Phase
from geodata.pipeline.fronts.surface import nearest_day, ranked_kriging

Days = npt.NDArray[np.int32]

CELL: Final = 4_000.0
"""Side of a grid cell in metres."""
SMOOTHING_ROUNDS: Final = 3
"""How often the corners of the grid are taken off a computed line."""
SIMPLIFICATION: Final = 2_000.0
"""In metres: what a computed line may lose of its bends; they mean nothing."""
SMALLEST_KM2: Final = 100.0
"""An island of ground smaller than this that no fact supports is noise."""
LOCAL: Final = 20_000.0
"""A phase with a reach of at most this, in metres, was a matter of single places: there is nothing between them."""
ALLIES: Final = frozenset({"germany", "finland", "romania"})
"""Holders who never took ground from each other."""
SUPPORT: Final = 8_000.0
"""A fact supports an island of ground within this distance, in metres."""


OWN: Final = 3_500.0
"""In metres: ground this near to a fact has the fact's day; a little over half the diagonal of a cell."""
NEVER: Final = 1_000_000
"""The day of what was never taken, as a whole number."""


@dataclass(frozen=True)
class Surface:
    """The day of capture in the cells of a grid in metres of the map projection: `days` is (rows, columns)."""

    x: Floats
    y: Floats
    days: Days


@dataclass(frozen=True)
class Held:
    """Ground in metres of the map projection that a holder held from one day until another (None: to the end)."""

    holder: str
    taken: int
    lost: int | None
    phase: int
    ground: shapely.Geometry


def surface_of(phase: Phase, known: Evidence) -> Surface:
    """Return the day of capture within reach of the captures, without islands of noise.

    Ground beyond the phase's reach was never taken, and its day lies after the last. The grids of all surfaces fall
    together where they overlap.
    """
    captures = known.positions[known.is_capture]
    west, south = np.floor((captures.min(axis=0) - phase.reach) / CELL) - 2
    east, north = np.ceil((captures.max(axis=0) + phase.reach) / CELL) + 2
    x, y = CELL * np.arange(west, east + 1), CELL * np.arange(south, north + 1)
    centres = np.stack(np.meshgrid(x, y), axis=-1)
    distances, _ = cKDTree(captures).query(centres, distance_upper_bound=phase.reach)
    near = np.isfinite(distances)
    days = np.full(near.shape, np.inf)
    method = nearest_day if phase.reach <= LOCAL else ranked_kriging
    # A thousandth of a day: what is below it differs between processors, and must not move a line.
    days[near] = np.round(method(known, centres[near]), 3)
    numbers = np.ceil(np.clip(days, phase.first, phase.last + 1) - 0.5).astype(np.int32)
    return Surface(x, y, _without_noise(numbers, centres, known))


def _without_noise(days: Days, centres: Floats, known: Evidence) -> Days:
    """Return days smoothed over single cells, and without small islands and holes that no fact supports."""
    smooth = ndimage.median_filter(days, size=3, mode="nearest")
    cells = int(SMALLEST_KM2 * 1e6 / CELL**2)
    cleaned = area_opening(area_closing(smooth, cells), cells)
    distances, nearest = cKDTree(known.positions).query(centres)
    result: Days = np.where(distances < SUPPORT, smooth, cleaned)
    # Smoothing must not carry a place to the wrong side of the line: its own cells keep a day that its sources allow.
    first, last = (np.minimum(bound, NEVER).astype(np.int32)[nearest] for bound in known.spans.T)
    return np.where(distances < OWN, np.clip(result, first, last), result)


def bands(phase: Phase, surface: Surface, shares: Mapping[str, shapely.Geometry]) -> Iterator[Held]:
    """Yield the ground of every day of a phase on which some was taken, within each holder's share of the land.

    The bands of one phase share their edges, to the last digit.
    """
    days = np.unique(surface.days[surface.days <= phase.last])
    reached = [_reached(surface, int(day)) for day in days]
    whole = [now - before for before, now in zip([shapely.MultiPolygon(), *reached], reached, strict=False)]
    for day, band in zip(days, shapely.coverage_simplify(_rounded_off(whole), SIMPLIFICATION), strict=True):
        for holder, share in shares.items():
            ground = areas(shapely.intersection(shapely.make_valid(band), share))
            if not ground.is_empty:
                yield Held(holder, int(day), None, phase.number, ground)


def _rounded_off(coverage: Sequence[shapely.Geometry]) -> npt.NDArray[np.object_]:
    """Return areas that tile some ground without the corners of the grid on their edges, which they go on sharing."""
    edges = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(coverage))))
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([_smooth(edge) for edge in edges])]))
    at, number = shapely.STRtree(faces).query(coverage, predicate="intersects")[::-1]
    shared = shapely.area(shapely.intersection(faces[at], np.array(coverage)[number])) / shapely.area(faces[at])
    return np.array([shapely.union_all(faces[at[(number == one) & (shared > 0.5)]]) for one in range(len(coverage))])


def _smooth(edge: shapely.LineString) -> shapely.LineString:
    """Return an edge of which each point lies between its neighbours and where it was; the ends of an open one stay."""
    points = shapely.get_coordinates(edge)
    for _ in range(SMOOTHING_ROUNDS):
        if edge.is_closed:
            around = np.concatenate([points[-2:-1], points, points[1:2]])
            points = (around[:-2] + 2 * points + around[2:]) / 4
        else:
            points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    return shapely.LineString(points)


def shares_of(phase: Phase, known: Evidence, domain: shapely.Geometry) -> Mapping[str, shapely.Geometry]:
    """Return the land that falls to each holder: all to the phase's, or else to who took the nearest place."""
    if phase.holder is not None:
        return {phase.holder: domain}
    places = shapely.MultiPoint(known.positions[known.is_capture])
    takers = np.array(known.holders)[known.is_capture]
    cells = shapely.get_parts(shapely.voronoi_polygons(places, extend_to=domain, ordered=True))
    return {
        str(taker): shapely.intersection(shapely.union_all(cells[takers == taker]), domain)
        for taker in np.unique(takers)
    }


def _reached(surface: Surface, day: int) -> shapely.Geometry:
    """Return all ground taken by a day; where its edge stands, it is the same on every day."""
    kind = contourpy.FillType.OuterOffset
    inside = (surface.days <= day).astype(float)
    found = contourpy.contour_generator(surface.x, surface.y, inside, fill_type=kind).filled(0.5, 1.5)
    return shapely.make_valid(shapely.MultiPolygon([_polygon(*outline) for outline in zip(*found, strict=True)]))


def _polygon(points: Floats, offsets: npt.NDArray[np.integer]) -> shapely.Polygon:
    first, *rest = [points[start:end] for start, end in pairwise(offsets)]
    return shapely.Polygon(first, rest)


def areas(geometry: shapely.Geometry, smallest: float = 100_000.0) -> shapely.Geometry:
    """Return the areas of a geometry that are larger than a size in its own units; no lines, points or pinholes."""
    # Twice, because a collection may hold areas of several parts beside its lines.
    parts = [
        _without_pinholes(part, smallest)
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type == "Polygon" and part.area > smallest
    ]
    return shapely.MultiPolygon(parts)


def _without_pinholes(polygon: shapely.Polygon, smallest: float) -> shapely.Polygon:
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area > smallest]
    return polygon if len(holes) == len(polygon.interiors) else shapely.Polygon(polygon.exterior, holes)


def compose(phases: Sequence[Sequence[Held]]) -> list[Held]:
    """Return who held which ground when, from the bands of all phases of a campaign.

    Where phases overlap, the later phase has the ground from the day of its capture on; among allies it stays with who
    came first.
    """
    found: list[Held] = []
    for number, own in enumerate(phases):
        later = [band for bands in (*phases[:number], *phases[number + 1 :]) for band in bands]
        tree = shapely.STRtree([band.ground for band in later])
        for band in own:
            takers = [later[index] for index in sorted(tree.query(band.ground, predicate="intersects"))]
            takers = [other for other in takers if _overrides(other, band)]
            found.extend(_cut(band, sorted(takers, key=lambda other: (other.phase, other.taken))))
    return list(_once(sorted(found, key=lambda held: (held.taken, held.phase))))


def _once(pieces: Sequence[Held]) -> Iterator[Held]:
    """Yield pieces in order of capture, without ground that their holder had from an earlier phase and still has."""
    tree = shapely.STRtree([piece.ground for piece in pieces])
    for number, piece in enumerate(pieces):
        near = (pieces[index] for index in sorted(tree.query(piece.ground, predicate="intersects")) if index < number)
        doubled = [other.ground for other in near if other.phase != piece.phase and _still_has(other, piece)]
        ground = areas(shapely.difference(piece.ground, shapely.union_all(doubled))) if doubled else piece.ground
        if not ground.is_empty:
            yield replace(piece, ground=ground)


def _still_has(other: Held, piece: Held) -> bool:
    return other.holder == piece.holder and (other.lost is None or other.lost > piece.taken)


def _overrides(other: Held, band: Held) -> bool:
    """Tell whether ground that is in both bands is, or becomes, the other's."""
    if other.holder == band.holder:
        return False
    if {other.holder, band.holder} <= ALLIES:
        return (other.taken, other.phase) < (band.taken, band.phase)
    return other.phase > band.phase


def _cut(band: Held, takers: Sequence[Held]) -> Iterator[Held]:
    """Yield the parts of a band by the day on which each was lost, the first loss counting."""
    rest = band.ground
    for _, group in groupby(takers, key=lambda other: other.phase):
        others = list(group)  # the bands of one phase do not overlap each other
        pieces = [areas(shapely.intersection(rest, other.ground)) for other in others]
        for other, lost in zip(others, pieces, strict=True):
            if not lost.is_empty and other.taken > band.taken:
                yield replace(band, lost=other.taken, ground=lost)
        rest = areas(shapely.difference(rest, shapely.union_all(pieces)))
    if not rest.is_empty:
        yield replace(band, ground=rest)
