"""Make the shipped fonts from the publisher's archives: ``python -m layers.fonts.make_fonts ARCHIVES``.

ARCHIVES is a folder with the two archives that ``npm pack source-sans@3.52.0 source-serif@4.5.1`` leaves there. Each
face is cut down to the letters a map of Europe needs, and written as TTF for matplotlib and as WOFF2 for the browser.
The licence reserves the name "Source" for unchanged fonts, so the cut-down ones are named Map Sans and Map Serif.
Needs fontTools and brotli. Running it again gives the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
import tarfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER: Final = Path(__file__).parent


class Archive(NamedTuple):
    """One package of a type family, and the licence file that is kept of it."""

    package: str
    version: str
    sha256: str
    licence: str

    @property
    def file(self) -> str:
        """Return the file name that npm gives the archive."""
        return f"{self.package}-{self.version}.tgz"


class Face(NamedTuple):
    """One face to cut: where it lies in which archive, and what it is called here."""

    archive: Archive
    path: str
    family: str
    style: str

    @property
    def stem(self) -> str:
        """Return the name of the shipped files without their ending."""
        return f"{self.family.replace(' ', '')}-{self.style}"


SANS: Final = Archive(
    "source-sans",
    "3.52.0",
    "49cf78ddd79b436591ee696785222b54ff28102922e3d3df297fe382d7fdfa88",
    "LICENSE-source-sans.md",
)
SERIF: Final = Archive(
    "source-serif",
    "4.5.1",
    "19a448df98f4aa777de3452b0a1e29aa7ffe29252fe552c8a2d2531702d80746",
    "LICENSE-source-serif.md",
)
FACES: Final = (
    Face(SANS, "package/TTF/SourceSans3-Regular.ttf", "Map Sans", "Regular"),
    Face(SANS, "package/TTF/SourceSans3-Semibold.ttf", "Map Sans", "Semibold"),
    Face(SERIF, "package/TTF/SourceSerif4-Regular.ttf", "Map Serif", "Regular"),
    Face(SERIF, "package/TTF/SourceSerif4-It.ttf", "Map Serif", "Italic"),
)
RANGES: Final = (
    (0x20, 0x7E),  # Latin
    (0xA0, 0x17F),  # Latin-1 and Extended-A
    (0x218, 0x21B),  # Romanian comma below
    (0x386, 0x3CE),  # Greek, for names on the edge
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x491),  # Ukrainian ghe with upturn
    (0x2007, 0x200A),  # narrow spaces
    (0x2010, 0x2027),  # dashes, quotes, bullet, ellipsis
    (0x2030, 0x203A),  # per mille, primes, single quotes
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
    (0x25CF, 0x25CF),
)
FEATURES: Final = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum")
_NAMES: Final = {
    1: "{family}",
    3: "{stem}; {version}",
    4: "{family} {style}",
    6: "{stem}",
    16: "{family}",
    17: "{style}",
}


def main(archives: Path) -> None:
    """Write every face, both licences and VENDORED.toml beside this file; raises ValueError for a wrong archive."""
    made: list[Path] = []
    for archive in (SANS, SERIF):
        _prove(archives / archive.file, archive.sha256)
        licence = FOLDER / archive.licence
        licence.write_bytes(_member(archives / archive.file, "package/LICENSE.md"))
    for face in FACES:
        font = _cut(_member(archives / face.archive.file, face.path))
        _rename(font, face)
        made += [_save(font, face.stem, "ttf"), _save(font, face.stem, "woff2")]
    (FOLDER / "VENDORED.toml").write_text(_provenance(made), encoding="utf-8")


def _prove(archive: Path, sha256: str) -> None:
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise ValueError(f"{archive.name} has sha256 {found}, not {sha256}; fetch that very version again.")


def _member(archive: Path, path: str) -> bytes:
    with tarfile.open(archive) as tar:
        member = tar.extractfile(path)
        if member is None:
            raise ValueError(f"{archive.name} has no file {path}.")
        return member.read()


def _cut(data: bytes) -> Any:
    font = TTFont(BytesIO(data), recalcTimestamp=False)
    options = subset.Options(
        layout_features=list(FEATURES), hinting=False, desubroutinize=True, name_IDs=["*"], notdef_outline=True,
        drop_tables=["DSIG", "FFTM", "STAT", "meta"], recalc_timestamp=False,
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    return font


def _rename(font: Any, face: Face) -> None:
    """Give a cut-down face a name that the licence does not reserve; copyright and licence texts stay."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 2, 5, 7, 13, 14)]
    words = {"family": face.family, "style": face.style, "stem": face.stem, "version": face.archive.version}
    for number, pattern in _NAMES.items():
        names.setName(pattern.format(**words), number, 3, 1, 0x409)


def _save(font: Any, stem: str, ending: str) -> Path:
    path = FOLDER / f"{stem}.{ending}"
    font.flavor = "woff2" if ending == "woff2" else None
    font.save(path, reorderTables=True)
    return path


def _provenance(made: Iterable[Path]) -> str:
    lines = [
        "# Third-party fonts, cut down by layers/fonts/make_fonts.py. The licence reserves the name Source for",
        "# unchanged fonts, so these are named Map Sans and Map Serif.",
    ]
    for archive in (SANS, SERIF):
        lines += [
            "", f"[{archive.package}]", f'version = "{archive.version}"', f'package = "npm: {archive.package}"',
            f'archive_sha256 = "{archive.sha256}"', f'licence = "OFL-1.1, see {archive.licence}"',
            f"\n[{archive.package}.sha256]",
        ]  # fmt: skip
        family = "MapSans" if archive is SANS else "MapSerif"
        files = [path for path in made if path.name.startswith(family)] + [FOLDER / archive.licence]
        lines += [f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"' for path in files]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
