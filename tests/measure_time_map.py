"""Measure the map document in Chromium: date steps, zoom steps, first paint, size. Run with `python -m tests.measure_time_map`.

A step is measured inside the page, from the start of an animation frame in which the step is asked for until the browser
has computed styles, layout and paint for that frame and is free again: the main thread's work for the step.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from geodata.read import PUBLISHED, read_all
from layers import web_map
from tests.driving import launch

STEPS = """
async ({ days, start }) => {
  const settle = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const measured = [];
  window.atlas.setDate(start);
  for (let i = 0; i < days; i++) {
    await settle();
    measured.push(await new Promise((resolve) => requestAnimationFrame(() => {
      const begun = performance.now();
      window.atlas.step(1);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - begun);
      port2.postMessage(null);
    })));
  }
  return measured;
}
"""

ZOOMS = """
async ({ zooms, repeats }) => {
  const settle = () => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 60));
  const { map } = window.atlas;
  map.options.zoomAnimation = false;
  const measured = [];
  for (let i = 0; i < repeats; i++) {
    for (const zoom of zooms) {
      await settle();
      measured.push(await new Promise((resolve) => requestAnimationFrame(() => {
        const begun = performance.now();
        map.setZoom(zoom, { animate: false });
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - begun);
        port2.postMessage(null);
      })));
    }
  }
  return measured;
}
"""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def summary(name: str, values: Sequence[float]) -> str:
    """Return one line: median, 95th percentile and maximum in milliseconds."""
    middle, high = statistics.median(values), percentile(values, 0.95)
    return f"{name:44} n={len(values):5} median {middle:6.1f} ms  p95 {high:6.1f} ms  max {max(values):6.1f} ms"


def slow_down(page: Page, factor: float) -> None:
    """Throttle the page's CPU by a factor, as Chromium's developer tools do."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": factor})


def open_document(page: Page, path: Path) -> float:
    """Open the document and return the milliseconds from navigation until it called itself ready."""
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=true]", timeout=120_000)
    return float(page.evaluate("performance.now()"))


def measure(path: Path, factor: float, days: int, start: str) -> dict[str, list[float]]:
    """Return measured milliseconds by name, on a CPU slowed by a factor."""
    results: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        slow_down(page, factor)
        results["first paint"] = [open_document(page, path)]
        arguments: dict[str, Any] = {"days": days, "start": start}
        results[f"date step, {days} days from {start}"] = page.evaluate(STEPS, arguments)
        arguments = {"zooms": [2, 2.5, 3, 3.5, 4, 4.5, 5, 4.5, 4, 3.5, 3, 2.5], "repeats": 3}
        results["zoom step until redrawn"] = page.evaluate(ZOOMS, arguments)
        browser.close()
    return results


def main() -> None:
    """Build the document and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--published", type=Path, default=PUBLISHED)
    parser.add_argument("--days", type=int, default=1307)
    parser.add_argument("--start", default="1938-10-01")
    parser.add_argument("--factors", type=float, nargs="*", default=[1, 6])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = web_map.write_document(read_all(options.published), Path(folder))
        text = path.read_bytes()
        print(f"document {len(text) / 1e6:.2f} MB, gzip {len(gzip.compress(text, 9)) / 1e6:.3f} MB")
        for factor in options.factors:
            print(f"CPU slowed {factor:g} times")
            for name, values in measure(path, factor, options.days, options.start).items():
                print("  " + summary(name, values))


if __name__ == "__main__":
    main()
