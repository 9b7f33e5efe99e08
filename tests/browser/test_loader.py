"""The loader in pages of other people: it puts a player where a program stands, and leaves the program where it cannot."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

DIST = Path(__file__).resolve().parents[2] / "static/dist"
MOST_BYTES = 4000  # compressed: a page of others loads it before it knows whether anybody plays

PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>A course</title><link rel="icon" href="data:,">
<script async src="{server}/embed/v1/loader.js"></script>
{content}</html>"""

FENCES = {
    "Hugo, MkDocs, Docusaurus": '<pre><code class="language-tapedeck">{code}</code></pre>',
    "Jekyll": '<div class="language-tapedeck highlighter-rouge"><div class="highlight"><pre class="highlight">'
    "<code>{code}</code></pre></div></div>",
    "Sphinx": '<div class="highlight-tapedeck notranslate"><div class="highlight"><pre><span></span>{code}</pre></div></div>',
}


def course(server: str, content: str, lang: str = "en") -> str:
    return PAGE.format(server=server, content=content, lang=lang)


def player(page: Page, number: int = 0):
    return page.frame_locator("iframe").nth(number)


def test_the_loader_is_small() -> None:
    (file,) = (DIST / "assets").glob("loader-*.js")
    assert len(gzip.compress(file.read_bytes())) <= MOST_BYTES


def test_every_kind_of_fence_becomes_a_player(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    content = "".join(fence.format(code="y = x²") for fence in FENCES.values())
    page = open_page(host(course(server, content)))
    page.watch.trust(server)
    for number in range(len(FENCES)):
        page.locator("iframe").nth(number).scroll_into_view_if_needed()
        expect(player(page, number).locator("tapedeck-player [data-node]")).to_have_count(3)
    expect(page.locator("pre:visible")).to_have_count(0)


def test_an_element_shows_an_expression_in_the_language_of_the_page(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    element = '<tapedeck-player expr="Q = 3a³ − b²" at="a:[2,3],b:[6,4]" mode="step">Q = 3a³ − b²</tapedeck-player>'
    page = open_page(host(course(server, element, "ko")))
    page.watch.trust(server)
    expect(player(page).locator("tapedeck-player [data-node]")).to_have_count(9)
    assert player(page).locator("html").get_attribute("lang") == "ko"


def test_blocks_of_a_chain_know_the_names_of_those_before(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    head = "# tapedeck: chain=one language=torch\n"
    codes = ["import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x", "y.backward()\nprint(x.grad)"]
    content = "".join(f'<pre><code class="language-tapedeck">{head}{code}</code></pre>' for code in codes)
    page = open_page(host(course(server, content)))
    page.watch.trust(server)
    page.locator("iframe").nth(1).scroll_into_view_if_needed()
    expect(player(page, 1).locator("tapedeck-player [data-node]").first).to_be_visible()
    expect(player(page, 1).locator("body")).not_to_contain_text("tapedeck: chain")


def test_a_program_stays_readable_where_there_is_no_server(
    server: str, open_page: Callable[..., Page], host: Callable[[str], str]
) -> None:
    page = open_page(host(course(server, FENCES["Jekyll"].format(code="y = x²"))), allow="ERR_CONNECTION|net::")
    page.watch.trust(server)
    page.route("**/embed/v1?*", lambda route: route.abort())
    page.reload()
    page.wait_for_timeout(500)
    expect(page.locator("pre")).to_be_visible()
