"""Ground that an army held, day by day: bands between level lines of the surface, cut to the land of the phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

CELL: Final = 4_000.0
"""Side of a grid cell in metres."""
SMOOTHING: Final = 5_000.0
"""Bends of a computed line that are smaller than this, in metres, mean nothing and are cut."""
SMALLEST_KM2: Final = 100.0
"""An island of ground smaller than this that no fact supports is noise."""
LOCAL: Final = 15_000.0
"""A phase with a reach of at most this, in metres, was a matter of single places: there is nothing between them."""
ALLIES: Final = frozenset({"germany", "finland", "romania"})
"""Holders who never took ground from each other."""
SUPPORT: Final = 8_000.0
"""A fact supports an island of ground within this distance, in metres."""


@dataclass(frozen=True)
class Surface:
    """The day of capture on a grid in metres of the map projection: `days` is (rows, columns)."""

    x: Floats
    y: Floats
    days: Floats


@dataclass(frozen=True)
class Held:
    """Ground in metres of the map projection that a holder held from one day until another (None: to the end)."""

    holder: str
    taken: int
    lost: int | None
    phase: int
    ground: shapely.Geometry


Bounds = tuple[float, float, float, float]


def surface_of(phase: Phase, known: Evidence, bounds: Bounds) -> Surface:
    """Return the day of capture on a grid over some bounds in metres, without islands of noise.

    Ground beyond the phase's reach is due after its end.
    """
    west, south, east, north = bounds
    x = np.arange(west - 2 * CELL, east + 3 * CELL, CELL)
    y = np.arange(south - 2 * CELL, north + 3 * CELL, CELL)
    centres = np.stack(np.meshgrid(x, y), axis=-1)
    distances, _ = cKDTree(known.positions[known.is_capture]).query(centres, distance_upper_bound=phase.reach)
    near = np.isfinite(distances)
    days = np.full(near.shape, phase.last + 2.0)
    # A thousandth of a day: what is below it differs between processors, and must not move a line.
    method = nearest_day if phase.reach <= LOCAL else ranked_kriging
    days[near] = np.round(method(known.positions, known.days, centres[near]), 3)
    return Surface(x, y, _without_noise(days, centres, known))


def _without_noise(days: Floats, centres: Floats, known: Evidence) -> Floats:
    """Return days smoothed over single cells, and without small islands and holes that no fact supports."""
    smooth = ndimage.median_filter(days, size=3, mode="nearest")
    numbers = np.ceil(smooth - 0.5).astype(np.int32)
    cells = int(SMALLEST_KM2 * 1e6 / CELL**2)
    cleaned = area_opening(area_closing(numbers, cells), cells)
    distances, _ = cKDTree(known.positions).query(centres)
    keep = (cleaned == numbers) | (distances < SUPPORT)
    result: Floats = np.where(keep, smooth, cleaned.astype(float))
    return result


def bands(phase: Phase, surface: Surface, domain: shapely.Geometry) -> Iterator[Held]:
    """Yield the ground of every day of a phase on which some was taken."""
    kind = contourpy.FillType.OuterOffset
    generator = contourpy.contour_generator(surface.x, surface.y, surface.days, fill_type=kind)
    days = range(phase.first, phase.last + 1)
    lows = [-1e9 if day == phase.first else day - 0.5 for day in days]
    whole = np.array([_filled(generator, low, day + 0.5) for low, day in zip(lows, days, strict=True)])
    for day, band in zip(days, shapely.coverage_simplify(whole, SMOOTHING), strict=True):
        ground = _areas(shapely.intersection(shapely.make_valid(band), domain))
        if not ground.is_empty:
            yield Held(phase.holder, day, None, phase.number, ground)


def _filled(generator: contourpy.ContourGenerator, low: float, high: float) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([_polygon(*outline) for outline in zip(*generator.filled(low, high), strict=True)])


def _polygon(points: Floats, offsets: npt.NDArray[np.integer]) -> shapely.Polygon:
    # In whole metres: the two sides of a level line are computed apart, and must be the same line to the last digit.
    rings = [np.round(points[start:end]) for start, end in pairwise(offsets)]
    return shapely.Polygon(rings[0], rings[1:])


def _areas(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a geometry, without lines, points and slivers narrower than some metres."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 10_000.0]
    return shapely.MultiPolygon(parts)


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
    return found


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
        pieces = shapely.intersection(rest, np.array([other.ground for other in others]))
        for other, piece in zip(others, pieces, strict=True):
            lost = _areas(piece)
            if not lost.is_empty and other.taken > band.taken:
                yield replace(band, lost=other.taken, ground=lost)
        rest = _areas(shapely.difference(rest, shapely.union_all(pieces)))
    if not rest.is_empty:
        yield replace(band, ground=rest)


def front(phases: Sequence[tuple[Phase, Surface]], holder: str, day: int) -> shapely.Geometry:
    """Return the edge of a holder's ground on a day, from the phases of a theatre on one grid, in their order.

    The edge is the zero line of a field that is negative inside: each advance of the holder adds to it, each of the
    others takes from it.
    """
    field: Floats | None = None
    for phase, surface in phases:
        ahead = surface.days - (min(day, phase.last) + 0.5)
        if phase.holder == holder:
            field = ahead if field is None else np.minimum(field, ahead)
        elif field is not None:
            field = np.maximum(field, -ahead)
    if field is None:
        return shapely.MultiLineString()
    surface = phases[0][1]
    lines = contourpy.contour_generator(surface.x, surface.y, field).lines(0.0)
    return shapely.simplify(shapely.MultiLineString([line for line in lines if len(line) > 1]), SMOOTHING / 2)
