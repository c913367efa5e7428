"""The shipped type faces: TTF for matplotlib, WOFF2 for the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from layers.palette import SANS, SERIF

FOLDER: Final = Path(__file__).parent


class FontFile(NamedTuple):
    """One face: CSS family, weight and slope, and the stem of its files in this folder."""

    family: str
    weight: int
    italic: bool
    stem: str

    def path(self, ending: str) -> Path:
        """Return the file of the face for `ttf` or `woff2`."""
        return FOLDER / f"{self.stem}.{ending}"


FONTS: Final = (
    FontFile(SANS, 400, False, "MapSans-Regular"),
    FontFile(SANS, 600, False, "MapSans-Semibold"),
    FontFile(SERIF, 400, False, "MapSerif-Regular"),
    FontFile(SERIF, 400, True, "MapSerif-Italic"),
)
"""Every face that the map uses."""
