"""Who may import whom: the house stands because nobody reaches over his neighbour."""

import ast
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
GEODATA = sorted((HOME / "geodata").rglob("*.py"))
LAYERS = sorted((HOME / "layers").rglob("*.py"))


def imported(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def named(path):
    return str(path.relative_to(HOME))


@pytest.mark.parametrize("path", GEODATA, ids=named)
def test_geodata_imports_nothing_else_of_ours_and_no_drawing_library(path):
    assert not imported(path) & {"layers", "app", "streamlit", "folium"}


@pytest.mark.parametrize("path", LAYERS, ids=named)
def test_layers_do_not_know_the_page(path):
    assert not imported(path) & {"app", "streamlit"}


@pytest.mark.parametrize("path", LAYERS, ids=named)
def test_only_the_web_map_imports_folium(path):
    allowed = path.name == "web_map.py" or path.parent.name == "time_map"
    assert allowed or not imported(path) & {"folium", "branca"}


@pytest.mark.parametrize("path", LAYERS, ids=named)
def test_only_the_figure_imports_matplotlib(path):
    allowed = path.name == "figure.py" or path.parent.name == "figure"
    assert allowed or "matplotlib" not in imported(path)


def test_there_is_no_drawer_for_homeless_functions():
    assert not [path for path in GEODATA + LAYERS if path.stem in ("utils", "helpers", "misc", "common")]
