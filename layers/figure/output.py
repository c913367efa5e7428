"""Pictures as bytes: the same figure gives the same bytes, on every day and in every thread."""

from __future__ import annotations

import base64
import io
import re
import threading
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal
from matplotlib.text import Text

from layers.fonts import FONTS

FORMATS: Final = ("png", "svg", "pdf")
_LOCK: Final = threading.Lock()
_UNDATED: Final[dict[str, dict[str, None]]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""What matplotlib would write into a picture of its own version and the time of day."""

_SETTINGS: Final[Any] = {
    "svg.fonttype": "none",  # live text; the faces are carried along below
    "svg.hashsalt": "soviet-entry-atlas",
    "pdf.fonttype": 42,
    "agg.path.chunksize": 20_000,
}


def as_bytes(figure: Figure, form: str, description: str) -> bytes:
    """Return a figure as PNG, or as SVG or PDF with live text and embedded faces.

    Raises ValueError for any other format. Settings of matplotlib are process-wide, so pictures are written one by one.
    """
    if form not in FORMATS:
        raise ValueError(f"{form!r} is no format for pictures; choose one of {', '.join(FORMATS)}.")
    metadata = {"Title": description, **_UNDATED[form]}
    buffer = io.BytesIO()
    with _LOCK, mpl.rc_context(_SETTINGS):
        if form == "png":
            _as_outlines(figure)
        figure.savefig(buffer, format=form, dpi=figure.dpi, facecolor=figure.get_facecolor(), metadata=metadata)
    return _finished(buffer.getvalue(), figure) if form == "svg" else buffer.getvalue()


def _as_outlines(figure: Figure) -> None:
    """Have letters painted as shapes: on the pixel grid of a picture they would be pushed off their halos."""
    for text in figure.findobj(Text):
        if not text.get_path_effects():
            text.set_path_effects([Normal()])


def _finished(svg: bytes, figure: Figure) -> bytes:
    """Give an SVG its size in pixels, and the type faces, so that it looks the same where they are not installed."""
    rules = "".join(
        f"@font-face{{font-family:'{font.family}';font-weight:{font.weight};"
        f"font-style:{'italic' if font.italic else 'normal'};"
        f"src:url(data:font/woff2;base64,{base64.b64encode(font.path('woff2').read_bytes()).decode()})format('woff2')}}"
        for font in FONTS
    )
    width, height = (int(side * figure.dpi) for side in figure.get_size_inches())
    sized = re.sub(rb'width="[\d.]+pt" height="[\d.]+pt"', f'width="{width}" height="{height}"'.encode(), svg, count=1)
    head, opening, rest = sized.partition(b"<defs>")
    return head + opening + f'<style type="text/css">{rules}</style>'.encode() + rest
