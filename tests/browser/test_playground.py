"""Journeys through the playground, as a person makes them: with keys, pointer and eyes, in two languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "static/node_modules/axe-core/axe.min.js"
FRAMES = ROOT / "tests/.made/frames.json"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REFUSED = r"status of 422"  # Chromium reports every answer that is no 200 on its console


def editor(page: Page) -> Locator:
    return page.locator("#editor").get_by_role("textbox")


def player(page: Page) -> Locator:
    return page.locator("tapedeck-player")


def deck(page: Page, what: str) -> Any:
    """A piece of the deck's state: ``state.cursor``, ``trace.program.source``."""
    return page.evaluate(
        """(path) => path.split(".").reduce((at, name) => at?.[name]?.value ?? at?.[name],
             document.querySelector("tapedeck-player").deck)""",
        what,
    )


def wait_for_source(page: Page, source: str) -> None:
    """Until the picture shows ``source``."""
    page.wait_for_function(
        "(source) => document.querySelector('tapedeck-player').deck?.trace.value?.program.source === source", arg=source
    )


def wait_for_code_editor(page: Page) -> None:
    """Until the plain text area has given way."""
    expect(page.locator("#editor .cm-content")).to_be_visible()


def type_program(page: Page, source: str, *, at_once: bool = False) -> None:
    """Type ``source`` in place of the whole text; on a slow machine the server is asked for unfinished lines as well.

    ``at_once``: as a paste comes, so that no beginning of it is ever drawn.
    """
    page.watch.allow(REFUSED)
    wait_for_code_editor(page)
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    (page.keyboard.insert_text if at_once else page.keyboard.type)(source)


def row(page: Page, label: str) -> Locator:
    """A row of the evaluation trace by the name of its node."""
    return page.locator("#table tbody tr").filter(has=page.get_by_role("button", name=re.compile(f"^{label}( =|$)")))


def test_opens_alive_and_whole_without_a_request(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en", viewport={"width": 1440, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(player(page).locator("[data-node]")).to_have_count(9)
    play = player(page).get_by_role("button", name="Play", exact=True)
    expect(play).to_be_in_viewport(ratio=1)
    for node in player(page).locator("[data-node]").all():
        expect(node).to_be_in_viewport(ratio=0.99)
    assert asked
    assert not [url for url in asked if "/traces" in url]
    assert page.evaluate("document.activeElement === document.body")
    assert page.evaluate("scrollY") == 0


def test_typing_is_followed_by_picture_values_and_gradients(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    type_program(page, "f = x·x·(x + y)")
    wait_for_source(page, "f = x·x·(x + y)")
    expect(row(page, "t₁")).to_contain_text("4")
    page.locator("#inputs").get_by_role("textbox", name="x").fill("3")
    page.locator("#inputs").get_by_role("textbox", name="y").fill("2")
    expect(row(page, "f")).to_contain_text("45")
    expect(row(page, "x")).to_contain_text("39")
    page.get_by_role("button", name="x", exact=True).first.click()
    inspector = page.locator("#inspector")
    expect(inspector).to_contain_text("Collected at x: 24 + 15 = 39 (3 of 3).")


def test_an_error_is_pointed_at_and_mended_by_one_click(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow(REFUSED)
    type_program(page, "y = sgimoid(z)", at_once=True)
    expect(page.locator("#editor .td-wrong")).to_have_text("sgimoid")
    expect(page.get_by_role("alert")).to_contain_text("sgimoid")
    expect(page.locator("#notices")).to_contain_text("Q = 3a³ − b²")
    expect(player(page).locator("[data-node]")).to_have_count(9)
    page.get_by_role("button", name="Write sigmoid in place of sgimoid").click()
    wait_for_source(page, "y = sigmoid(z)")
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page.locator("#notices")).to_have_text("")


def test_forward_to_the_end_and_back_to_the_start_with_keys_only(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en", reduced_motion="reduce")
    expect(player(page).locator("[data-node]")).to_have_count(9)
    length = deck(page, "state.length")
    seen = []
    for step in range(1, length + 1):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "(step) => document.querySelector('tapedeck-player').deck.cursor.value === step", arg=step
        )
        expect(page.locator("#inspector .td-step-count")).to_contain_text(f"Step {step} of {length}")
        seen.append(page.locator("#inspector .td-sentence").inner_text())
    assert len(set(seen)) == length
    expect(page.locator("#inspector")).to_contain_text("a.grad[0]: 0 + 36 = 36")
    for _ in range(length):
        page.keyboard.press("ArrowLeft")
    assert deck(page, "state.cursor") == 0
    page.keyboard.press("End")
    assert deck(page, "state.cursor") == length
    page.keyboard.press("Shift+ArrowLeft")
    assert deck(page, "state.cursor") < length
    page.keyboard.press("Home")
    page.keyboard.press("b")
    assert deck(page, "frame.pass") == 0
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("t₂")
    page.keyboard.press("Enter")
    expect(row(page, "t₂")).to_have_class(re.compile("td-row-selected"))


def test_the_tape_is_a_scrubber(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    tape = player(page).get_by_role("slider")
    box = tape.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
    page.mouse.down()
    cursors = []
    for part in range(3, 10):
        page.mouse.move(box["x"] + box["width"] * part / 10, box["y"] + box["height"] * 0.4)
        cursors.append(deck(page, "state.cursor"))
    page.mouse.up()
    assert len(set(cursors)) > 2
    assert tape.get_attribute("aria-valuenow") == str(deck(page, "state.cursor"))


def test_two_players_in_one_document_know_nothing_of_each_other(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.evaluate(
        """() => {
            const first = document.querySelector("tapedeck-player");
            const second = document.createElement("tapedeck-player");
            const { words, operations, deck } = first.parts;
            second.equip({ words, operations, deck: new deck.constructor() });
            second.deck.load(deck.trace.value);
            document.body.append(second);
        }"""
    )
    first, second = player(page).all()
    expect(second.locator("[data-node]")).to_have_count(9)
    length = deck(page, "state.length")
    second.get_by_role("slider").press("End")
    first.get_by_role("slider").press("ArrowRight")
    expect(second.get_by_role("slider")).to_have_attribute("aria-valuenow", str(length))
    expect(first.get_by_role("slider")).to_have_attribute("aria-valuenow", "1")
    first.get_by_role("button", name="Play", exact=True).click()
    expect(first.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(second.get_by_role("button", name="Play again", exact=True)).to_be_visible()


def test_a_row_a_node_and_a_piece_of_source_light_up_together(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    wait_for_code_editor(page)
    row(page, "t₂").hover()
    expect(page.locator("#editor .td-highlight")).to_have_text("3a³")
    node = deck(page, "state.highlight")
    expect(player(page).locator(f"[data-node='{node}']")).to_have_class(re.compile("highlight|lit|flag"))


def test_inputs_can_be_frozen_and_shaped(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow(REFUSED)
    page.get_by_role("button", name="Freeze b").click()
    expect(page.get_by_role("button", name="Freeze b")).to_have_attribute("aria-pressed", "true")
    expect(row(page, "b")).to_contain_text("frozen")
    field = page.locator("#inputs").get_by_role("textbox", name="a")
    field.fill("1, x")
    expect(page.locator("#inputs .td-error")).to_have_text("x is not a number.")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("1, 2; 3, 4")
    expect(row(page, "a")).to_contain_text("[[1, 2], [3, 4]]")
    page.get_by_role("radio", name="float32").check()
    page.wait_for_function(
        "() => document.querySelector('tapedeck-player').deck.trace.value.program.dtype === 'float32'"
    )
    page.locator("#inputs").get_by_role("textbox", name="v", exact=True).fill("[[1, 0], [0, 0]]")
    expect(row(page, "a")).to_contain_text("[[9, 0], [0, 0]]")


def test_a_frozen_input_may_leave_the_text(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow(REFUSED)
    page.get_by_role("button", name="Freeze b").click()
    expect(row(page, "b")).to_contain_text("frozen")
    type_program(page, "Q = 3a³")
    wait_for_source(page, "Q = 3a³")
    expect(page.get_by_role("alert")).to_be_empty()


def test_undo_and_redo_go_through_text_and_inputs(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    type_program(page, "y = 2x")
    wait_for_source(page, "y = 2x")
    page.locator("#inputs").get_by_role("textbox", name="x").fill("7")
    expect(row(page, "y")).to_contain_text("14")
    page.locator("#main").focus()
    page.keyboard.press("ControlOrMeta+z")
    expect(row(page, "y")).not_to_contain_text("14")
    page.keyboard.press("ControlOrMeta+z")
    wait_for_source(page, "Q = 3a³ − b²")
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Redo").click()
    expect(row(page, "y")).to_contain_text("14")


def test_nothing_is_evaluated_while_a_syllable_is_composed(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=ko", locale="ko-KR")
    type_program(page, "y = 2x")
    wait_for_source(page, "y = 2x")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ㅎ", "selectionStart": 1, "selectionEnd": 1})
    keyboard.send("Input.imeSetComposition", {"text": "한", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(400)
    assert [url for url in asked if "traces" in url] == []
    page.watch.allow(REFUSED)
    keyboard.send("Input.insertText", {"text": "한"})
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/traces'))"
    )
    expect(editor(page)).to_have_text("y = 2x한")


def test_a_link_carries_everything(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    type_program(page, "f = w·x")
    wait_for_source(page, "f = w·x")
    page.locator("#inputs").get_by_role("textbox", name="w").fill("5")
    page.get_by_role("button", name="Freeze x").click()
    expect(row(page, "x")).to_contain_text("frozen")
    page.locator("#main").focus()
    page.keyboard.press("b")
    cursor = deck(page, "state.cursor")
    page.get_by_role("button", name="Share").click()
    shared = page.get_by_role("dialog").get_by_label("Link")
    expect(shared).to_have_value(re.compile("#s=1"))
    frame = page.get_by_role("dialog").get_by_label("Code for a web page").input_value()
    assert frame.startswith("<iframe")
    assert 'sandbox="allow-scripts"' in frame
    other = open_page(shared.input_value())
    wait_for_source(other, "f = w·x")
    assert deck(other, "state.cursor") == cursor
    expect(other.get_by_role("button", name="Freeze x")).to_have_attribute("aria-pressed", "true")
    expect(other.locator("#inputs").get_by_role("textbox", name="w")).to_have_value("5")


def test_reload_brings_back_what_was_typed(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    type_program(page, "y = tanh(x)")
    wait_for_source(page, "y = tanh(x)")
    page.wait_for_function("() => location.hash.startsWith('#s=1')")
    page.reload()
    wait_for_source(page, "y = tanh(x)")
    page.goto(page.url.split("#")[0])
    wait_for_source(page, "y = tanh(x)")


def test_a_damaged_link_is_told_and_the_lesson_shown(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en#s=1.z.AAAA")
    expect(page.get_by_role("alert")).to_contain_text("damaged")
    wait_for_source(page, "Q = 3a³ − b²")


def test_a_server_out_of_reach_is_told_and_tried_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow("ERR_FAILED")
    page.route("**/api/v1/traces**", lambda route: route.abort())
    type_program(page, "y = 4x")
    expect(page.locator("#notices")).to_contain_text("cannot be reached")
    expect(player(page).locator("[data-node]")).to_have_count(9)
    page.unroute("**/api/v1/traces**")
    page.get_by_role("button", name="Try now").click()
    wait_for_source(page, "y = 4x")
    expect(page.locator("#notices")).to_have_text("")


def test_korean_from_top_to_bottom(open_page: Callable[..., Page]) -> None:
    page = open_page("/", locale="ko-KR")
    assert page.evaluate("document.documentElement.lang") == "ko"
    page.keyboard.press("End")
    expect(page.locator("#inspector .td-sentence")).to_contain_text(
        "a.grad가 [36, 81]\u2060이 되었습니다"
    )  # joined: no line ends between
    assert re.search(r"\bui\.\w", page.locator("body").inner_text()) is None
    page.get_by_role("link", name="English").click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")


def test_symbolic_derivative_and_certificate(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    ways = page.locator("#derivative .td-ways").first
    expect(ways.locator("math")).to_contain_text("9")
    expect(ways.locator("dd")).to_have_text(["[36, 81]"] * 3)
    expect(page.locator("#derivative .td-verdict-good")).to_be_visible()


@pytest.mark.parametrize("width", [360, 320])
def test_reflows_on_a_phone(open_page: Callable[..., Page], width: int) -> None:
    page = open_page("/?lang=ko", viewport={"width": width, "height": 800}, locale="ko-KR")
    expect(player(page).locator("[data-node]")).to_have_count(9)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    parts = ["#editor", "tapedeck-player", "#inspector", "#inputs", "#table"]
    tops = [page.locator(part).bounding_box()["y"] for part in parts]
    assert tops == sorted(tops)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Callable[..., Page], lang: str, scheme: str) -> None:
    page = open_page(f"/?lang={lang}", color_scheme=scheme, reduced_motion="reduce")
    page.watch.allow(REFUSED)
    wait_for_code_editor(page)
    page.evaluate(AXE.read_text())
    assert violations(page) == []
    page.keyboard.press("End")
    page.locator("#table").get_by_role("button").first.click()
    assert violations(page) == []
    type_program(page, "y = sgimoid(z)")
    expect(page.locator("#editor .td-repairs")).to_be_visible()
    assert violations(page) == []
    page.locator("#tools button").last.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#tools button").first.click()
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe has against the page as it stands: rule, element and reason."""
    found = page.evaluate("(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags } })", RULES)[
        "violations"
    ]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def test_frames_while_q_plays(open_page: Callable[..., Page]) -> None:
    """Frame times are kept for reading; asserted is only that the picture moves all the while it plays."""
    page = open_page("/?lang=en")
    expect(player(page).locator("[data-node]")).to_have_count(9)
    times = page.evaluate(
        """() => new Promise((resolve) => {
             const { deck } = document.querySelector("tapedeck-player");
             const times = [];
             const began = performance.now();
             deck.dispatch({ type: "speed", speed: 4 });
             deck.dispatch({ type: "play" });
             const frame = (now) => {
               times.push(now);
               if (deck.state.value.playing && now - began < 20000) requestAnimationFrame(frame);
               else resolve(times);
             };
             requestAnimationFrame(frame);
           })"""
    )
    gaps = sorted(after - before for before, after in pairwise(times))
    told = {
        "frames": len(gaps),
        "median_ms": gaps[len(gaps) // 2],
        "p95_ms": gaps[int(len(gaps) * 0.95)],
        "longest_ms": gaps[-1],
        "gaps_ms": [after - before for before, after in pairwise(times)],
    }
    FRAMES.parent.mkdir(parents=True, exist_ok=True)
    FRAMES.write_text(json.dumps(told))
    assert deck(page, "state.cursor") == deck(page, "state.length")
    assert len(gaps) > deck(page, "state.length")
