"""The named rivers: which way each takes, from source to mouth."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from geodata.space import Box

TABLE = Path(__file__).with_name("river_courses.csv")
"""One row per river: id, name, rank, detail (`full` for rivers that carried a border) and the points of its course."""


class Course(NamedTuple):
    """One named river: id, display name, rank (1 the greatest to 4) and points it passes (lon, lat in degrees)."""

    id: str
    name: str
    rank: int
    full_detail: bool
    points: list[tuple[float, float]]


def courses() -> list[Course]:
    """Return the named rivers in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Course(row["id"], row["name"], int(row["rank"]), row["detail"] == "full", _points(row["course"]))
            for row in csv.DictReader(file)
        ]


def _points(text: str) -> list[tuple[float, float]]:
    pairs = (pair.split() for pair in text.split(";"))
    return [(float(lon), float(lat)) for lon, lat in pairs]


BRIDGES: tuple[tuple[tuple[float, float], ...], ...] = (
    # Neman through what is now the Kaunas reservoir, along its middle.
    ((24.138, 54.777), (24.138, 54.808), (24.165, 54.817), (24.205, 54.801), (24.229, 54.806), (24.226, 54.822),
     (24.195, 54.835), (24.150, 54.855), (24.126, 54.885), (24.085, 54.900), (24.045, 54.880), (24.005, 54.870),
     (23.999, 54.880)),
    # Svir above Podporozhye, from Voznesenye through what is now the Ivinsky flood water.
    ((35.480, 61.010), (35.300, 61.012), (35.140, 61.030), (35.020, 61.085), (34.920, 61.055), (34.838, 61.000)),
    # San through what is now the Solina reservoir.
    ((22.513, 49.342), (22.505, 49.350), (22.490, 49.357), (22.460, 49.359), (22.447, 49.363), (22.447, 49.378),
     (22.450, 49.387)),
    # Dniester above Nezvysko, where the source draws both banks as a lake.
    ((25.119, 48.913), (25.130, 48.903), (25.139, 48.883), (25.150, 48.867), (25.165, 48.864), (25.180, 48.867),
     (25.187, 48.880), (25.192, 48.903), (25.198, 48.915)),
    # Volga, Sheksna and Mologa through what is now the Rybinsk reservoir; they met at Mologa town and at Rybinsk.
    ((38.425, 58.012), (38.400, 58.110), (38.440, 58.195), (38.580, 58.140), (38.705, 58.112)),
    ((38.479, 59.214), (38.250, 59.150), (37.920, 59.115), (37.985, 58.980), (38.170, 58.860), (38.300, 58.640),
     (38.450, 58.450), (38.640, 58.240), (38.790, 58.080)),
    ((37.117, 58.877), (37.260, 58.660), (37.650, 58.520), (38.050, 58.330), (38.440, 58.195)),
)  # fmt: skip
"""Courses drawn by hand (lon, lat in degrees) where a reservoir has drowned the river in every source."""

LATER_SHORES = (
    Box(36.1, 56.45, 37.2, 56.85),
    Box(39.9, 57.5, 41.4, 58.1),
    Box(29.55, 60.6, 30.6, 60.9),
)
"""Where lines of the source are shores, not rivers: the Ivankovo and Gorky reservoirs, the Vuoksi lake."""
