"""``with record()`` around plain PyTorch code: what is recorded, what it is called, where it stands, how it is shown."""

import html
import json
import linecache
import re

import pytest
import torch
from torch import nn

from app.notebook import record
from app.trace.check import check

CELL = "/nowhere/ipykernel/1.py"


def run_cell(text, names=None):
    """Runs ``text`` as IPython runs a cell: its text is in Python's cache of lines, under a name that no file has."""
    names = {} if names is None else names
    linecache.cache[CELL] = (len(text), None, text.splitlines(keepends=True), CELL)
    exec(compile(text, CELL, "exec"), names)
    return names


Q = """\
from app.notebook import record
def 세제곱(x):
    return x**3
with record(lang="en", title="노트") as tape:
    Q = 3 * 세제곱(a) - b**2
    Q.backward(gradient=v)
"""


@pytest.fixture
def leaves():
    return {
        "a": torch.tensor([2.0, 3.0], requires_grad=True),
        "b": torch.tensor([6.0, 4.0], requires_grad=True),
        "v": torch.ones(2),
    }


def pieces(trace):
    """What is written where each operation comes from."""
    source = trace["program"]["source"]
    return [
        (node["label"], node["line"], source[slice(*node["span"])])
        for node in trace["nodes"]
        if node["kind"] == "operation"
    ]


def test_a_cell_is_recorded_with_its_text_its_names_and_its_places(leaves):
    trace = run_cell(Q, leaves)["tape"].trace
    assert check(trace) == []
    assert trace["program"]["source"] == Q
    assert pieces(trace) == [
        ("t₁", 3, "x**3"),
        ("t₂", 5, "3 * 세제곱(a)"),
        ("t₃", 5, "b**2"),
        ("Q", 5, "3 * 세제곱(a) - b**2"),
    ]
    grads = {name: variable["grad"] for name, variable in trace["variables"].items()}
    assert trace["values"][grads["a"]]["data"] == leaves["a"].grad.tolist() == [36, 81]
    assert trace["values"][grads["b"]]["data"] == [-12, -8]
    assert next(step["line"] for step in trace["steps"] if step["kind"] == "seed") == 6


TRAINING = """\
import torch
from torch import nn
from app.notebook import record
torch.manual_seed(0)
x, y = torch.randn(8, 2), torch.randn(8, 1)
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
unused = nn.Linear(9, 9)
with record(lang="en") as tape:
    for epoch in range(3):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
"""


def test_modules_parameters_and_every_loss_have_names():
    names = run_cell(TRAINING)
    trace = names["tape"].trace
    assert check(trace) == []
    assert [node["label"] for node in trace["nodes"] if node["name"] == "loss"] == ["loss₁", "loss₂", "loss₃"]
    assert [group["name"] for group in trace["groups"]][:4] == ["model", "0", "1", "2"]
    assert "model.2.bias" in trace["variables"]
    assert not any(name.startswith("unused") for name in trace["variables"])
    held = trace["values"][trace["variables"]["model.2.bias"]["value"]]["data"]
    assert held == pytest.approx(names["model"][2].bias.tolist())


def test_in_a_file_the_code_is_not_shown(leaves):
    a = leaves["a"]
    with record() as tape:
        y = (a * a).sum()
        y.backward()
    assert check(tape.trace) == []
    assert tape.trace["program"]["source"] == ""
    assert {node["line"] for node in tape.trace["nodes"]} == {None}
    assert [node["label"] for node in tape.trace["nodes"]] == ["a", "t₁", "y"]


def test_what_is_written_in_place_keeps_its_name():
    x = torch.ones(2)
    with record() as tape:
        x += 1
        z = x * x
    assert z.tolist() == [4, 4]
    labels = [(node["operation"], node["label"]) for node in tape.trace["nodes"]]
    assert ("mul", "z") in labels
    assert {label for _, label in labels if label.startswith("x")}


FAILING = """\
from app.notebook import record
with record(lang="en") as tape:
    y = a * a
    y.backward()
"""


def test_code_that_fails_fails_as_ever_and_is_shown_up_to_there(leaves):
    with pytest.raises(RuntimeError, match="scalar"):
        run_cell(FAILING, names := leaves)
    trace = names["tape"].trace
    assert check(trace) == []
    assert trace["nodes"][-1]["operation"] == "mul"
    assert nn.Module._call_impl.__module__ == "torch.nn.modules.module"


LONG = """\
import torch
from app.notebook import record
w = torch.tensor([1.0], requires_grad=True)
with record(lang="en") as tape:
    for _ in range(30):
        loss = ((w * 2 - 4) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
"""


def test_a_long_run_goes_on_unrecorded_and_says_so(monkeypatch):
    monkeypatch.setattr("app.tape.following.BUDGET", 60)
    with pytest.warns(UserWarning, match="not recorded"):
        names = run_cell(LONG)
    trace = names["tape"].trace
    assert check(trace) == []
    assert len(trace["steps"]) < 90
    assert trace["values"][trace["variables"]["w"]["value"]]["data"] == names["w"].tolist()


def test_it_is_shown_in_a_frame_that_may_run_scripts_alone(leaves, tmp_path):
    tape = run_cell(Q, leaves)["tape"]
    shown = tape._repr_html_()
    frame = re.fullmatch(r'<iframe srcdoc="([^"]*)" sandbox="allow-scripts" title="[^"]+" [^<>]*></iframe>', shown)
    tape.save(tmp_path / "page.html")
    saved = (tmp_path / "page.html").read_text("utf-8")
    assert html.unescape(frame[1]) == saved
    boot = json.loads(re.search('id="tapedeck-boot">(.*)</script>', saved)[1])
    assert boot["title"] == "노트"
    assert boot["trace"]["program"]["source"] == Q


@pytest.mark.parametrize(("lang", "word"), [("en", "Recording"), ("ko", "기록")])
def test_while_it_records_there_is_nothing_to_show(lang, word, tmp_path):
    with record(lang=lang) as tape:
        assert word in tape._repr_html_()
        with pytest.raises(RuntimeError, match=word):
            tape.save(tmp_path / "page.html")
    assert tape.trace["nodes"] == []
