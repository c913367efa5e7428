"""Every fault of every file at once: `python -m geodata check`."""

from __future__ import annotations

from pathlib import Path

from geodata.checks.files import read_toml
from geodata.checks.linework import check_linework
from geodata.checks.publication import check_published
from geodata.checks.tables import check_tables
from geodata.faults import Fault
from geodata.read import PUBLISHED, SOURCES


def check_sources(folder: Path = SOURCES) -> list[Fault]:
    """Return the faults of everything that people edit, sorted; faces are looked at when the files are sound."""
    faults: list[Fault] = []
    bibliography = read_toml(folder / "bibliography.toml", faults)
    _check_bibliography(bibliography, faults)
    check_tables(folder, bibliography, faults)
    check_linework(folder / "lines", bibliography, faults)
    if not faults:
        from geodata.pipeline.build import weave

        faults.extend(weave(folder).faults)
    return sorted(faults)


def check_all(sources: Path = SOURCES, published: Path = PUBLISHED) -> list[Fault]:
    """Return the faults of every source and every published file, sorted by file and record."""
    faults = check_sources(sources)
    published_faults: list[Fault] = []
    bibliography = read_toml(sources / "bibliography.toml", [])
    check_published(published, bibliography, published_faults)
    return faults + sorted(published_faults)


def _check_bibliography(bibliography: dict[str, object], faults: list[Fault]) -> None:
    for key, entry in bibliography.items():
        for field in ("citation", "licence", "kind"):
            if not isinstance(entry, dict) or not entry.get(field):
                faults.append(Fault("bibliography.toml", key, field, "the field is missing", "Fill it in"))
