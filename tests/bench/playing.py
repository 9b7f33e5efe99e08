"""Makes docs/playing.gif, the README's picture, from the real page: `python -m tests.bench.playing`, a script, not a test."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, ROOT

WIDTH, HEIGHT = 1440, 900
TRAVEL = (0.15, 0.4, 0.65, 0.9)  # of a step, one picture each
TRAVEL_MS, REST_MS, END_MS = 90, 650, 2500
COLOURS = 48

SHOW = """([cursor, progress]) => {
  const { deck } = document.querySelector("tapedeck-player");
  deck.dispatch({ type: "seek", cursor });
  deck.progress.value = progress;
}"""


def pictures(page: Page) -> tuple[list[Image.Image], list[int]]:
    """Every moment of the run, and how long each is shown (ms)."""
    player = page.locator("tapedeck-player")
    steps = page.evaluate("() => document.querySelector('tapedeck-player').deck.state.value.length")
    shown: list[Image.Image] = []
    times: list[int] = []
    for cursor in range(steps + 1):
        for progress in (0.0, *(TRAVEL if cursor < steps else ())):
            page.evaluate(SHOW, [cursor, progress])
            page.wait_for_timeout(60)
            shown.append(Image.open(io.BytesIO(player.screenshot())).convert("RGB"))
            times.append((END_MS if cursor == steps else REST_MS) if progress == 0 else TRAVEL_MS)
    return shown, times


def main() -> None:
    """Start a server, play Q, write the picture."""
    server = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--lang", "en"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            page.goto(f"{address}/?lang=en")
            page.wait_for_timeout(1500)
            shown, times = pictures(page)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()
    palette = shown[-1].quantize(COLOURS)
    first, *others = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in shown]
    target = ROOT / "docs" / "playing.gif"
    first.save(target, save_all=True, append_images=others, duration=times, loop=0, optimize=True, disposal=1)
    print(f"{target.relative_to(ROOT)}: {len(shown)} pictures, {target.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
