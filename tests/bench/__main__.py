"""Run the benchmark and print medians, 95th percentiles and ratios: ``python -m tests.bench``."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from geodata.timeline import day_index
from tests.bench.measure import Series, cold_load, our_steps, our_zooms, rival_steps, throttle
from tests.driving import HOME, launch, map_frame, streamlit, watched

FIRST_DAY = day_index("1939-08-23")
STEPS, RIVAL_STEPS, LOADS, ZOOMS = 60, 10, 3, 24
TARGETS = "Targets: step work p95 <= 16.7 ms at CPU/6; step >= 20x faster; zoom <= 100 ms at CPU/6; document <= 1.2 MB."


def main() -> None:
    """Measure ours and both rivals, each alone on the machine, one after the other."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        ours = measure_ours(browser)
        rivals = {name: measure_rival(browser, name) for name in ("rerender", "group")}
        browser.close()
    report(ours, rivals)


def measure_ours(browser: Browser) -> dict[str, Series]:
    """Return every series of our page, at full speed and with the CPU slowed sixfold."""
    found: dict[str, Series] = {}
    with streamlit(HOME / "app.py") as (address, _):
        cold_load(browser, address, "ours")  # the first visitor waits for the document to be written
        loads = [cold_load(browser, address, "ours") for _ in range(LOADS)]
        found["load"] = Series("cold load", [time for time, _ in loads])
        found["bytes"] = Series("bytes", [float(size) for _, size in loads])
        for rate in (1, 6):
            with watched(browser) as (context, _watch):
                page = context.new_page()
                page.goto(f"{address}/?date=1939-08-23")
                frame = map_frame(page)
                page.wait_for_timeout(1500)
                session = context.new_cdp_session(page)
                throttle(session, rate)
                steps = our_steps(page, frame, session, STEPS)
                found[f"step {rate}"], found[f"work {rate}"], found[f"asking {rate}"] = steps
                found[f"zoom {rate}"], found[f"detail {rate}"] = our_zooms(page, frame, ZOOMS)
    return found


def measure_rival(browser: Browser, name: str) -> dict[str, Series]:
    """Return the series of one rival, with its scripts served from this machine."""
    found: dict[str, Series] = {}
    marker = f"day-{FIRST_DAY}"
    with tempfile.TemporaryDirectory() as folder:
        script = _rival_folder(Path(folder))
        with streamlit(
            script,
            RIVAL=name,
            PYTHONPATH=str(HOME),
            STREAMLIT_SERVER_ENABLE_STATIC_SERVING="true",
            STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
        ) as (
            address,
            _,
        ):
            cold_load(browser, address, "rival", marker)
            loads = [cold_load(browser, address, "rival", marker) for _ in range(LOADS)]
            found["load"] = Series("cold load", [time for time, _ in loads])
            found["bytes"] = Series("bytes", [float(size) for _, size in loads])
            for rate in (1, 6):
                with watched(browser) as (context, _watch):
                    page = context.new_page()
                    page.goto(address)
                    page.wait_for_selector("iframe", timeout=120_000)
                    page.wait_for_timeout(8000)
                    throttle(context.new_cdp_session(page), rate)
                    found[f"step {rate}"] = rival_steps(page, FIRST_DAY, RIVAL_STEPS if rate == 1 else 4)
    return found


def _rival_folder(folder: Path) -> Path:
    """Lay out a Streamlit app with the rivals' scripts: our vendored Leaflet, and jQuery from its package."""
    static = folder / "static"
    static.mkdir()
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(HOME / "layers" / "time_map" / "leaflet" / name, static / name)
    subprocess.run(["npm", "pack", "--silent", "jquery@3.7.1"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(folder / "jquery-3.7.1.tgz") as archive:
        archive.extract("package/dist/jquery.min.js", folder, filter="data")
    shutil.copy(folder / "package" / "dist" / "jquery.min.js", static / "jquery.min.js")
    script = folder / "rivals.py"
    shutil.copy(HOME / "tests" / "bench" / "rivals.py", script)
    return script


def report(ours: dict[str, Series], rivals: dict[str, dict[str, Series]]) -> None:
    """Print every series, and ours as a ratio to each rival."""
    print(f"{'':34}{'median':>12}{'95th pct.':>12}")
    for owner, series in (("ours", ours), *rivals.items()):
        for key, one in series.items():
            unit = "B" if key == "bytes" else "ms"
            print(f"{owner:10}{one.name + _suffix(key):40}{one.middle:10.1f} {unit:3}{one.slowest:10.1f} {unit}")
    for name, rival in rivals.items():
        ratios = {key: rival[key].middle / ours[key].middle for key in ("step 1", "step 6", "load", "bytes")}
        print(f"{name} / ours: " + ", ".join(f"{key} {ratio:.1f}x" for key, ratio in ratios.items()))
    document = max((HOME / "static").glob("atlas-*.html"), key=lambda path: path.stat().st_mtime)
    print(f"map document: {len(gzip.compress(document.read_bytes(), 6)) / 1e6:.2f} MB compressed")
    print(TARGETS)


def _suffix(key: str) -> str:
    return " (CPU/6)" if key.endswith(" 6") else ""


if __name__ == "__main__":
    sys.exit(main())
