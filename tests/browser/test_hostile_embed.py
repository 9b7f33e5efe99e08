"""The embed in pages that are careless or hostile: strangers' messages, clicks that are stolen, frames of odd sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.attacks.covers import covers
from tests.browser.test_embed import HOST, Q, cards, course, frame, messages, wait_for

HOSTILE_MESSAGES = """(target) => {
  const cyclic = {}; cyclic.self = cyclic;
  const kinds = ["connect", "set", "get", "run", "goto", "play", "cg:resize", "resize", "__proto__", "constructor"];
  for (const data of [null, undefined, 0, "", "x".repeat(1e6), [], cyclic, new Map([[1, 2]]), new Date(NaN), new Error("x"),
      new ArrayBuffer(1e6), { tapedeck: 1 }, { tapedeck: { toString: 1 } },
      ...kinds.map((type) => ({ tapedeck: 1, type, frame: "f0", seq: 1e9, payload: cyclic, height: 1e9, ports: [1] })),
      ...kinds.map((type) => JSON.stringify({ tapedeck: 1, type, payload: { source: "y = 9x" } }))])
    target.postMessage(data, "*");
  target.postMessage({ tapedeck: 1, type: "connect" }, "*", [new MessageChannel().port1]);
}"""
FROM_NOWHERE = """<iframe name="nobody" sandbox="allow-scripts" srcdoc="<script>
  for (const target of [parent, parent[0]]) ({hostile})(target)</script>"></iframe>"""


def embedded(attributes: str, source: str, before: str = "") -> str:
    """A page with one frame as somebody wrote it."""
    return HOST.format(above=0, frames=f'{before}<iframe name="f0" src="{source}" {attributes}></iframe>')


@covers("BR-BROWSER-024", "BR-BROWSER-026")
def test_messages_of_strangers_change_nothing(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    """From the page above, and from a sandboxed frame beside, whose origin is null."""
    beside = FROM_NOWHERE.format(hostile=HOSTILE_MESSAGES.replace('"', "'"))
    page = open_page(host(course(server + Q) + "<div id=place></div>"))
    expect(cards(frame(page))).to_have_count(9)
    wait_for(page, "loaded")
    page.wait_for_timeout(300)
    before = page.evaluate("heard.length")
    page.evaluate("html => { document.getElementById('place').innerHTML = html }", beside)
    page.frame_locator("iframe[name=nobody]").locator("html").wait_for()
    page.evaluate(f"() => ({HOSTILE_MESSAGES})(frames[0])")
    page.wait_for_timeout(300)
    ours = "heard.slice(before).filter(({ at, message }) => at === 0).length"
    assert page.evaluate(f"(before) => {ours}", before) == 0
    expect(cards(frame(page))).to_have_count(9)
    playground = open_page("/?lang=en")
    expect(playground.locator("tapedeck-player [data-node]")).to_have_count(9)
    playground.evaluate(f"() => ({HOSTILE_MESSAGES})(window)")
    playground.wait_for_timeout(200)
    expect(playground.locator("tapedeck-player [data-node]")).to_have_count(9)


@covers("BR-BROWSER-030")
def test_no_click_in_an_embed_has_an_effect_elsewhere(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server + Q + "&mode=edit")), reduced_motion="reduce")
    expect(cards(frame(page))).to_have_count(9)
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method != "GET" else None)
    for button in frame(page).get_by_role("button").all():
        button.click(force=True, timeout=2000, no_wait_after=True)
    for card in cards(frame(page)).all():
        card.click(force=True)
    assert posted == []
    assert page.context.cookies() == []
    assert page.url.startswith("http://127.0.0.1")
    assert len(page.context.pages) == 1


@covers("BR-BROWSER-032", "BR-BROWSER-033")
def test_a_foreign_page_can_neither_post_a_form_nor_run_an_answer_as_a_script(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    key = httpx.post(f"{server}/api/v1/traces", json={"source": "y = 2x"}).headers["content-location"]
    form = f"""<form action="{server}/api/v1/traces" method="post" enctype="text/plain" target="got">
      <input name='{{"source":"y=2x","setup":"' value='"}}'></form><iframe name="got"></iframe>
      <script src="{server}{key}"></script><script src="{server}/api/v1/lessons"></script>"""
    page = open_page(
        host(HOST.format(above=0, frames=form)), allow="status of 415|MIME|nosniff|refused|Refused|Framing"
    )
    page.watch.trust(server)
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        page.evaluate("document.querySelector('form').submit()")
    assert posted.value.status == 415


@covers("EM-EMBED-001", "EM-EMBED-002")
def test_in_a_sandbox_that_opens_nothing_the_address_is_there_to_be_copied(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server + Q)), allow="Blocked opening")
    expect(cards(frame(page))).to_have_count(9)
    inside = page.frames[1]
    for what in ("localStorage", "document.cookie"):
        denied = "(what) => { try { what === 'localStorage' ? localStorage : document.cookie; return false } catch { return true } }"
        assert inside.evaluate(denied, what)
    frame(page).get_by_role("link").click()
    address = frame(page).locator("input.td-embed-address")
    expect(address).to_have_value(re.compile(r"^http.*/\?lang=en#s=1\."))
    assert address.evaluate("at => at.readOnly && at.selectionEnd - at.selectionStart === at.value.length")
    assert len(page.context.pages) == 1


def test_where_a_frame_may_open_pages_the_playground_opens(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    sandbox = 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" width="900" height="600"'
    page = open_page(host(embedded(sandbox, server + Q)))
    expect(cards(frame(page))).to_have_count(9)
    with page.context.expect_page() as opened:
        frame(page).get_by_role("link").click()
    expect(opened.value.locator("tapedeck-player [data-node]")).to_have_count(9)
    assert opened.value.evaluate("window.opener") is None


@covers("EM-EMBED-005")
def test_in_a_frame_of_100_by_200_pixels_everything_is_reached_by_scrolling(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(embedded('sandbox="allow-scripts" width="200" height="100"', server + Q)))
    expect(cards(frame(page))).to_have_count(9)
    play = frame(page).get_by_role("button", name="Play", exact=True)
    play.scroll_into_view_if_needed()
    expect(play).to_be_in_viewport(ratio=0.9)
    play.click()
    wait_for(page, "play")
    assert frame(page).locator("html").evaluate("page => page.scrollWidth") <= 200


@covers("EM-EMBED-006")
def test_a_frame_that_was_hidden_is_laid_out_when_it_is_shown(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    attributes = 'sandbox="allow-scripts" width="900" height="600" style="display: none"'
    page = open_page(host(embedded(attributes, server + Q)))
    wait_for(page, "loaded")
    page.wait_for_timeout(200)
    page.evaluate("document.querySelector('iframe').style.display = 'block'")
    expect(cards(frame(page))).to_have_count(9)
    page.wait_for_function(
        "() => heard.some(({ message }) => message.type === 'resize' && message.payload.height > 300)"
    )
    for card in cards(frame(page)).all():
        box = card.bounding_box()
        assert box is not None
        assert box["width"] > 10
        assert 0 <= box["x"] - page.locator("iframe").bounding_box()["x"] <= 900


@covers("EM-EMBED-009")
def test_a_frame_that_is_made_as_high_as_it_says_stops_growing(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    follow = """<script>addEventListener("message", ({ data }) => {
      if (data.type === "resize") document.querySelector("iframe").height = data.payload.height; })</script>"""
    page = open_page(host(embedded('sandbox="allow-scripts" width="900" height="300"', server + Q, follow)))
    expect(cards(frame(page))).to_have_count(9)
    page.wait_for_timeout(800)
    heights = [message["payload"]["height"] for message in messages(page, "resize")]
    assert len(heights) <= 4
    assert all(80 <= height <= 5000 for height in heights)
    page.wait_for_timeout(300)
    assert len(messages(page, "resize")) == len(heights)


@covers("EM-EMBED-012")
def test_the_focus_can_leave(server: str, open_page: Callable[..., Page], host: Callable[[str], str]) -> None:
    page = open_page(host(course(server + Q) + "<input id=after>"))
    expect(cards(frame(page))).to_have_count(9)
    cards(frame(page)).first.click()
    page.keyboard.press("Escape")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "after":
            return
    pytest.fail("forty tabs do not leave the embed")


@covers("EM-EMBED-013")
@pytest.mark.parametrize(
    ("scheme", "query", "dark"),
    [("dark", "", True), ("light", "", False), ("dark", "&theme=light", False), ("light", "&theme=dark", True)],
)
def test_the_theme_is_the_readers_unless_it_is_named(
    open_page: Callable[..., Page],
    scheme: str,
    query: str,
    dark: bool,  # noqa: FBT001
) -> None:
    page = open_page(Q + query, color_scheme=scheme)
    expect(page.locator("tapedeck-player [data-node]")).to_have_count(9)
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "light dark"
    ink = page.evaluate(
        "getComputedStyle(document.body).color.match(/[\\d.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    )
    assert (ink > 380) is dark


@covers("EM-EMBED-016")
@pytest.mark.parametrize(
    ("path", "ancestors"),
    [("/embed/v1?expr=x", "*"), ("/", "'none'"), ("/lessons", "'none'"), ("/api/v1/lessons", "'none'")],
)
def test_only_the_embed_may_be_framed(server: str, path: str, ancestors: str) -> None:
    headers = httpx.get(server + path).headers
    assert re.search(r"frame-ancestors ([^;]+)", headers["content-security-policy"])[1] == ancestors
    assert "x-frame-options" not in headers or ancestors == "'none'"


def test_text_in_an_expression_of_an_address_is_not_markup(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/embed/v1?expr={quote('<img src=x onerror=hacked=1>')}&ctx={quote('</script>')}", allow="422")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("typeof hacked") == "undefined"
