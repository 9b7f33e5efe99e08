"""Links that hold too much, or not what a link holds: told in a sentence, and what was in the editor stays there."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.words import say
from tests.attacks.covers import covers
from tests.browser.test_playground import REFUSED, editor, wait_for_source

KEPT = "y = 3x² + 1"
REFUSED_OR_TOO_LARGE = r"status of (413|422)"


def word(state: object) -> str:
    return "1.j." + base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip("=")


def opened_with(open_page: Callable[..., Page], allow: str) -> Page:
    page = open_page(f"/#s={word({'source': KEPT})}", allow=allow)
    wait_for_source(page, KEPT)
    return page


def follow(page: Page, fragment: str) -> None:
    page.evaluate("(hash) => { location.hash = hash }", fragment)


@covers("ST-STORAGE-014")
@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("1.j.%%%", "link-broken"),
        ("1.j.e", "link-broken"),
        (word({"source": KEPT})[:-7], "link-broken"),
        (word({"sauce": KEPT}), "link-without-source"),
        ("1.z.AAAA", "link-broken"),
    ],
)
def test_a_broken_link_is_told_and_the_editor_keeps_its_text(open_page, broken, code):
    page = opened_with(open_page, REFUSED)
    follow(page, f"s={broken}")
    expect(page.get_by_text(say("en", f"ui.problem.{code}")).first).to_be_visible()
    expect(editor(page)).to_have_text(KEPT)


@covers("ST-STORAGE-011")
def test_a_link_of_a_newer_version_is_told(open_page):
    page = opened_with(open_page, REFUSED)
    follow(page, "s=2.j.e30")
    expect(page.get_by_text(say("en", "ui.problem.link-version")).first).to_be_visible()
    expect(editor(page)).to_have_text(KEPT)


@covers("ST-STORAGE-012")
def test_a_link_of_a_hundred_kilobytes_is_told_and_the_page_goes_on(open_page):
    page = opened_with(open_page, REFUSED_OR_TOO_LARGE)
    follow(page, f"s={word({'source': 'x' + ' + x' * 18_750})}")
    expect(page.get_by_text(say("en", "error.body-too-large", bytes=65536)).first).to_be_visible()
    follow(page, f"s={word({'source': 'z = 2w'})}")
    wait_for_source(page, "z = 2w")
    follow(page, f"s={word({'source': 'x' * 300_000})}")
    expect(page.get_by_text(say("en", "ui.problem.link-too-large")).first).to_be_visible()
