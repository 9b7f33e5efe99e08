"""A page that was exported: opened from the disk without a network, silent, asking for nothing, the same from both makers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app.cli import main
from app.export import page as page_of
from app.notebook import record

Q = ["export", "Q = 3a³ − b²", "a=2,3", "b=6,4"]
TRAINING = """\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(12):
    loss = model(torch.ones(4, 2)).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
NARROW = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def open_file(chromium: Browser, watch_of: Callable[[BrowserContext, str], object]):
    """Opens a file in a browser that has no network; whatever it asks for stands in ``page.asked``."""
    contexts = []

    def opened(path: Path, **settings: object) -> Page:
        context = chromium.new_context(locale="en-US", reduced_motion="reduce", **settings)
        contexts.append(context)
        context.set_offline(True)
        watch_of(context, path.as_uri())
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def player(page: Page) -> Locator:
    return page.locator("tapedeck-player")


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("settings", [{}, {"color_scheme": "dark"} | NARROW], ids=["light", "dark and narrow"])
def test_steps_to_the_end_without_a_network(open_file, tmp_path, lang, settings):
    path = tmp_path / "lesson.html"
    assert main([*Q, "-o", str(path), "--title", "</title> <b>&", "--lang", lang]) == 0
    page = open_file(path, **settings)
    expect(page).to_have_title("</title> <b>&")
    expect(page.get_by_role("heading")).to_have_text("</title> <b>&")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    for _ in range(11):
        page.keyboard.press("ArrowRight")
    expect(player(page).get_by_text(re.compile("step 11 of 11|11 / 11단계"))).to_be_visible()
    expect(player(page).get_by_text("81", exact=True).last).to_be_visible()
    expect(player(page).locator("div.caption")).not_to_contain_text("ui.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.asked == [path.as_uri()]


def test_plays_a_training_with_its_curves(open_file, tmp_path):
    program, path = tmp_path / "training.py", tmp_path / "training.html"
    program.write_text(TRAINING)
    assert main(["export", str(program), "-o", str(path), "--lang", "en"]) == 0
    page = open_file(path)
    expect(player(page).get_by_text("epoch 1 / 12").first).to_be_visible()
    page.keyboard.press("End")
    expect(player(page).get_by_text("epoch 12 / 12").first).to_be_visible()
    expect(player(page).locator(".training canvas").first).to_be_visible()
    assert page.asked == [path.as_uri()]


def test_lays_out_a_large_graph_in_a_worker_of_its_own(open_file, tmp_path):
    path = tmp_path / "large.html"
    assert main(["export", "y = " + " + ".join(f"sin({n} x)" for n in range(2, 130)), "-o", str(path)]) == 0
    page = open_file(path)
    expect(player(page).locator("[data-node]").first).to_be_visible()
    assert any(url.startswith("blob:") for url in page.asked)
    assert [url for url in page.asked if not url.startswith("blob:")] == [path.as_uri()]


def test_plays_in_the_frame_of_a_notebook(open_file, tmp_path):
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    with record(lang="ko") as tape:
        y = (a * a).sum()
        y.backward()
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>A notebook</title>{tape._repr_html_()}", "utf-8")
    page = open_file(path, **NARROW)
    frame = page.frame_locator("iframe")
    frame.locator("tapedeck-player [data-node]").first.click()
    page.keyboard.press("End")
    expect(frame.locator("tapedeck-player").get_by_text("6", exact=True).last).to_be_visible()
    expect(frame.get_by_role("button", name="다시 재생")).to_be_in_viewport()
    assert [url for url in page.asked if url != "about:srcdoc"] == [path.as_uri()]


def test_runs_no_script_but_its_own(chromium, tmp_path):
    path = tmp_path / "page.html"
    assert main([*Q, "-o", str(path)]) == 0
    path.write_text(path.read_text("utf-8").replace("</body>", "<script>window.foreign = 1</script></body>"), "utf-8")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    expect(player(page).locator("[data-node]").first).to_be_visible()
    assert page.evaluate("window.foreign") is None
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate("fetch('data:text/plain,x')")
    context.close()


def test_what_is_on_the_screen_is_saved(open_page, open_file, tmp_path):
    page = open_page("/", reduced_motion="reduce")
    expect(player(page).locator("[data-node]").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a page").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    text = path.read_text("utf-8")
    boot = json.loads(re.search('id="tapedeck-boot">(.*)</script>', text)[1])
    assert boot["step"] == 1
    made = page_of(json.dumps(boot["trace"]).encode(), "en", step=1)
    other = json.loads(re.search('id="tapedeck-boot">(.*)</script>', made)[1])
    assert made.replace(re.search('id="tapedeck-boot">.*</script>', made)[0], "") == text.replace(
        re.search('id="tapedeck-boot">.*</script>', text)[0], ""
    )
    assert boot["words"].items() >= other["words"].items()
    assert {row["key"] for row in boot["operations"]} <= {row["key"] for row in other["operations"]}
    opened = open_file(path)
    expect(player(opened).get_by_text("step 1 of")).to_be_visible()
    opened.keyboard.press("End")
    expect(player(opened).get_by_text("81", exact=True).last).to_be_visible()
