"""Journeys with PyTorch programs: pasted from a page, run, followed line by line, mended, cancelled, taken up again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_playground import AXE, REFUSED, deck, editor, player, violations, wait_for_code_editor

TRACES = "**/api/v1/traces**"
Q = """\
import torch

a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2

external_grad = torch.tensor([1., 1.])
Q.backward(gradient=external_grad)

# gradients
print(9*a**2 == a.grad)
print(-2*b == b.grad)
"""
BLOCK = """\
for epoch in range(epochs):
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()
    print('epoch {}, loss {}'.format(epoch, loss.item()))
"""


def paste(page: Page, source: str) -> None:
    """Put ``source`` in place of the whole text, as a paste does: in one go, and with nothing typed in between."""
    wait_for_code_editor(page)
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source)


def wait_for_program(page: Page, piece: str) -> None:
    """Until the picture shows a program in which ``piece`` stands."""
    page.wait_for_function(
        """(piece) => {
             const program = document.querySelector("tapedeck-player").deck?.trace.value?.program;
             return program?.language === "torch" && program.source.includes(piece);
           }""",
        arg=piece,
    )


def seek(page: Page, cursor: int) -> None:
    page.evaluate(
        "(cursor) => document.querySelector('tapedeck-player').deck.dispatch({ type: 'seek', cursor })", cursor
    )


def seek_before(page: Page, kind: str) -> None:
    """To where the first step of a kind has just happened."""
    kinds = page.evaluate(
        "() => document.querySelector('tapedeck-player').deck.trace.value.steps.map(({ kind }) => kind)"
    )
    seek(page, kinds.index(kind) + 1)


def variable(page: Page, name: str):
    return page.locator("#variables tbody tr").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_a_pasted_block_runs_and_is_followed_line_by_line(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en", viewport={"width": 1440, "height": 900})
    paste(page, Q)
    wait_for_program(page, "external_grad")
    expect(page.locator("#inputs")).to_be_empty()
    expect(page.locator("#derivative")).to_be_empty()
    expect(page.locator(".td-language-choice option:checked")).to_have_text("Automatic: PyTorch")
    expect(variable(page, "a")).to_contain_text("[36, 81]")
    expect(variable(page, "Q")).to_contain_text("SubBackward0")
    expect(page.locator(".td-output")).to_have_text("tensor([True, True])\ntensor([True, True])\n")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    seek(page, 0)
    expect(page.locator(".td-output")).to_have_text("")
    seek_before(page, "forward")
    expect(page.locator("#editor .td-running-line")).to_have_text("Q = 3*a**3 - b**2")
    seek_before(page, "accumulate")
    expect(page.locator("#editor .td-running-line")).to_have_text("Q.backward(gradient=external_grad)")
    page.locator(".td-output").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#editor .td-running-line")).to_have_text("print(9*a**2 == a.grad)")
    page.keyboard.press("ArrowDown")
    page.locator(".td-output").click(position={"x": 30, "y": 16})
    assert deck(page, "frame.stdout") == "tensor([True, True])\n"


def test_a_long_program_scrolls_inside_its_editor_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en", viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    lines = [f"x{number} = torch.ones(2, requires_grad=True) * {number}" for number in range(1, 81)]
    paste(page, "\n".join(["import torch", *lines, "print(x80)"]))
    wait_for_program(page, "print(x80)")
    seek(page, 1)
    expect(page.locator("#editor .td-running-line")).to_have_count(0)  # who types is not carried off
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    length = deck(page, "state.length")
    seek(page, length - 1)
    expect(page.locator("#editor .td-running-line")).to_have_text(lines[-1])
    expect(page.locator("#editor .td-running-line")).to_be_in_viewport()
    seek(page, 1)
    expect(page.locator("#editor .td-running-line")).to_have_text(lines[0])
    assert page.evaluate("scrollY") == 0


def test_a_mistake_is_mended_by_one_click(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow(REFUSED)
    paste(page, "class MyLinear(nn.Moudle):\n    pass\nx = torch.ones(2, requires_grad=True)\n(x * 2).sum().backward()")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Moudle")
    expect(page.locator("#editor .td-wrong")).to_contain_text("Moudle")
    expect(player(page).locator("[data-node]").first).to_be_visible()
    alert.get_by_role("button", name="Line 1:").click()
    expect(editor(page)).to_be_focused()
    alert.locator(".td-repairs button").first.click()
    wait_for_program(page, "nn.Module")
    expect(alert).to_be_empty()
    expect(variable(page, "x")).to_contain_text("[2, 2]")


def test_a_block_without_its_beginning_gets_a_set_up_and_the_next_block_follows(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow(REFUSED)
    paste(page, BLOCK)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("epochs")
    expect(alert.locator("pre")).to_contain_text("optimizer =")
    alert.get_by_role("button", name="Put into earlier blocks").click()
    wait_for_program(page, "epochs")
    expect(alert).to_be_empty()
    expect(page.locator(".td-output")).to_contain_text("epoch 0, loss")
    expect(page.locator(".td-setup summary")).to_contain_text("lines")
    page.get_by_role("button", name="Keep, next block").click()
    expect(editor(page)).to_have_text("")
    expect(player(page).locator("[data-node]").first).to_be_visible()
    paste(page, "print(model(inputs).shape)")
    wait_for_program(page, "model(inputs).shape")
    expect(page.locator(".td-output")).to_have_text(re.compile(r"^torch\.Size\(\[\d+, \d+\]\)\s*$"))
    page.wait_for_function("() => location.hash.startsWith('#s=1')")
    page.reload()
    wait_for_program(page, "model(inputs).shape")
    page.locator(".td-setup summary").click()
    expect(page.get_by_role("textbox", name="Earlier blocks")).to_have_value(re.compile("optimizer.zero_grad"))


def test_a_run_is_cancelled_and_taken_up_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    held: list[Route] = []
    page.route(TRACES, lambda route: held.append(route))  # noqa: PLW0108 (Playwright cannot take a built-in method); nobody answers
    paste(page, Q)
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.locator("#main").focus()
    page.keyboard.press("Escape")
    expect(cancel).to_have_count(0)
    expect(page.locator("#notices")).to_contain_text("cancelled")
    expect(player(page).locator("[data-node]")).not_to_have_count(0)
    assert deck(page, "trace.program.source") == "Q = 3a³ − b²"
    page.unroute(TRACES)
    page.locator("#editor").get_by_role("button", name="Run").click()
    wait_for_program(page, "external_grad")
    expect(page.locator("#notices")).to_have_text("")


def test_a_long_run_is_seen_while_it_goes_on_and_what_it_did_stays_when_it_is_cancelled(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/?lang=en")
    paste(page, "w = torch.tensor(1.0, requires_grad=True)\nwhile True:\n    (w * w).backward()\n    w.grad = None\n")
    page.wait_for_function("() => document.querySelector('tapedeck-player').deck?.trace.value?.partial")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("#notices")).to_have_text("")
    assert deck(page, "state.cursor") == deck(page, "state.length")
    seek(page, 3)
    page.locator("#main").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.locator("#notices")).to_contain_text("The picture shows what the program had done up to then.")
    assert (deck(page, "trace.partial"), deck(page, "state.cursor")) == (True, 3)
    expect(player(page).locator("[data-node]")).not_to_have_count(0)


def test_what_a_run_did_stays_when_its_worker_is_lost(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=ko")

    def answer(route: Route) -> None:
        """The server's own answer, as if it had come from a run that was told of no more."""
        response = route.fetch()
        trace = json.loads(response.text().splitlines()[-1])["trace"] | {"partial": True}
        problem = {"code": "limit-process", "status": 422, "detail": "끝났습니다."}
        lines = [{"kind": "partial", "trace": trace}, {"kind": "problem", "problem": problem}]
        route.fulfill(response=response, body="\n".join(json.dumps(line) for line in lines))

    page.route(TRACES, answer)
    paste(page, "w = torch.ones(1, requires_grad=True)\nfor epoch in range(3):\n    (w * epoch).backward()")
    wait_for_program(page, "epoch")
    expect(page.locator("#notices")).to_contain_text("그림은 프로그램이 그때까지 한 일을 보여 줍니다.")
    expect(page.get_by_text("끝났습니다.")).to_be_visible()
    expect(player(page).locator("[data-node]")).not_to_have_count(0)


def test_iterations_that_were_not_recorded_are_asked_for(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    asked: list[list[int] | None] = []

    def answer(route: Route) -> None:
        """The server's own answer; the loop is said to be longer than what was recorded."""
        request = route.request.post_data_json
        asked.append(request["window"])
        response = route.fetch()
        lines = [json.loads(line) for line in response.text().splitlines()]
        trace = lines[-1].get("trace")
        if trace is not None and trace["program"]["language"] == "torch":
            trace["window"] = {"line": 2, "total": 500, "recorded": [[0, 3], [499, 500]]}
        route.fulfill(response=response, body="\n".join(json.dumps(line) for line in lines))

    page.route(TRACES, answer)
    paste(page, "w = torch.ones(1, requires_grad=True)\nfor epoch in range(3):\n    (w * epoch).backward()")
    note = page.locator(".td-window")
    expect(note).to_contain_text("Of the 500 iterations of the loop in line 2, 1–3 and 500 are recorded in full")
    expect(note.get_by_role("button", name="Record these")).to_be_disabled()
    note.get_by_role("spinbutton", name="First iteration").fill("100")
    note.get_by_role("spinbutton", name="Last iteration").fill("120")
    page.keyboard.press("Enter")
    expect(note.get_by_role("button", name="Choose automatically")).to_be_visible()
    page.wait_for_function("() => location.hash.startsWith('#s=1')")
    page.unroute_all(behavior="wait")
    assert asked[-1] == [99, 120]


def test_the_keys_of_an_editor_of_programs(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    page.watch.allow(REFUSED)
    paste(page, "import torch")
    page.keyboard.press("Enter")
    page.keyboard.type("def f(x):  # double")
    page.keyboard.press("Enter")
    page.keyboard.type("y = 2*x")
    page.keyboard.press("Enter")
    page.keyboard.type("return y")
    page.keyboard.press("Enter")
    page.keyboard.type("if True:")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("print(f(torch.ones(2)))")
    page.keyboard.press("ControlOrMeta+Enter")
    wait_for_program(page, "print(f(")
    text = "import torch\ndef f(x):  # double\n    y = 2*x\n    return y\nif True:\n    print(f(torch.ones(2)))"
    assert deck(page, "trace.program.source") == text
    expect(page.locator(".td-output")).to_have_text("tensor([2., 2.])\n")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()
    assert deck(page, "trace.program.source") == text


def test_every_example_runs_to_its_end(open_page: Callable[..., Page]) -> None:
    page = open_page("/?lang=en")
    menu = page.locator(".td-examples")
    names = menu.locator("optgroup").last.locator("option").evaluate_all("(all) => all.map(({ value }) => value)")
    assert len(names) > 9
    for name in names:
        before = deck(page, "trace.program.source")
        menu.select_option(name)
        page.wait_for_function(
            "(before) => document.querySelector('tapedeck-player').deck.trace.value.program.source !== before",
            arg=before,
        )
        assert deck(page, "trace.error") is None, name
        expect(page.get_by_role("alert")).to_be_empty()


@pytest.mark.parametrize(
    ("lang", "scheme", "width"), [("ko", "dark", 1440), ("en", "light", 1024), ("ko", "light", 360)]
)
def test_axe_finds_nothing_and_nothing_overflows(
    open_page: Callable[..., Page], lang: str, scheme: str, width: int
) -> None:
    page = open_page(
        f"/?lang={lang}", color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 800}
    )
    page.watch.allow(REFUSED)
    wait_for_code_editor(page)
    page.evaluate(Path(AXE).read_text())
    page.locator(".td-examples").select_option("linear-regression")
    wait_for_program(page, "LinearReg")
    expect(page.locator("#variables tbody tr")).not_to_have_count(0)
    page.locator(".td-setup summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert re.search(r"\bui\.\w", page.locator("body").inner_text()) is None
    page.locator(".td-setup summary").click()
    paste(page, BLOCK)
    expect(page.get_by_role("alert").locator("pre")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
