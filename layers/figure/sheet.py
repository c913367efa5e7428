"""The page: how large it is, where the map and the column of words lie, how degrees become points of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from geodata.space import WINDOW, Box, to_map
from layers.palette import Theme

SMALLEST: Final = 480
LARGEST: Final = 8000
SAFE_SHARE: Final = 0.05
"""Words keep this share of width and height free on every side: projectors crop."""

_MARGIN: Final = 26.0
_GUTTER: Final = 40.0
_COLUMN: Final = 560.0
_STACKED_SHARE: Final = 0.56

Geometries = npt.NDArray[np.object_]


class Rectangle(NamedTuple):
    """A rectangle in points, the origin at the lower left of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return the width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height in points."""
        return self.top - self.bottom

    def grown(self, by: float) -> Rectangle:
        """Return the rectangle with every side moved outwards by some points."""
        return Rectangle(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def covers(self, other: Rectangle) -> bool:
        """Tell whether another rectangle lies wholly inside."""
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and self.right >= other.right
            and self.top >= other.top
        )

    def meets(self, other: Rectangle) -> bool:
        """Tell whether another rectangle overlaps."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def as_polygon(self) -> shapely.Polygon:
        """Return the rectangle as a geometry."""
        return shapely.box(*self)


@dataclass(frozen=True)
class Sheet:
    """A page of `size` pixels on which one point is `unit` pixels; a page of 1920 by 1080 has a unit of 1.

    `frame` holds the map, `column` the words, `safe` everything that must be read. `origin` is the map position, in
    metres of the equal-area projection, of the page's lower left corner; `metres_per_point` its scale.
    """

    size: tuple[int, int]
    unit: float
    page: Rectangle
    frame: Rectangle
    column: Rectangle
    safe: Rectangle
    origin: tuple[float, float]
    metres_per_point: float
    theme: Theme

    @property
    def tolerance(self) -> float:
        """Return by how many points a line may be simplified without being seen: a third of a pixel."""
        return 0.34 / self.unit

    def points(self, geometries: Sequence[Any] | Geometries) -> Geometries:
        """Return geometries in WGS 84 degrees as new ones in points of the page, equal-area, uncut."""
        moved = shapely.transform(np.asarray(geometries, dtype=object), self._moved, interleaved=False)
        return np.asarray(moved, dtype=object)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a spot in WGS 84 degrees lies, in points of the page."""
        x, y = self._moved(np.array([lon]), np.array([lat]))
        return float(x[0]), float(y[0])

    def _moved(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        x, y = to_map().transform(lon, lat)
        return (x - self.origin[0]) / self.metres_per_point, (y - self.origin[1]) / self.metres_per_point


def check_size(size: tuple[int, int]) -> None:
    """Raise ValueError, saying which sizes there are, for a size in pixels that cannot be drawn."""
    if len(size) != 2 or not all(isinstance(side, int) and SMALLEST <= side <= LARGEST for side in size):
        raise ValueError(
            f"A picture of {' by '.join(map(str, size))} pixels cannot be drawn: "
            f"each side must be a whole number from {SMALLEST} to {LARGEST}."
        )
    if max(size) > 4 * min(size):
        raise ValueError(
            f"{size[0]} by {size[1]} is too narrow: the longer side may be four times the shorter at most."
        )


def make_sheet(size: tuple[int, int], theme: Theme, bbox: Box = WINDOW) -> Sheet:
    """Return the page of a size in pixels whose map shows at least a box of degrees.

    Raises ValueError for a size that cannot be drawn or a box that is empty or outside the map.
    """
    check_size(size)
    if not (-20 <= bbox.west < bbox.east <= 85 and 30 <= bbox.south < bbox.north <= 80):
        raise ValueError(f"{tuple(bbox)} is no box west, south, east, north on this map.")
    beside = size[0] >= 1.25 * size[1]
    reference = (1920, 1080) if beside else (1080, 1920)
    unit = min(size[0] / reference[0], size[1] / reference[1])
    page = Rectangle(0.0, 0.0, size[0] / unit, size[1] / unit)
    across, up = SAFE_SHARE * page.width, SAFE_SHARE * page.height
    safe = Rectangle(across, up, page.right - across, page.top - up)
    if beside:
        column = Rectangle(safe.right - _COLUMN, safe.bottom, safe.right, safe.top)
        frame = Rectangle(_MARGIN, _MARGIN, column.left - _GUTTER, page.top - _MARGIN)
    else:
        foot = page.top * (1 - _STACKED_SHARE)
        frame = Rectangle(_MARGIN, foot, page.right - _MARGIN, page.top - _MARGIN)
        column = Rectangle(safe.left, safe.bottom, safe.right, foot - _GUTTER * 0.75)
    origin, scale = _fit(frame, bbox)
    return Sheet(size, unit, page, frame, column, safe, origin, scale, theme)


def _fit(frame: Rectangle, bbox: Box) -> tuple[tuple[float, float], float]:
    """Return origin and metres per point so that a box of degrees just fits the frame, in its middle."""
    edge = shapely.segmentize(shapely.box(*bbox).exterior, 0.5)
    x, y = to_map().transform(*shapely.get_coordinates(edge).T)
    scale = max((x.max() - x.min()) / frame.width, (y.max() - y.min()) / frame.height)
    middle_x, middle_y = (x.max() + x.min()) / 2, (y.max() + y.min()) / 2
    left = middle_x - scale * (frame.left + frame.right) / 2
    bottom = middle_y - scale * (frame.bottom + frame.top) / 2
    return (float(left), float(bottom)), float(scale)
