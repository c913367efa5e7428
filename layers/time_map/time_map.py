"""The folium element: one map document that carries its data, its time engine, its fonts and Leaflet itself.

Nothing in the document is fetched: no tiles, scripts, styles, fonts or pictures from anywhere, and a content security
policy in it says so to the browser.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

import folium
import jinja2
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from layers.fonts import FONTS, FontFile
from layers.palette import SANS, SERIF, THEMES
from layers.time_map.words import interface_words

FOLDER: Final = Path(__file__).parent

SPEEDS: Final = (1, 2, 4, 7, 14, 30)
DEFAULT_SPEED: Final = 4

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; img-src data:"
)


class Verbatim(Element):
    """Text that goes into the page as it is: folium reads what elements render as a template once more."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self._text


class Document(Figure):
    """The page around the map: a language, a title, a policy that forbids every request, and no jQuery or Bootstrap."""

    _template = jinja2.Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.language }}" data-theme="{{ this.theme }}">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        "<title>{{ this.title | e }}</title>\n"
        "{{ this.header.render(**kwargs) }}\n"
        "</head>\n<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n"
        "</body>\n</html>\n"
    )

    def __init__(self, title: str, language: str, theme: str) -> None:
        super().__init__(title=title)
        self.header._children.clear()  # its content type is said above
        self.language, self.theme, self.policy = language, theme, POLICY


class AtlasMap(folium.Map):
    """A folium map in Lambert azimuthal equal-area projection that asks the network for nothing.

    Options are Leaflet's, in folium's spelling. The map's element is placed by the `TimeMap` that is added to it, among
    the controls that surround it.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute, emptied
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map({{ this.get_name() | tojson }}, {
                center: {{ this.location | tojson }},
                crs: L.CRS.{{ this.crs }},
                ...{{ this.options | tojavascript }}
            });
        {% endmacro %}
        """
    )

    def __init__(self, title: str, language: str = "en", theme: str = "light", **options: Any) -> None:
        super().__init__(
            location=(55.0, 30.0), zoom_start=2, tiles=None, crs="LAEA", zoom_control=False,
            attribution_control=False, zoom_snap=0.25, zoom_delta=0.5,
            wheel_px_per_zoom_level=110, max_bounds_viscosity=0.5, keyboard=False, world_copy_jump=False, **options,
        )  # fmt: skip
        self._id = "atlas"  # folium draws a random one, and the document would differ from run to run
        # folium.Map takes these two for its tiles, of which there are none.
        self.options |= {"min_zoom": 1.25, "max_zoom": 8}
        self._id = "atlas"  # folium's random name would make every document different
        document = Document(title, language, theme)
        self._parent = None  # type: ignore[assignment]  # folium has given the map a figure of its own
        document.add_child(self)


class TimeMap(MacroElement):
    """The time engine and its page, with everything that it draws.

    `payload` is what `layers.time_map.payload` returns; `credit_line` is shown as plain text.
    """

    def __init__(self, payload: Mapping[str, Any], *, credit_line: str = "", language: str = "en") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "TimeMap"
        self.payload, self.credit_line, self.language = payload, credit_line, language
        self.map_name = ""

    def render(self, **kwargs: Any) -> str:
        """Put everything into the page: styles and scripts in its head, controls and data in its body, a start last."""
        page = cast(Document, self.get_root())
        self.map_name = cast(AtlasMap, self._parent).get_name()
        page.header.add_child(Verbatim(f"<style>{self.styles()}</style>"), name="atlas_styles")
        page.header.add_child(Verbatim(f"<script>{self.leaflet()}</script>"), name="leaflet")
        page.header.add_child(Verbatim(f"<script>{self.engine()}</script>"), name="atlas_engine")
        data = f'<script type="application/json" id="atlas-data">{self.data()}</script>'
        page.html.add_child(Verbatim(self.page() + data), name="atlas_page")
        start = 'JSON.parse(document.getElementById("atlas-data").textContent)'
        page.script.add_child(Verbatim(f"TimeMap.start({self.map_name}, {start});"), name="atlas_start")
        return ""

    def styles(self) -> str:
        """Return all style rules: palette, fonts, Leaflet's, ours."""
        own = (FOLDER / "time_map.css").read_text("utf-8")
        return "\n".join([palette_rules(), font_rules(), _leaflet_file("leaflet.css"), own])

    def leaflet(self) -> str:
        """Return Leaflet's script as it was published, without the pointer to its source map."""
        return _leaflet_file("leaflet.js")

    def engine(self) -> str:
        """Return our scripts, in the order of their numbers."""
        files = sorted((FOLDER / "javascript").glob("*.js"))
        return "\n".join(file.read_text("utf-8") for file in files)

    def page(self) -> str:
        """Return the markup of the controls, with the map's element among them; every word in it is escaped."""
        environment = jinja2.Environment(autoescape=True)
        template = environment.from_string((FOLDER / "page.html").read_text("utf-8"))
        return template.render(
            words=interface_words(self.language), credits=self.credit_line, map_name=self.map_name,
            speeds=SPEEDS, default_speed=DEFAULT_SPEED,
        )  # fmt: skip

    def data(self) -> str:
        """Return the payload as JSON in which no character can close the element that holds it."""
        text = json.dumps(self.payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@lru_cache(maxsize=4)
def _leaflet_file(name: str) -> str:
    """Return a vendored file, without what would make a browser ask for more files."""
    text = (FOLDER / "leaflet" / name).read_text("utf-8")
    if name.endswith(".js"):
        return text.replace("//# sourceMappingURL=leaflet.js.map", "")
    lines = text.splitlines()
    return "\n".join(line for line in lines if "url(" not in line)


def palette_rules() -> str:
    """Return every colour as a CSS variable, light by default, dark where the page says so."""
    rules = []
    for name, theme in THEMES.items():
        colours = "".join(f"--{key}:{value};" for key, value in theme.colours.items())
        rules.append(f':root[data-theme="{name}"]{{color-scheme:{name};{colours}}}')
    families = f':root{{--sans:"{SANS}", "Noto Sans", sans-serif;--serif:"{SERIF}", "Noto Serif", serif;}}'
    return "\n".join([*rules, families])


@lru_cache(maxsize=1)
def font_rules() -> str:
    """Return the shipped faces as rules that carry them."""
    return "\n".join(_font_rule(font) for font in FONTS)


def _font_rule(font: FontFile) -> str:
    encoded = base64.b64encode(font.path("woff2").read_bytes()).decode()
    slope = "italic" if font.italic else "normal"
    return (
        f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};font-style:{slope};font-display:block;'
        f"src:url(data:font/woff2;base64,{encoded}) format('woff2');}}"
    )
