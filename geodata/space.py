"""Where things are: the window, the drawn extent and the one projection of screen and paper."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from pyproj import CRS, Transformer


class Box(NamedTuple):
    """A bounding box in degrees, in the order west, south, east, north."""

    west: float
    south: float
    east: float
    north: float


WINDOW: Final = Box(12.0, 43.5, 48.0, 71.0)
"""The land inside this box is tiled by territories on every date."""

DRAWN_EXTENT: Final = Box(0.0, 38.0, 64.0, 74.0)
"""Land, lakes and rivers are drawn this far, so that no screen shape shows a cut."""

WGS84: Final = CRS.from_epsg(4326)
LAEA: Final = CRS.from_proj4("+proj=laea +lat_0=55 +lon_0=32 +ellps=WGS84 +units=m +no_defs")
"""Lambert azimuthal equal-area on the ellipsoid: areas are true, angles are off by less than 2 degrees there."""


@lru_cache(maxsize=1)
def to_map() -> Transformer:
    """Return the transformer from WGS 84 lon, lat in degrees to map x, y in metres."""
    return Transformer.from_crs(WGS84, LAEA, always_xy=True)


@lru_cache(maxsize=1)
def to_degrees() -> Transformer:
    """Return the transformer from map x, y in metres to WGS 84 lon, lat in degrees."""
    return Transformer.from_crs(LAEA, WGS84, always_xy=True)
