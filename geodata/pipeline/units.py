"""Polygons from linework: node, polygonize, name every face, clip to the land.

Works in WGS 84 lon, lat at a resolution of five decimals. Faces cover land and sea of the window, so that islands fall
to the state in whose waters they lie; what is published is their land.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from pyproj import Geod
from shapely import LineString, MultiPolygon, Point, Polygon, STRtree

from geodata.faults import Fault
from geodata.pipeline.linework import in_degrees, in_metres
from geodata.pipeline.sources import Row, Stretch
from geodata.space import WINDOW

GRID: Final = 1e-5
SLIVER_KM2: Final = 1.0
"""A nameless face with less land than this joins a neighbour: two lifted lines that differ by some metres make one."""

_GEOD: Final = Geod(ellps="WGS84")


def window_frame() -> LineString:
    """Return the outline of the window in map metres, dense enough that its parallels stay parallels."""
    outline = shapely.box(*WINDOW).exterior
    return in_metres(shapely.segmentize(outline, 0.01))


def area_km2(polygon: Polygon | MultiPolygon) -> float:
    """Return the area of a WGS 84 polygon on the ellipsoid, in square kilometres, lakes included."""
    return abs(_GEOD.geometry_area_perimeter(shapely.orient_polygons(polygon))[0]) / 1e6


def length_km(line: shapely.Geometry) -> float:
    """Return the length of a WGS 84 line on the ellipsoid, in kilometres."""
    return float(_GEOD.geometry_length(line)) / 1000


@dataclass(frozen=True)
class Mesh:
    """Noded linework with its faces; `unit_of_face` is None for sea that belongs to nobody."""

    edges: np.ndarray
    faces: np.ndarray
    unit_of_face: tuple[str | None, ...]

    @cached_property
    def face_tree(self) -> STRtree:
        """Return a spatial index of the faces."""
        return STRtree(self.faces)


def polygonize(lines: Mapping[str, LineString]) -> tuple[np.ndarray, np.ndarray]:
    """Return the noded edges and the faces inside the window, from joined lines in map metres."""
    frame = shapely.box(*WINDOW).exterior
    degrees = [in_degrees(line) for line in lines.values()]
    noded = shapely.unary_union(np.array([*degrees, frame]), grid_size=GRID)
    edges = np.array(shapely.get_parts(noded))
    faces = np.array(shapely.get_parts(shapely.polygonize(edges)))
    inside = shapely.within(shapely.point_on_surface(faces), shapely.box(*WINDOW))
    faces = faces[inside]
    order = np.lexsort(np.round(shapely.bounds(faces), 5).T)
    return edges, faces[order]


def name_faces(faces: np.ndarray, rows: Sequence[Row], land: np.ndarray) -> tuple[list[str | None], list[Fault]]:
    """Return the unit of every face, from the points inside; all faults of naming at once."""
    faults: list[Fault] = []
    names: list[set[str]] = [set() for _ in faces]
    tree = STRtree(faces)
    for row in rows:
        point = Point(float(row["lon"]), float(row["lat"]))
        hits = tree.query(point, predicate="within")
        if len(hits) == 0:
            faults.append(
                _fault(
                    row["unit"], "the point lies in no face of the window", "Move it off the line or into the window"
                )
            )
        for hit in hits:
            names[hit].add(row["unit"])
    for index in np.flatnonzero([len(found) > 1 for found in names]):
        both = ", ".join(sorted(names[index]))
        where = _place(faces[index])
        fault = f"one face ({where}) is named {both}"
        faults.append(_fault(both, fault, "Close the line between them or move a point"))
    units: list[str | None] = [min(found) if found else None for found in names]
    return _settle_nameless(faces, units, land, faults), faults


def _settle_nameless(
    faces: np.ndarray, units: list[str | None], land: np.ndarray, faults: list[Fault]
) -> list[str | None]:
    """Give slivers to their longest neighbour; report real land without a name."""
    settled = list(units)
    tree = STRtree(faces)
    for index in [number for number, unit in enumerate(units) if unit is None]:
        ground = area_km2(clip(faces[index], land))
        if ground > SLIVER_KM2:
            fault = f"a face without a name ({_place(faces[index])}, {ground:.0f} km2 of land)"
            faults.append(_fault("", fault, "Add a row with a point inside it"))
        elif ground > 0:
            around = [other for other in tree.query(faces[index]) if units[other] is not None]
            shared = {other: faces[index].intersection(faces[other]).length for other in around}
            settled[index] = units[max(shared, key=shared.__getitem__)] if shared else None
    return settled


def clip(polygon: Polygon, land: np.ndarray) -> MultiPolygon | Polygon:
    """Return the land of a face, on the published grid."""
    tree = STRtree(land)
    near = land[tree.query(polygon, predicate="intersects")]
    inside = shapely.covers(polygon, near)
    cut = shapely.intersection(near[~inside], polygon, grid_size=GRID)
    parts = [*near[inside], *cut]
    if not parts:
        return MultiPolygon()
    return only_polygons(shapely.union_all(np.array(parts), grid_size=GRID))


def only_polygons(geometry: shapely.Geometry) -> Polygon | MultiPolygon:
    """Return the polygonal part of a geometry; an empty MultiPolygon when there is none."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 0]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def unit_polygons(mesh: Mesh, land: np.ndarray) -> dict[str, Polygon | MultiPolygon]:
    """Return the land of every unit in WGS 84, by unit id in alphabetical order."""
    units: dict[str, Polygon | MultiPolygon] = {}
    for unit in sorted({name for name in mesh.unit_of_face if name}):
        own = mesh.faces[[name == unit for name in mesh.unit_of_face]]
        whole = shapely.union_all(own, grid_size=GRID)
        units[unit] = clip(whole, land)
    return units


@dataclass(frozen=True)
class BorderPiece:
    """A piece of border between two units on land: whose stretch, which units (in alphabetical order), where."""

    stretch: Stretch
    unit_left: str
    unit_right: str
    line: shapely.Geometry


def border_pieces(
    mesh: Mesh, stretches: Sequence[Stretch], lines: Mapping[str, LineString], land: np.ndarray
) -> list[BorderPiece]:
    """Return the land border between any two units, cut by stretch, with merged lines in WGS 84."""
    owners = _owners(mesh.edges, stretches, lines)
    sides = _sides(mesh)
    grouped: dict[tuple[str, str, str], list[LineString]] = {}
    by_id = {stretch.id: stretch for stretch in stretches}
    for edge, owner, units in zip(mesh.edges, owners, sides, strict=True):
        if len(units) == 2 and owner and by_id[owner].role == "border":
            grouped.setdefault((owner, min(units), max(units)), []).append(edge)
    tree = STRtree(land)
    pieces = []
    for (owner, left, right), edges in sorted(grouped.items()):
        merged = shapely.line_merge(shapely.union_all(np.array(edges)))
        ground = shapely.union_all(land[tree.query(merged, predicate="intersects")])
        on_land = shapely.line_merge(only_lines(shapely.intersection(merged, ground, grid_size=GRID)))
        if not on_land.is_empty:
            pieces.append(BorderPiece(by_id[owner], left, right, on_land))
    return pieces


def only_lines(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the linear part of a geometry as a MultiLineString."""
    return shapely.MultiLineString([part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"])


def _owners(edges: np.ndarray, stretches: Iterable[Stretch], lines: Mapping[str, LineString]) -> list[str | None]:
    """Return the stretch on which each edge lies, borders before allotments where both run."""
    ranked = sorted((s for s in stretches if s.id in lines), key=lambda s: (s.role != "border", s.id))
    geometries = np.array([in_degrees(lines[stretch.id]) for stretch in ranked])
    middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    found = STRtree(geometries).query(middles, predicate="dwithin", distance=4 * GRID)
    owners: list[str | None] = [None] * len(edges)
    for edge, line in sorted(zip(*found, strict=True), key=lambda pair: (pair[0], -pair[1])):
        owners[edge] = ranked[line].id
    return owners


def _sides(mesh: Mesh) -> list[set[str]]:
    """Return the units on the two sides of every edge, one when both are the same."""
    found = mesh.face_tree.query(mesh.edges, predicate="intersects")
    sides: list[set[str]] = [set() for _ in mesh.edges]
    middles = shapely.line_interpolate_point(mesh.edges, 0.5, normalized=True)
    for edge, face in zip(*found, strict=True):
        unit = mesh.unit_of_face[face]
        if unit and mesh.faces[face].boundary.dwithin(middles[edge], 4 * GRID):
            sides[edge].add(unit)
    return sides


def _place(face: Polygon) -> str:
    inside = face.point_on_surface()
    return f"around {inside.x:.3f}, {inside.y:.3f}"


def _fault(record: str, fault: str, remedy: str) -> Fault:
    return Fault("territories.csv", record, "lon, lat", fault, remedy)
