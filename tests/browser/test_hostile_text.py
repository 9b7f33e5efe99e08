"""Text that would like to be markup: in sources, addresses, fragments, and in answers of a server that cannot be trusted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.attacks.covers import covers
from tests.browser.test_links import word
from tests.browser.test_playground import REFUSED, deck, player, type_program, wait_for_source

SECONDS = 5.0  # for a page to show what it was given; what is not stopped takes for ever
LATEX = (
    r"\href{javascript:alert(1)}{x}",
    r"\url{javascript:alert(1)}",
    r"\includegraphics{https://evil.example/p.png}",
    r"\htmlId{hacked}{y} \htmlClass{hacked}{y} \htmlStyle{color: red}{y} \htmlData{hacked=1}{y}",
    r"\id{hacked}{y} \class{hacked}{y} \style{color: red}{y} \data{hacked=1}{y}",
    r"\def\a{\a\a}\a",
    "x" + "_0^{x" * 400 + "}" * 400,
    r"\rule{10000em}{10000em}",
    r"\verb|<b id=hacked>|",
    r"</math><img src=https://evil.example/p.png onerror='hacked=1'>",
)
MARKUP = "<img src=x onerror='hacked=1'><script>hacked=1</script>"


def assert_inert(page: Page) -> None:
    """Nothing became an element, an attribute or a script; and nothing is larger than the page."""
    assert page.evaluate("typeof hacked") == "undefined"
    found = page.evaluate(
        """() => {
             const every = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
               [one, ...(one.shadowRoot ? every(one.shadowRoot) : [])]);
             const signs = "[id~=hacked], [class~=hacked], [data-hacked], [onerror], img, a[href^='javascript:']";
             return every(document).filter((one) => one.matches(signs)).map((one) => one.outerHTML.slice(0, 200));
           }"""
    )
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@covers(
    "BR-BROWSER-004",
    "BR-BROWSER-005",
    "BR-BROWSER-006",
    "BR-BROWSER-007",
    "BR-BROWSER-008",
    "BR-BROWSER-009",
    "BR-BROWSER-010",
    "BR-BROWSER-012",
)
def test_latex_that_does_more_than_mathematics_does_nothing(open_page: Callable[..., Page]) -> None:
    """Where Temml sets it, though a server sent it; and where it is only the text of a program."""
    hostile = {"latex": ""}

    def told(route: Route) -> None:
        answer = route.fetch(headers={**route.request.headers, "accept": "application/json"})
        body = answer.json()
        if answer.ok:
            body["program"]["reading"]["latex"] = hostile["latex"]
        route.fulfill(response=answer, json=body)

    page = open_page("/?lang=en")
    page.watch.allow(REFUSED)
    expect(page.locator("#derivative math").first).to_be_attached()  # Temml is there
    page.route("**/api/v1/traces**", told)
    for number, latex in enumerate(LATEX):
        hostile["latex"] = latex
        began = time.monotonic()
        type_program(page, f"y = {number}x + {number}")
        wait_for_source(page, f"y = {number}x + {number}")
        assert_inert(page)
        assert time.monotonic() - began < SECONDS, latex
    page.unroute("**/api/v1/traces**")
    for latex in LATEX:
        page.evaluate("(hash) => { location.hash = hash }", f"s={word({'source': latex})}")
        expect(page.get_by_role("alert")).not_to_be_empty()
        assert_inert(page)


@covers("BR-BROWSER-014")
@pytest.mark.parametrize("path", ["/", "/embed/v1"])
def test_markup_in_an_address_is_a_bad_value(open_page: Callable[..., Page], path: str) -> None:
    hostile = quote('"><script>hacked=1</script>')
    names = ("theme", "bg", "lang", "mode", "step", "show", "ctx", "origin", "at", "lesson")
    address = "&".join(f"{name}={hostile}" for name in names)
    page = open_page(f"{path}?expr=y=x*x&{address}", allow="postMessage|status of 4")
    page.wait_for_load_state()
    assert_inert(page)
    assert page.evaluate("document.documentElement.dataset.theme ?? null") is None


@covers("BR-BROWSER-016")
@pytest.mark.parametrize("source", ["javascript:alert(1)", "[x](javascript:alert(1))", MARKUP])
def test_a_program_that_is_a_link_or_markup_is_shown_as_text(open_page: Callable[..., Page], source: str) -> None:
    for hash_ in (f"#code={quote(source)}", f"#s={word({'source': source})}"):
        page = open_page(f"/?lang=en{hash_}", allow=REFUSED)
        expect(page.locator("#editor .cm-content")).to_be_visible()
        if hash_.startswith("#s="):
            expect(page.locator("#editor .cm-content")).to_have_text(source)
        assert_inert(page)
        embed = open_page(f"/embed/v1?lang=en{hash_}", allow=REFUSED)
        expect(embed.get_by_role("alert")).to_be_visible()
        assert_inert(embed)


def test_markup_in_every_text_of_a_trace_stays_text(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    program = f'class Net(nn.Module):\n    pass\nx = torch.ones(2, requires_grad=True)\nprint("{MARKUP}")\nraise ValueError("{MARKUP}")'
    type_program(page, "x")
    page.evaluate("(hash) => { location.hash = hash }", f"s={word({'source': program, 'language': 'torch'})}")
    expect(page.get_by_role("alert")).to_contain_text(MARKUP)
    assert_inert(page)


@covers("BR-BROWSER-037")
def test_a_trace_of_very_many_steps_does_not_become_as_many_elements(open_page: Callable[..., Page]) -> None:
    source = (
        "w = torch.ones(2, requires_grad=True)\nfor i in range(3000):\n    (w * w).sum().backward()\n    w.grad = None"
    )
    page = open_page(f"/?lang=en#s={word({'source': source, 'language': 'torch'})}")
    wait_for_source(page, source)
    page.wait_for_function("() => document.querySelector('tapedeck-player').deck.state.value.length > 4000")
    count = "root => { const all = (at) => [...at.querySelectorAll('*')].reduce((n, one) => n + 1 + (one.shadowRoot ? all(one.shadowRoot) : 0), 0); return all(document) }"
    assert page.evaluate(count) < 10_000
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('tapedeck-player').deck.cursor.value === 1")


@covers("BR-BROWSER-039")
@pytest.mark.parametrize(
    "answer", ['{"steps": [NaN]}', "", "<html>", "[]", "null", '{"format": "tapedeck/trace"}', '"\\ud800"']
)
def test_an_answer_that_is_none_is_told_and_the_picture_stays(open_page: Callable[..., Page], answer: str) -> None:
    page = open_page("/?lang=en")
    page.route(
        "**/api/v1/traces**", lambda route: route.fulfill(status=200, content_type="application/json", body=answer)
    )
    type_program(page, "y = 2x")
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(player(page).locator("[data-node]")).to_have_count(9)


@covers("BR-BROWSER-042")
def test_a_slow_old_answer_after_a_newer_one_is_ignored(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    held: list[Route] = []

    def late(route: Route) -> None:
        asked: dict[str, Any] = json.loads(route.request.post_data or "{}")
        if asked["source"] == "y = 2x":
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/traces**", late)
    type_program(page, "y = 2x")
    page.wait_for_timeout(300)
    type_program(page, "y = 3x")
    wait_for_source(page, "y = 3x")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    assert held
    assert deck(page, "trace.program.source") == "y = 3x"
