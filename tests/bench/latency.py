"""Opening the page, and a key press until its picture is there: `python -m tests.bench.latency`, a script, not a test.

The page is real, in a real Chromium, on a server of its own. It is opened in new contexts, so nothing is cached. Every run types or deletes one letter of Q = 3a³ − b² and waits until
the picture that answers it has been painted. The server's parts are measured beside it, in this process.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
from time import perf_counter

import orjson
from playwright.sync_api import Browser, sync_playwright

from app.interpreter.expression import run
from app.program.read import Request, read
from app.runner.evaluate import warm_up
from app.tape import record
from app.trace.build import build, dump
from tests.browser.conftest import FLAGS, ROOT

OPENINGS = 10
RUNS = 40
QUIET_MS = 500  # between two key presses, so that no run disturbs the next
SOURCE = "Q = 3a³ − b²"
INPUTS = {"a": [2, 3], "b": [6, 4]}

WATCH = """() => {
  const deck = document.querySelector("tapedeck-player").deck;
  const marks = (window.marks = {});
  addEventListener("keydown", () => Object.assign(marks, { key: performance.now(), painted: 0 }), true);
  deck.trace.subscribe(() => {
    marks.loaded = performance.now();
    requestAnimationFrame(() => setTimeout(() => Object.assign(marks, { painted: performance.now() })));
  });
  window.watching = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.name.includes("/api/v1/traces")) continue;
      Object.assign(marks, { sent: entry.startTime, answered: entry.responseEnd });
    }
  });
  watching.observe({ type: "resource" });
}"""


LARGEST_PAINT = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  resolve(list.getEntries().at(-1).startTime);
}).observe({ type: "largest-contentful-paint", buffered: true }))"""


def opening_parts(browser: Browser, address: str) -> dict[str, list[float]]:
    """Milliseconds from the address to the largest paint, which is the picture."""
    times = []
    for _ in range(OPENINGS):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/?lang=en")
        page.wait_for_timeout(QUIET_MS)
        times.append(page.evaluate(LARGEST_PAINT))
        page.close()
    return {"opening": times}


def page_parts() -> dict[str, list[float]]:
    """Milliseconds of every part of every run, as the page sees them."""
    server = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--lang", "en"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    parts: dict[str, list[float]] = {"pause": [], "answer": [], "read": [], "draw": [], "all": []}
    try:
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            parts |= opening_parts(browser, address)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}/?lang=en")
            page.locator(".cm-content").click()
            page.evaluate(WATCH)
            page.keyboard.press("End")
            for number in range(RUNS):
                page.wait_for_timeout(QUIET_MS)
                page.keyboard.press("Backspace" if number % 2 else "c")  # Q = 3a³ − b²c, and back
                page.wait_for_function(
                    "() => marks.painted && marks.sent > marks.key && marks.painted > marks.answered"
                )
                marks = page.evaluate("() => window.marks")
                parts["pause"].append(marks["sent"] - marks["key"])
                parts["answer"].append(marks["answered"] - marks["sent"])
                parts["read"].append(marks["loaded"] - marks["answered"])
                parts["draw"].append(marks["painted"] - marks["loaded"])
                parts["all"].append(marks["painted"] - marks["key"])
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()
    return parts


def server_parts() -> dict[str, list[float]]:
    """Milliseconds that a worker spends on the same request, by room."""
    warm_up()
    parts: dict[str, list[float]] = {"program": [], "tape": [], "trace": []}
    for _ in range(200):
        start = perf_counter()
        program = read(Request(source=SOURCE, inputs=INPUTS))
        was_read = perf_counter()
        with record() as tape:
            notes = run(program, tape).notes
        recorded = perf_counter()
        orjson.loads(dump(build(tape, program, "en", notes=notes, error=None)))
        parts["program"].append(1e3 * (was_read - start))
        parts["tape"].append(1e3 * (recorded - was_read))
        parts["trace"].append(1e3 * (perf_counter() - recorded))
    return parts


def main() -> None:
    """Print the medians and the 95th percentiles."""
    for title, parts in (("in the worker", server_parts()), ("in the page", page_parts())):
        print(title)
        for name, times in parts.items():
            print(
                f"  {name:8} {statistics.median(times):7.2f} ms   p95 {sorted(times)[int(0.95 * len(times))]:7.2f} ms"
            )


if __name__ == "__main__":
    main()
