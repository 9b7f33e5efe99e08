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
from app.trace.fold import fold

CELL = "/nowhere/ipykernel/1.py"


def run_cell(text, names=None, run=None):
    """Runs ``text`` as IPython runs a cell: its text is in Python's cache of lines, under a name that no file has."""
    names = {} if names is None else names
    linecache.cache[CELL] = (len(text), None, text.splitlines(keepends=True), CELL)
    exec(compile(run or text, CELL, "exec"), names)
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
    assert [node["label"] for node in trace["nodes"] if node["name"] == "loss"] == 3 * ["loss"]
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


def loops_of(trace):
    return [(loop["line"], len(loop["starts"]), loop["total"], loop["parent"]) for loop in trace["loops"]]


LOOPS = """\
import torch
from torch.utils.data import DataLoader, TensorDataset
from app.notebook import record
loader = DataLoader(TensorDataset(torch.arange(6.0)), batch_size=2)
n = 2
with record() as tape:
    for epoch in range(n):
        for (batch,) in loader:
            total = batch.sum()
    for _ in range(3): total = total * 2
    while total < 500:
        total = torch.add(
            total,
            torch.relu(total),
        )
    last = [total * k for k in range(2)]
"""


def test_loops_are_told_by_what_they_assign_and_by_the_order_of_their_statements():
    trace = run_cell(LOOPS)["tape"].trace
    assert check(trace) == []
    assert loops_of(trace) == [
        (7, 2, 2, None),
        (8, 3, None, [0, 0]),
        (8, 3, None, [0, 1]),
        (10, 3, 3, None),
        (11, 3, None, None),
    ]


INNER = """\
from app.notebook import record
for first in range(2):
    with record() as tape:
        for second in (1.0, 2.0):
            y = a * second
"""


def test_a_loop_around_the_recording_is_none_of_it(leaves):
    trace = run_cell(INNER, leaves)["tape"].trace
    assert loops_of(trace) == [(4, 2, None, None)]


MAGIC = """\
%matplotlib inline
from app.notebook import record
with record() as tape:
    for k in range(2):
        y = a * k
"""


def test_a_cell_that_is_no_plain_python_has_no_loops(leaves):
    trace = run_cell(MAGIC, leaves, run=MAGIC.replace("%", "# "))["tape"].trace
    assert loops_of(trace) == []
    assert check(trace) == []


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
threads = torch.get_num_threads()
w = torch.tensor([1.0], requires_grad=True)
with record(lang="en") as tape:
    for step in range(30):
        loss = ((w * 2 - 4) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.01 * w.grad
        w.grad = None
"""


def test_of_a_long_loop_both_ends_are_recorded_and_every_loss(monkeypatch):
    monkeypatch.setattr("app.tape.loops.BUDGET", 200)
    names = run_cell(LONG)
    trace = names["tape"].trace
    assert check(trace) == []
    assert fold(trace)["format"] == "tapedeck/trace-folded"
    (start, end), (late, last) = trace["window"]["recorded"]
    assert (start, last) == (0, 30)
    assert end < late
    assert trace["values"][trace["variables"]["w"]["value"]]["data"] == names["w"].tolist()
    assert trace["values"][trace["variables"]["loss"]["value"]]["data"] == names["loss"].item()
    losses = next(series["points"] for series in trace["series"] if series["name"] == "loss")
    assert len(losses) == 30
    assert losses == sorted(losses, reverse=True)


def test_a_long_run_without_a_loop_goes_on_unrecorded_and_says_so(monkeypatch):
    monkeypatch.setattr("app.tape.following.BUDGET", 60)
    text = (
        LONG.replace("    for step in range(30):\n", "    def step():\n")
        + "        return loss\n"
        + 30 * "    loss = step()\n"
    )
    with pytest.warns(UserWarning, match="not recorded"):
        names = run_cell(text.replace("    def step():", "    def step():\n        global w", 1))
    trace = names["tape"].trace
    assert check(trace) == []
    assert len(trace["steps"]) < 90
    assert torch.get_num_threads() == names["threads"]
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
