"""What the tests of fronts and facts measure with."""

import numpy as np

from geodata.space import to_map
from layers.campaigns import side_of


def metric(lons, lats):
    """Return positions (n, 2) in metres of the map projection."""
    return np.column_stack(to_map().transform(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)))


def side(holder):
    """Return the side of a holder; the Army of Norway led Finnish troops too, so that Finns and Germans are one."""
    return "germany" if holder == "finland" else side_of(holder)
