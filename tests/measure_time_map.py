"""Measure the map document in Chromium: date steps, zoom steps, first paint, size. Run with `python -m tests.measure_time_map`.

A step is measured inside the page, from the animation frame in which it is asked for until the browser has computed styles,
layout and paint for that frame and is free again. Two numbers: the time that went by, which other programs on the machine
lengthen, and the processor time of the page's main thread, which they hardly do (from the kernel's account of the thread, so
on Linux only). Both include Chromium's CPU throttling.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from geodata.read import PUBLISHED, read_all
from layers import web_map
from tests.driving import launch

STEP = """
(action) => new Promise((resolve) => requestAnimationFrame(() => {
  const begun = performance.now();
  if (action.days) window.atlas.step(action.days);
  if (action.zoom) window.atlas.map.setZoom(action.zoom, { animate: false });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve(performance.now() - begun);
  port2.postMessage(null);
}))
"""
ZOOMS = (2.5, 3, 3.5, 4, 4.5, 5, 4.5, 4, 3.5, 3, 2.5, 2)
PAUSE = 90


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def summary(name: str, values: Sequence[float]) -> str:
    """Return one line: median, 95th percentile and maximum in milliseconds."""
    middle, high = statistics.median(values), percentile(values, 0.95)
    return f"{name:46} n={len(values):5} median {middle:7.1f} ms  p95 {high:7.1f} ms  max {max(values):7.1f} ms"


def main_thread(browser: Browser) -> Path:
    """Return the kernel's account of the main thread of the browser's one page."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    busiest = max((entry for entry in processes if entry["type"] == "renderer"), key=lambda entry: entry["cpuTime"])
    return Path(f"/proc/{busiest['id']}/task/{busiest['id']}/schedstat")


def busy(account: Path) -> float:
    """Return the processor time that a thread has used, in milliseconds."""
    return int(account.read_text().split()[0]) / 1e6


def series(page: Page, account: Path, actions: Sequence[dict[str, Any]]) -> tuple[list[float], list[float]]:
    """Return the milliseconds that went by and the main thread's, for each action in turn."""
    passed, worked = [], []
    for action in actions:
        page.wait_for_timeout(PAUSE)
        before = busy(account)
        passed.append(float(page.evaluate(STEP, action)))
        worked.append(busy(account) - before)
    return passed, worked


def measure(path: Path, factor: float, days: int, start: str) -> dict[str, list[float]]:
    """Return measured milliseconds by name, on a CPU slowed by a factor."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": factor})
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready=true]", timeout=120_000)
        results = {"first paint": [float(page.evaluate("performance.now()"))]}
        page.wait_for_timeout(3000)
        account = main_thread(browser)
        _, nothing = series(page, account, [{}] * 12)
        asking = statistics.median(nothing)
        page.evaluate("(date) => window.atlas.setDate(date)", start)
        for name, actions in {
            f"date step, {days} days from {start}": [{"days": 1}] * days,
            "zoom step": [{"zoom": zoom} for zoom in ZOOMS * 2],
        }.items():
            page.wait_for_timeout(1000)
            passed, worked = series(page, account, actions)
            results[f"{name}: passed"] = passed
            results[f"{name}: main thread"] = [max(0.0, value - asking) for value in worked]
        browser.close()
    return results


def main() -> None:
    """Build the document and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--published", type=Path, default=PUBLISHED)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--starts", nargs="*", default=["1939-08-20", "1941-06-15"])
    parser.add_argument("--factors", type=float, nargs="*", default=[1, 6])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = web_map.write_document(read_all(options.published), Path(folder))
        text = path.read_bytes()
        print(f"document {len(text) / 1e6:.2f} MB, gzip {len(gzip.compress(text, 9)) / 1e6:.3f} MB")
        for factor in options.factors:
            for start in options.starts:
                print(f"CPU slowed {factor:g} times, from {start}")
                for name, values in measure(path, factor, options.days, start).items():
                    print("  " + summary(name, values))


if __name__ == "__main__":
    main()
