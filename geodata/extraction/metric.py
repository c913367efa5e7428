"""Measure in metres: geometries in degrees to the equal-area map plane and back."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.space import to_degrees, to_map

Geometry = TypeVar("Geometry", bound=BaseGeometry)
Vertices = npt.NDArray[np.float64]


def metres(lonlat: Vertices) -> Vertices:
    """Return map x, y in metres of an (n, 2) array of lon, lat in degrees."""
    return np.column_stack(to_map().transform(lonlat[:, 0], lonlat[:, 1]))


def degrees(xy: Vertices) -> Vertices:
    """Return lon, lat in degrees of an (n, 2) array of map x, y in metres."""
    return np.column_stack(to_degrees().transform(xy[:, 0], xy[:, 1]))


def in_metres(geometry: Geometry) -> Geometry:
    """Return a copy of a lon, lat geometry in the map plane (metres, no vertices added)."""
    moved: Geometry = shapely.transform(geometry, metres)
    return moved


def in_degrees(geometry: Geometry) -> Geometry:
    """Return a copy of a map-plane geometry in lon, lat degrees (WGS 84)."""
    moved: Geometry = shapely.transform(geometry, degrees)
    return moved
