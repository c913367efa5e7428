"""What is measured in the browser, the same for ours and for the rivals."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser, CDPSession, Frame, Page

from tests.driving import map_frame, watched

PAINTED = "await new Promise(done => requestAnimationFrame(() => { const c = new MessageChannel();" \
          " c.port1.onmessage = done; c.port2.postMessage(0); }));"  # fmt: skip

OUR_STEP = (
    f"async () => {{ const start = performance.now(); atlas.step(1); {PAINTED} return performance.now() - start; }}"
)
OUR_ZOOM = (
    f"async (by) => {{ const start = performance.now(); atlas.map.setZoom(atlas.map.getZoom() + by, {{animate: false}});"
    f" {PAINTED} const redrawn = performance.now() - start;"
    f" while (!atlas.isDrawn()) await new Promise(requestAnimationFrame);"
    f" {PAINTED} return [redrawn, performance.now() - start]; }}"
)
RIVAL_SHOWN = """async ([marker, start]) => {
  const shown = () => [...document.querySelectorAll('iframe')].some(f => {
    try { return f.contentDocument.querySelector('.' + marker); } catch (error) { return false; }
  });
  while (!shown()) await new Promise(requestAnimationFrame);
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""


@dataclass
class Series:
    """A row of the result: times in milliseconds."""

    name: str
    values: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Return the median."""
        return median(self.values)

    @property
    def slowest(self) -> float:
        """Return the 95th percentile, the nearest value at or above it."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1) + 0.49))]


def throttle(session: CDPSession, rate: int) -> None:
    """Slow the main thread of a page by a factor."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def busy(session: CDPSession) -> float:
    """Return the processor time that the main thread of a page has used so far, in milliseconds.

    It is the thread's own time, so what else runs on the machine hardly counts; the throttling does.
    """
    metrics = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["TaskDuration"])


def our_steps(page: Page, frame: Frame, session: CDPSession, count: int) -> tuple[Series, Series, Series]:
    """Return the time until painted and the main-thread work of single date steps, and the work of asking alone."""
    painted, work = Series("date step until painted"), Series("main-thread work of a date step")
    asking = Series("of which asking, without a step")
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    for _ in range(count // 3):
        page.wait_for_timeout(50)
        before = busy(session)
        frame.evaluate(f"async () => {{ {PAINTED} }}")
        asking.values.append(busy(session) - before)
    for _ in range(count):
        page.wait_for_timeout(50)
        before = busy(session)
        painted.values.append(float(frame.evaluate(OUR_STEP)))
        work.values.append(busy(session) - before)
    return painted, work, asking


def our_zooms(page: Page, frame: Frame, count: int) -> tuple[Series, Series]:
    """Return the times of zoom steps, in and out by turns: until redrawn, and until all detail and names are there."""
    redrawn, finished = Series("zoom step until redrawn"), Series("zoom step until all detail and names")
    for number in range(count):
        page.wait_for_timeout(80)
        first, last = frame.evaluate(OUR_ZOOM, 1 if number % 4 < 2 else -1)
        redrawn.values.append(float(first))
        finished.values.append(float(last))
    return redrawn, finished


def rival_steps(page: Page, first_day: int, count: int) -> Series:
    """Return the time from the key on the slider until the new day is painted."""
    series = Series("date step until painted")
    page.locator('[data-testid="stSlider"] [role="slider"], [data-testid="stSlider"] input').first.focus()
    for number in range(1, count + 1):
        start = page.evaluate("performance.now()")
        page.keyboard.press("ArrowRight")
        series.values.append(float(page.evaluate(RIVAL_SHOWN, [f"day-{first_day + number}", start])))
        page.wait_for_timeout(150)
    return series


def cold_load(browser: Browser, address: str, ready: str, marker: str | None = None) -> tuple[float, int]:
    """Return milliseconds from an empty cache to the first painted map, and the bytes that came over the wire."""
    with watched(browser) as (context, _):
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[int] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
        session.on("Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"])))
        start = time.perf_counter()
        page.goto(address, wait_until="commit")
        if ready == "ours":
            map_frame(page)
        else:
            page.evaluate(RIVAL_SHOWN, [marker, 0])
        elapsed = 1000 * (time.perf_counter() - start)
        page.wait_for_timeout(500)
        return elapsed, sum(sizes)
