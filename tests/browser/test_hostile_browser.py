"""Browsers as people have them: without storage, without a clipboard, translated, zoomed, with input methods, cut off."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.attacks.covers import covers
from tests.browser.test_playground import (
    deck,
    editor,
    player,
    type_program,
    wait_for_code_editor,
    wait_for_source,
)

STORAGE_THROWS = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""
WITHOUT = "for (const name of ['indexedDB', 'caches']) Object.defineProperty(window, name, { value: undefined });"
NO_CLIPBOARD = """Object.defineProperty(navigator, "clipboard", { value: {
  writeText: () => Promise.reject(new DOMException("denied", "NotAllowedError")) } });"""
NOT_SECURE = """for (const [owner, name] of [[navigator, "clipboard"], [navigator, "serviceWorker"], [crypto, "subtle"],
    [crypto, "randomUUID"], [window, "caches"], [window, "isSecureContext"]])
  Object.defineProperty(owner, name, { value: undefined });"""
PASTED = "“Notes”:\u00a0y =\u200b 2\ufeffx\u2028z = y\u00a0\u2212\u202f1\u00ad"


def changed(page: Page, script: str) -> None:
    """Open the page again in a browser that has been tampered with."""
    page.context.add_init_script(script)
    page.reload()


@covers("BR-BROWSER-018")
@pytest.mark.parametrize("kept", ["{broken", "1.z.AAAA", "2.j.e30", "\x00", "1.j." + "A" * 400_000])
def test_a_broken_session_is_told_and_put_aside(open_page: Callable[..., Page], kept: str) -> None:
    page = open_page("/?lang=en")
    page.evaluate("kept => localStorage.setItem('tapedeck.session', kept)", kept)
    page.reload()
    wait_for_source(page, "Q = 3a³ − b²")
    type_program(page, "y = 2x")
    wait_for_source(page, "y = 2x")
    page.wait_for_function("kept => localStorage.getItem('tapedeck.session') !== kept", arg=kept)
    assert page.evaluate("localStorage.getItem('tapedeck.session.broken')") == kept


@covers("BR-BROWSER-019", "BR-BROWSER-020", "EM-EMBED-014")
@pytest.mark.parametrize("script", [STORAGE_THROWS, WITHOUT, NOT_SECURE])
@pytest.mark.parametrize("path", ["/?lang=en", "/embed/v1?expr=Q=3a³-b²&at=a:[2,3],b:[6,4]"])
def test_a_page_needs_no_storage_and_no_secure_connection(
    open_page: Callable[..., Page], path: str, script: str
) -> None:
    page = open_page(path)
    changed(page, script)
    expect(player(page).locator("[data-node]")).to_have_count(9)
    if path == "/?lang=en":
        type_program(page, "y = 2x")
        wait_for_source(page, "y = 2x")


@covers("BR-BROWSER-022")
def test_where_the_clipboard_is_denied_the_link_is_selected(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    changed(page, NO_CLIPBOARD)
    page.get_by_role("button", name="Share").click()
    shared = page.get_by_role("dialog")
    shared.get_by_role("button", name="Copy").first.click()
    expect(shared.get_by_label("Link")).to_be_focused()
    selected = "at => at.selectionStart === 0 && at.selectionEnd === at.value.length && at.value.includes('#s=1')"
    assert shared.get_by_label("Link").evaluate(selected)


@covers("BR-BROWSER-040")
def test_a_server_that_is_gone_is_asked_ever_less_often_and_the_text_is_safe(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow("ERR_|status of")
    page.clock.install()
    times: list[float] = []
    page.route("**/api/v1/traces**", lambda route: (times.append(page.evaluate("performance.now()")), route.abort()))
    type_program(page, "y = 4x")
    expect(page.locator("#notices")).to_contain_text("what you typed is safe")
    for seconds in (2, 4, 8, 16):
        before = len(times)
        page.clock.run_for(1000 * seconds)
        page.wait_for_function("before => true", arg=before)
    expect(editor(page)).to_have_text("y = 4x")
    waits = [after - before for before, after in zip(times[-5:-1], times[-4:], strict=True)]
    assert len(waits) == 4, times
    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]
    assert page.evaluate("localStorage.getItem('tapedeck.session')") is not None
    page.unroute("**/api/v1/traces**")
    page.get_by_role("button", name="Try now").click()
    wait_for_source(page, "y = 4x")


@covers("BR-BROWSER-043")
@pytest.mark.parametrize("path", ["/?lang=ko", "/lessons?lang=en", "/embed/v1?expr=Q=3a³-b²"])
def test_at_four_times_its_size_a_page_scrolls_one_way(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@covers("BR-BROWSER-044")
def test_who_wants_no_motion_sees_none_and_steps_all_the_same(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en", reduced_motion="reduce")
    expect(player(page).locator("[data-node]")).to_have_count(9)
    for step in range(1, 8):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "(step) => document.querySelector('tapedeck-player').deck.cursor.value === step", arg=step
        )
        moving = page.evaluate(
            """() => document.querySelector("tapedeck-player").getAnimations({ subtree: true })
                 .filter((one) => one.playState === "running" && one.effect.getComputedTiming().activeDuration > 10).length"""
        )
        assert moving == 0


@covers("BR-BROWSER-048")
def test_a_page_whose_texts_were_replaced_goes_on(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    wait_for_code_editor(page)
    page.evaluate(
        """() => {
             const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
             const texts = [];
             while (walk.nextNode()) texts.push(walk.currentNode);
             for (const text of texts) {
               if (text.parentElement.closest("script, .cm-content")) continue;
               const font = document.createElement("font");
               const inner = document.createElement("font");
               inner.textContent = `«${text.data}»`;
               font.append(inner);
               text.replaceWith(font);
             }
           }"""
    )
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    type_program(page, "y = tanh(x)")
    wait_for_source(page, "y = tanh(x)")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@covers("BR-BROWSER-049")
def test_enter_that_ends_a_syllable_does_nothing_else(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=ko", locale="ko-KR")
    type_program(page, "y = 2x")
    wait_for_source(page, "y = 2x")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    composing = """at => { for (const key of ["Enter", "Escape", " ", "b"]) for (const ctrlKey of [false, true])
      at.dispatchEvent(new KeyboardEvent("keydown",
        { key, ctrlKey, keyCode: 229, isComposing: true, bubbles: true, composed: true })); }"""
    cursor = deck(page, "state.cursor")
    for place in (page.locator("#inputs").get_by_role("textbox").first, page.locator("body")):
        place.evaluate(composing)
    editor(page).click()
    page.keyboard.press("End")
    page.context.new_cdp_session(page).send(
        "Input.imeSetComposition", {"text": "한", "selectionStart": 1, "selectionEnd": 1}
    )
    editor(page).evaluate(composing)
    page.wait_for_timeout(400)
    assert [url for url in asked if "/traces" in url] == []
    assert deck(page, "state.cursor") == cursor
    expect(editor(page)).to_have_text("y = 2x한")


@covers("BR-BROWSER-050")
def test_what_cannot_be_seen_is_left_out_of_what_is_pasted_and_that_is_said(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    type_program(page, "x")
    page.keyboard.press("ControlOrMeta+a")
    paste(page, PASTED)
    assert editor(page).inner_text() == '"Notes": y = 2x\nz = y − 1'
    expect(page.get_by_text("What cannot be seen was left out")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    paste(page, "y = 2x")
    wait_for_source(page, "y = 2x")
    expect(page.get_by_text("What cannot be seen was left out")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+a")
    paste(page, "print('it’s “here”')")
    expect(editor(page)).to_have_text("print('it’s “here”')")


def paste(page: Page, text: str) -> None:
    editor(page).evaluate(
        """(at, text) => {
             const clipboardData = new DataTransfer();
             clipboardData.setData("text/plain", text);
             at.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true }));
           }""",
        text,
    )


@covers("EM-EMBED-020")
def test_no_page_sets_a_cookie(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    for path in ("/", "/embed/v1?expr=y=x*x", "/lessons", "/api/v1/lessons", "/patterns", "/nowhere"):
        assert "set-cookie" not in httpx.get(server + path).headers
    for path in ("/embed/v1?expr=y=x*x", "/lessons"):
        page.goto(server + path)
    context: BrowserContext = page.context
    assert context.cookies() == []
