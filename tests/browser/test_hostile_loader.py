"""The loader's frames in a hostile page: only the frame itself is believed, and no more than a height."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.attacks.covers import covers

PAGE = """<!doctype html><meta charset="utf-8"><title>A course</title><link rel="icon" href="data:,">
<script async src="{server}/embed/v1/loader.js"></script>
<tapedeck-player expr="Q = 3a³ − b²" at="a:[2,3],b:[6,4]">Q = 3a³ − b²</tapedeck-player>"""
LIES = """<script>for (const height of [1e9, "1e9", -1, NaN, null, [9000], {{}}, "x;background:red"])
  for (const type of ["resize", "loaded", "error", "cg:resize"])
    {whom}.postMessage({{ tapedeck: 1, type, height, payload: {{ height }} }}, "*")</script>"""
HEIGHT = "document.querySelector('tapedeck-player iframe').getBoundingClientRect().height"


@covers("BR-BROWSER-027", "BR-BROWSER-028", "BR-BROWSER-029")
def test_who_is_not_the_frame_is_not_heard_and_a_frame_gone_elsewhere_gets_a_bounded_height(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(PAGE.format(server=server)))
    page.watch.trust(server)
    inside = page.frame_locator("tapedeck-player iframe")
    expect(inside.locator("tapedeck-player [data-node]")).to_have_count(9)
    page.wait_for_timeout(300)
    before = page.evaluate(HEIGHT)
    other = host(LIES.format(whom="parent"))
    page.evaluate(
        "address => { const made = document.createElement('iframe'); made.src = address; document.body.append(made) }",
        other,
    )
    page.frame_locator(f"iframe[src='{other}']").locator("script").wait_for(state="attached")
    page.wait_for_timeout(200)
    assert page.evaluate(HEIGHT) == before
    page.evaluate("address => { document.querySelector('tapedeck-player iframe').src = address }", other)
    page.wait_for_function(f"() => {HEIGHT} !== {before}")
    assert 80 <= page.evaluate(HEIGHT) <= 5000
    assert page.locator("tapedeck-player iframe").get_attribute("sandbox") == "allow-scripts"
