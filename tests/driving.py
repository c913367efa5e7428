"""Real servers and a real Chromium for the tests that drive the page, with all outside traffic blocked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright, Route

HOME = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("There is no Chromium; run `sh tests/install_chromium.sh`.")
    return playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def streamlit(script: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run a Streamlit script on a free port; yields its address and process, and stops it at the end."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(command, cwd=script.parent, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server stopped with exit code {process.returncode}.")
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Nothing answered at {address} within {seconds:.0f} s.")


@dataclass
class Watch:
    """What a browser context did that it should not: requests to the outside, errors on the console."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def watched(browser: Browser, **options: object) -> Iterator[tuple[BrowserContext, Watch]]:
    """Yield a fresh context that lets nothing out of the machine, with a record of what was tried."""
    watch = Watch()
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})

    def guard(route: Route) -> None:
        host = urlsplit(route.request.url).hostname
        if host in (None, "127.0.0.1", "localhost"):
            route.continue_()
        else:
            watch.outside.append(route.request.url)
            route.abort()

    context.set_default_timeout(20_000)
    context.route("**/*", guard)
    context.on("weberror", lambda error: watch.errors.append(str(error.error)))
    context.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    try:
        yield context, watch
    finally:
        context.close()


def map_frame(page: Page) -> Frame:
    """Return the frame of the map document once its first picture is painted."""
    handle = page.wait_for_selector(".atlas-host iframe", timeout=60_000)
    frame = handle.content_frame() if handle else None
    if frame is None:
        raise RuntimeError("The map has no frame.")
    frame.wait_for_selector("html[data-ready='true']", state="attached", timeout=60_000)
    return frame
