"""The embed in a page of somebody else: sandboxed, side by side, polite, and never blank."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote

import pytest
from playwright.sync_api import FrameLocator, Page, expect

Q = f"/embed/v1?expr={quote('Q = 3a³ − b²')}&at=a:[2,3],b:[6,4]"
HOST = """<!doctype html><meta charset="utf-8"><title>A course</title><link rel="icon" href="data:,">
<input id="field" autofocus><div style="height: {above}px"></div>
<script>
  window.heard = [];
  addEventListener("message", (event) => heard.push({{
    origin: event.origin, at: Array.from(frames).indexOf(event.source), message: event.data,
  }}));
</script>
{frames}
<div style="height: 2000px"></div>"""


def course(*sources: str, above: int = 0) -> str:
    """A page with sandboxed frames; ``src`` comes after the script that listens."""
    frames = "\n".join(
        f'<iframe name="f{number}" src="{source}" sandbox="allow-scripts" width="900" height="600"></iframe>'
        for number, source in enumerate(sources)
    )
    return HOST.format(above=above, frames=frames)


def frame(page: Page, number: int = 0) -> FrameLocator:
    return page.frame_locator(f"iframe[name=f{number}]")


def cards(inside: FrameLocator):
    """The nodes of the picture."""
    return inside.locator("tapedeck-player [data-node]")


def messages(page: Page, kind: str, number: int = 0) -> list[dict]:
    """Our own messages of one type from one frame, in order."""
    return page.evaluate(
        """([kind, number]) => heard
             .filter(({ at, message }) => at === number && message.tapedeck === 1 && message.type === kind)
             .map(({ message }) => message)""",
        [kind, number],
    )


def wait_for(page: Page, kind: str, number: int = 0) -> dict:
    """The first of those messages, once it is there."""
    page.wait_for_function(
        "([kind, number]) => heard.some(({ at, message }) => at === number && message.type === kind)",
        arg=[kind, number],
    )
    return messages(page, kind, number)[0]


def test_plays_in_a_sandboxed_frame_of_another_origin(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server + Q)), reduced_motion="reduce")
    expect(cards(frame(page))).to_have_count(9)
    assert wait_for(page, "loaded")["payload"] == {"steps": 11, "error": None}
    assert page.evaluate("heard[0].origin") == "null"
    cards(frame(page)).first.click()
    for _ in range(11):
        page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function("heard.some(({ message }) => message.type === 'step' && message.payload.cursor === 11)")
    expect(frame(page).locator("tapedeck-player").get_by_text("81", exact=True).last).to_be_visible()


def test_hears_keys_after_a_click_beside_the_nodes(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server + Q)), reduced_motion="reduce")
    expect(cards(frame(page))).to_have_count(9)
    frame(page).locator("body").evaluate("body => getSelection().removeAllRanges() ?? window.focus()")
    page.keyboard.press("End")
    page.wait_for_function("heard.some(({ message }) => message.type === 'step' && message.payload.cursor === 11)")


def test_two_on_one_page_know_nothing_of_each_other(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(
        host(course(server + Q, server + "/embed/v1?expr=y=x*x&at=x:3&step=last")), reduced_motion="reduce"
    )
    expect(cards(frame(page, 0))).to_have_count(9)
    expect(cards(frame(page, 1))).to_have_count(2)
    cards(frame(page, 0)).first.click()
    page.keyboard.press("End")
    page.wait_for_function("heard.some(({ at, message }) => at === 0 && message.type === 'step')")
    assert messages(page, "step", 1) == []
    assert wait_for(page, "loaded", 1)["frame"] == "f1"


def test_tells_its_height_in_every_dialect_and_only_when_it_changes(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server + Q)))
    expect(cards(frame(page))).to_have_count(9)
    page.wait_for_timeout(500)
    heights = [message["payload"]["height"] for message in messages(page, "resize")]
    inside = frame(page).locator("html").evaluate("page => page.offsetHeight")
    assert heights[-1] == pytest.approx(inside, abs=1)
    assert all(abs(after - before) > 1 for before, after in pairwise(heights))
    others = page.evaluate("heard.map(({ message }) => message).filter((message) => message.tapedeck !== 1)")
    assert {"sentinel": "amp", "type": "embed-size", "height": heights[-1]} in others
    assert any("lti.frameResize" in other for other in others if isinstance(other, str))
    assert any("iframe.resize" in other for other in others if isinstance(other, str))
    numbers = page.evaluate("heard.filter(({ message }) => message.tapedeck === 1).map(({ message }) => message.seq)")
    assert numbers == list(range(1, len(numbers) + 1))


def test_takes_neither_focus_nor_scroll_nor_wheel(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server + Q + "&autoplay=1", above=300)))
    expect(cards(frame(page))).to_have_count(9)
    wait_for(page, "step")
    assert page.evaluate("[document.activeElement.id, scrollY]") == ["field", 0]
    page.evaluate(
        "height => { document.querySelector('iframe').height = height }",
        messages(page, "resize")[-1]["payload"]["height"],
    )
    box = page.locator("iframe").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.wheel(0, 150)
    page.wait_for_function("scrollY >= 150")


def test_a_bad_value_is_reported_and_does_no_harm(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server + Q + "&theme=sepia&speed=9&hide=tape,moon&step=2")), reduced_motion="reduce")
    expect(cards(frame(page))).to_have_count(9)
    warned = {message["payload"]["parameter"]: message["payload"]["value"] for message in messages(page, "warning")}
    assert warned == {"theme": "sepia", "speed": "9", "hide": "moon"}
    expect(frame(page).locator("tapedeck-player .tape")).to_be_hidden()
    expect(frame(page).locator("tapedeck-player .transport")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/embed/v1", "embed-empty"),
        ("/embed/v1?expr=x&lang=ko#s=1.j.e30", "embed-ambiguous"),
        ("/embed/v1?expr=x&at=x:two", "embed-at"),
        ("/embed/v1#s=1.z.AAAA", "link-broken"),
        ("/embed/v1?expr=Q = (", None),
    ],
)
def test_an_error_is_one_sentence_and_a_link_never_a_blank_frame(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str], address: str, code: str | None
) -> None:
    page = open_page(host(course(server + address)), allow="422")
    payload = wait_for(page, "error")["payload"]
    assert code in {None, payload["code"]}
    expect(frame(page).get_by_role("alert")).to_contain_text(payload["message"])
    assert frame(page).get_by_role("link").get_attribute("href").startswith("/?lang=")


def test_a_large_program_is_laid_out_in_a_worker_even_in_a_sandboxed_frame(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    source = "\n".join(f"t_{line} = sin(t_{line - 1}) + a*b" if line else "t_0 = a - b" for line in range(120))
    state = json.dumps({"source": source, "inputs": {"a": 2, "b": 3}, "step": 4}).encode()
    word = base64.urlsafe_b64encode(state).decode().rstrip("=")
    page = open_page(host(course(f"{server}/embed/v1#s=1.j.{word}")))
    expect(cards(frame(page)).first).to_be_visible()
    assert wait_for(page, "loaded")["payload"]["steps"] > 700
    assert [worker.url.split(":")[0] for worker in page.workers] in ([], ["blob"])  # it ends when it has answered


def test_an_input_is_changed_in_mode_edit_and_a_bad_one_keeps_the_picture(open_page: Callable[..., Page]) -> None:
    page = open_page("/embed/v1?expr=y = x²&at=x:3&mode=edit&step=last", reduced_motion="reduce")
    field = page.get_by_label("x", exact=True)
    expect(page.locator("tapedeck-player").get_by_text("9", exact=True).first).to_be_visible()
    field.fill("5")
    field.press("Enter")
    expect(page.locator("tapedeck-player").get_by_text("25", exact=True).first).to_be_visible()
    field.fill("five")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("tapedeck-player").get_by_text("25", exact=True).first).to_be_visible()


def test_lies_flat_on_a_narrow_page_and_in_the_dark(open_page: Callable[..., Page]) -> None:
    page = open_page(Q + "&theme=dark&bg=transparent&lang=ko", viewport={"width": 320, "height": 700})
    expect(page.locator("tapedeck-player [data-node]")).to_have_count(9)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.documentElement.lang") == "ko"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
