"""Name the nameless GSHHG country lines by the two modern countries they part."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from geodata.extraction.feature_file import Feature
from geodata.extraction.gshhg import read_records
from geodata.extraction.lines import joined
from geodata.extraction.metric import in_metres, metres
from geodata.extraction.world_atlas import shared_arcs
from geodata.space import WINDOW, Box

MARGIN_DEGREES = 1.0
WIDEST_GAP_M = 5_000.0
MEETING_M = 1_500.0
"""A line that ends this near another one meets it: the other is cut there."""
AT_SEA_M = 9_000.0
SECOND_PAIR_SHARE = 0.1
"""A piece whose middle lies farther from every Natural Earth land border runs through the sea."""

ISO_ALPHA_2 = {
    "Albania": "AL", "Austria": "AT", "Belarus": "BY", "Bosnia and Herz.": "BA", "Bulgaria": "BG", "Croatia": "HR",
    "Czechia": "CZ", "Denmark": "DK", "Estonia": "EE", "Finland": "FI", "Georgia": "GE", "Germany": "DE",
    "Hungary": "HU", "Italy": "IT", "Kazakhstan": "KZ", "Kosovo": "XK", "Latvia": "LV", "Lithuania": "LT",
    "Macedonia": "MK", "Moldova": "MD", "Montenegro": "ME", "Norway": "NO", "Poland": "PL", "Romania": "RO",
    "Russia": "RU", "San Marino": "SM", "Serbia": "RS", "Slovakia": "SK", "Slovenia": "SI", "Sweden": "SE",
    "Switzerland": "CH", "Turkey": "TR", "Ukraine": "UA",
}  # fmt: skip
NAMES = {code: name for name, code in ISO_ALPHA_2.items()} | {"BA": "Bosnia and Herzegovina"}


def modern_borders(unpacked: Path) -> list[Feature]:
    """Return one feature per pair of modern countries with a land border in the window, at full resolution.

    Ids are the two ISO 3166-1 alpha-2 codes, sorted ("FI-RU"); XK is used for Kosovo.
    """
    box = _widened(WINDOW, MARGIN_DEGREES)
    tree, pairs = _pair_segments(unpacked)
    pieces: dict[str, list[LineString]] = defaultdict(list)
    for piece in _pieces(unpacked, box):
        for pair, part in _by_pair(piece, tree, pairs):
            pieces[pair].append(part)
    window = shapely.box(*WINDOW)
    features: list[Feature] = []
    for pair, lines in sorted(pieces.items()):
        whole = [line for line in joined(lines, WIDEST_GAP_M) if line.intersects(window)]
        if whole:
            shape = whole[0] if len(whole) == 1 else shapely.MultiLineString(whole)
            features.append(({"id": pair, "name": " - ".join(NAMES[code] for code in pair.split("-"))}, shape))
    return features


def _widened(box: Box, margin: float) -> Box:
    return Box(box.west - margin, box.south - margin, box.east + margin, box.north + margin)


def _pair_segments(unpacked: Path) -> tuple[shapely.STRtree, list[str]]:
    """Return the segments of the borders that Natural Earth polygons share (map metres), and the pair of each."""
    segments: list[BaseGeometry] = []
    pairs: list[str] = []
    for one, other, vertices in shared_arcs(unpacked):
        if one in ISO_ALPHA_2 and other in ISO_ALPHA_2:
            ends = metres(vertices)
            segments += list(shapely.linestrings(np.stack([ends[:-1], ends[1:]], axis=1)))
            pairs += ["-".join(sorted((ISO_ALPHA_2[one], ISO_ALPHA_2[other])))] * (len(ends) - 1)
    return shapely.STRtree(segments), pairs


def _pieces(unpacked: Path, box: Box) -> list[LineString]:
    """Return the GSHHG country lines in the box, each cut where another one ends on it."""
    # The source repeats some lines; a second copy would close the merged border into a loop.
    records = {record.vertices.tobytes(): record.vertices for record in read_records(unpacked, "countries", box)}
    lines = list(records.values())
    ends = shapely.points(np.concatenate([line[[0, -1]] for line in lines]))
    metric_ends = [in_metres(point) for point in ends]
    pieces = []
    for line in lines:
        metric = shapely.get_coordinates(in_metres(LineString(line)))
        cuts = {0, len(line) - 1}
        for point in metric_ends:
            distances = np.hypot(metric[:, 0] - point.x, metric[:, 1] - point.y)
            nearest = int(distances.argmin())
            if distances[nearest] <= MEETING_M:
                cuts.add(nearest)
        ordered = sorted(cuts)
        pieces += [LineString(line[start : stop + 1]) for start, stop in pairwise(ordered)]
    return pieces


def _by_pair(piece: LineString, tree: shapely.STRtree, pairs: list[str]) -> list[tuple[str, LineString]]:
    """Return the piece with the pair most of its vertices lie nearest to; in two parts where the pair changes.

    A piece at sea is left out.
    """
    vertices = shapely.get_coordinates(piece)
    points = shapely.points(metres(vertices))
    nearest, distances = tree.query_nearest(points, return_distance=True, all_matches=False)
    on_land = distances <= AT_SEA_M
    if on_land.mean() < 0.5:
        return []
    votes = [
        pairs[segment] if near else "" for segment, near in zip(nearest[1].tolist(), on_land.tolist(), strict=True)
    ]
    counted = Counter(vote for vote in votes if vote).most_common(2)
    if len(counted) == 1 or counted[1][1] < SECOND_PAIR_SHARE * len(votes):
        return [(counted[0][0], piece)]
    cut, first, second = _change(votes, counted[0][0], counted[1][0])
    return [(first, LineString(vertices[: cut + 1])), (second, LineString(vertices[cut:]))]


def _change(votes: list[str], one: str, other: str) -> tuple[int, str, str]:
    """Return the vertex where the votes change from one pair to the other, and the pairs before and after it."""
    ones = np.cumsum([vote == one for vote in votes])
    others = np.cumsum([vote == other for vote in votes])
    forward = ones + (others[-1] - others)
    backward = others + (ones[-1] - ones)
    if forward.max() >= backward.max():
        return _inside(int(forward.argmax()), votes), one, other
    return _inside(int(backward.argmax()), votes), other, one


def _inside(cut: int, votes: list[str]) -> int:
    return min(max(cut, 1), len(votes) - 2)
