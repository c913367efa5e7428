"""Put shapes and words on the page, one above the other, in points."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import shapely
from matplotlib import font_manager
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from layers.figure.shapes import Coordinates
from layers.figure.sheet import Sheet
from layers.fonts import FONTS
from layers.palette import SANS, SERIF

Face = Literal["sans", "semibold", "serif", "italic"]

_FACES: Final[dict[Face, tuple[str, int, Literal["normal", "italic"]]]] = {
    "sans": (SANS, 400, "normal"),
    "semibold": (SANS, 600, "normal"),
    "serif": (SERIF, 400, "normal"),
    "italic": (SERIF, 400, "italic"),
}


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    for font in FONTS:
        font_manager.fontManager.addfont(font.path("ttf"))


@lru_cache(maxsize=8)
def font(face: Face) -> FontProperties:
    """Return one of the four shipped faces."""
    _register_fonts()
    family, weight, slope = _FACES[face]
    return FontProperties(family=family, weight=weight, style=slope)


@lru_cache(maxsize=4096)
def _advance(letter: str, face: Face) -> float:
    """Return how far a letter moves the pen, as a share of the size of the type."""
    opened = _opened(face)
    return float(opened.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 100


@lru_cache(maxsize=8)
def _opened(face: Face) -> FT2Font:
    opened = FT2Font(font_manager.findfont(font(face)))
    opened.set_size(100, 72)
    return opened


def text_width(text: str, face: Face, size: float) -> float:
    """Return the breadth of a line of text in points, without the small change that kerning makes."""
    return size * sum(_advance(letter, face) for letter in text)


def wrapped(text: str, face: Face, size: float, width: float) -> list[str]:
    """Return text broken into lines no broader than `width` points; a longer word keeps a line to itself."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, face, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Painter:
    """A figure without axes: everything lies in points of the page; each call paints above the ones before."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        dots_per_inch = 72.0 * sheet.unit
        width, height = (side + 0.01 for side in sheet.size)  # a rounding error would cost the last row
        self.figure = Figure(figsize=(width / dots_per_inch, height / dots_per_inch), dpi=dots_per_inch)
        self.figure.patch.set_facecolor(sheet.theme["page"])
        self._transform = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        frame = sheet.frame
        corners = [(frame.left, frame.bottom), (frame.right, frame.bottom), (frame.right, frame.top),
                   (frame.left, frame.top), (frame.left, frame.bottom)]  # fmt: skip
        self._frame = (Path(corners, closed=True), self._transform)
        self.marked: list[tuple[float, float]] = []
        """Places of event markers, which names and dots of towns must leave free."""
        self._height = 0

    def area(
        self,
        geometry: Any,
        fill: str | None,
        *,
        opacity: float = 1.0,
        stroke: str | None = None,
        width: float = 0.0,
        inside: bool = True,
        within: Any = None,
    ) -> None:
        """Fill polygons with a palette colour, and outline them.

        `inside` keeps them within the map's frame, `within` within another area instead.
        """
        path = _area_path(geometry)
        if path is not None:
            colour = "none" if fill is None else (self.sheet.theme[fill], opacity)
            edge = "none" if stroke is None else self.sheet.theme[stroke]
            patch = PathPatch(path, facecolor=colour, edgecolor=edge, linewidth=width, joinstyle="round")
            clip = None if within is None else _area_path(within)
            self._add(patch, inside, clip=clip)

    def line(
        self,
        geometry: Any,
        colour: str,
        width: float,
        *,
        dash: tuple[float, ...] = (),
        opacity: float = 1.0,
        round_ends: bool = False,
        inside: bool = True,
    ) -> None:
        """Draw lines or the outlines of polygons in a palette colour; `dash` lists on and off lengths in points."""
        path = _line_path(geometry)
        if path is not None:
            ends: Literal["round", "butt"] = "round" if round_ends else "butt"
            patch = PathPatch(path, fill=False, edgecolor=(self.sheet.theme[colour], opacity), linewidth=width,
                              capstyle=ends, joinstyle="round")  # fmt: skip
            if dash:  # matplotlib multiplies dashes by the width of the line
                patch.set_linestyle((0, tuple(length / width for length in dash)))
            self._add(patch, inside)

    def marks(
        self,
        places: Coordinates,
        shape: Path,
        diameter: float,
        fill: str,
        *,
        stroke: str | None = None,
        width: float = 0.0,
        inside: bool = True,
    ) -> None:
        """Put a small shape, given in a box from -1 to 1, at many places."""
        if len(places) == 0:
            return
        edge = "none" if stroke is None else self.sheet.theme[stroke]
        # A scatter's area is given in square points; a unit shape of diameter 2 needs half the diameter as its scale.
        collection = PathCollection([shape], sizes=[(diameter / 2) ** 2], offsets=places,
                                    offset_transform=self._transform, facecolors=[self.sheet.theme[fill]],
                                    edgecolors=[edge], linewidths=[width])  # fmt: skip
        collection.set_transform(Affine2D())
        # Moved to whole pixels, a small square would become an oblong.
        collection.set_snap(False)
        self._add(collection, inside, keep_transform=True)

    def text(
        self,
        place: tuple[float, float],
        text: str,
        *,
        face: Face = "sans",
        size: float = 12.0,
        colour: str = "ink",
        halo: float = 0.0,
        align: Literal["left", "center", "right"] = "left",
        baseline: Literal["baseline", "center", "top"] = "baseline",
        angle: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Write a line of text; `halo` is the breadth of the light edge around its letters in points."""
        vertical = "center_baseline" if baseline == "center" else baseline
        options: dict[str, Any] = {
            "fontproperties": font(face), "fontsize": size, "ha": align, "va": vertical, "rotation": angle,
            "rotation_mode": "anchor", "transform": self._transform, "parse_math": False,
        }  # fmt: skip
        theme = self.sheet.theme
        if halo > 0:  # apart from the text itself, which stays live text in SVG and PDF
            edge = Text(*place, text, color=(theme["halo"], 0.0), **options)
            edge.set_path_effects([Stroke(linewidth=2 * halo, foreground=theme["halo"], alpha=0.9, joinstyle="round")])
            self._add(edge, inside=False, keep_transform=True)
        self._add(Text(*place, text, color=theme[colour], alpha=opacity, **options), inside=False, keep_transform=True)

    def _add(self, artist: Any, inside: bool, keep_transform: bool = False, clip: Path | None = None) -> None:
        self._height += 1
        artist.set_zorder(self._height)
        if not keep_transform:
            artist.set_transform(self._transform)
            artist.set_snap(False)
        self.figure.add_artist(artist, clip=False)
        if clip is not None:
            artist.set_clip_path(clip, self._transform)
        elif inside:
            artist.set_clip_path(*self._frame)
        else:
            artist.set_clip_on(False)


def _area_path(geometry: Any) -> Path | None:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]
    oriented = shapely.orient_polygons(np.array(parts, dtype=object)) if parts else []
    rings = [ring for part in oriented for ring in (part.exterior, *part.interiors)]
    return _compound(rings, closed=True)


def _line_path(geometry: Any) -> Path | None:
    lines: list[Any] = []
    for part in shapely.get_parts(geometry):
        lines += shapely.get_parts(part.boundary).tolist() if part.geom_type == "Polygon" else [part]
    return _compound([line for line in lines if "Line" in line.geom_type], closed=False)


def _compound(lines: list[Any], closed: bool) -> Path | None:
    coordinates = [shapely.get_coordinates(line) for line in lines if not line.is_empty]
    if not coordinates:
        return None
    codes = []
    for line in coordinates:
        code = np.full(len(line), Path.LINETO, dtype=Path.code_type)
        code[0] = Path.MOVETO
        if closed or np.array_equal(line[0], line[-1]):
            code[-1] = Path.CLOSEPOLY
        codes.append(code)
    return Path(np.concatenate(coordinates), np.concatenate(codes))
