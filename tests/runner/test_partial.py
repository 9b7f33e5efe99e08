"""Partial traces: right by every rule for traces, the beginning of the whole one, and without effect on it."""

import json
import signal
import time
from functools import cache

import orjson
import pytest

from app.errors import LimitError
from app.runner import partial
from app.runner.budget import Budget, Memory, Watch, limited
from app.runner.evaluate import answer
from app.runner.partial import FIRST_SECONDS, SHARE, Partials
from app.trace.check import check
from app.trace.fold import unfold
from app.trace.schema import Trace
from tests.runner.test_seeds import SEEDS, text_of

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
MODEL = f"""{HEAD}
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
x = torch.randn(5, 2)
"""
LOOPS = {
    "a model": f"""{MODEL}
for epoch in range(12):
    optimizer.zero_grad()
    loss = (model(x) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
""",
    "longer than what is recorded": f"""{HEAD}
w = torch.tensor([1.0, 2.0], requires_grad=True)
for epoch in range(3000):
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.001 * w.grad
    w.grad = None
    if epoch % 500 == 0:
        print(epoch)
""",
    "loops inside and a chart": f"""{MODEL}
import matplotlib.pyplot as plt
losses = []
for epoch in range(3):
    for row in x:
        loss = model(row).sum() ** 2
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    plt.plot(losses)
    plt.show()
""",
    "views, and what they are of is changed": f"""{HEAD}
w = torch.ones(4, requires_grad=True)
for i in range(5):
    y = w * 2
    head, tail = y[:2], y[2:]
    y.mul_(3)
    g = w.grad
    (head.sum() + tail.prod()).backward()
    d = w.data
    d -= 0.1
    part = w.detach()[1:]
""",
    "gradients kept, of gradients, and hooks": f"""{HEAD}
w = torch.tensor(2.0, requires_grad=True)
w.register_hook(lambda g: sum(g for _ in range(2)))
for i in range(4):
    y = w ** 3
    y.retain_grad()
    y.backward(retain_graph=True)
    g, = torch.autograd.grad(y, w, create_graph=True)
    g.backward()
    s = str(i)
""",
    "a loop inside a module": f"""{HEAD}
class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(2, 2)
    def forward(self, x):
        for _ in range(3):
            x = self.inner(x)
        return x
m = Deep()
m(torch.ones(2)).sum().backward()
""",
    "a loop in a hook": f"""{HEAD}
def hook(g):
    for _ in range(3):
        g = g * 2
    return g
w = torch.ones(2, requires_grad=True)
w.register_hook(hook)
(w * w).sum().backward()
""",
    "an error in the middle": f"{HEAD}\nw = torch.ones(2, requires_grad=True)\nfor i in range(4):\n    w = w * torch.ones(5 - i)\n",
}
FROM_POSTS = {
    f"{seed['document']} {seed['block']}": (
        seed["text"],
        "\n".join(text_of(seed["document"], block) for block in seed["earlier"]),
    )
    for seed in SEEDS
    if "for " in seed["text"] or "while " in seed["text"]
}


class Listening:
    """What a worker has for a watch, without the time."""

    def __init__(self):
        self.lines = []
        self.report = None

    def tell(self, line):
        self.lines.append(line)

    def make_room(self):
        return


class Sometimes(Partials):
    """Due at the 1st, 2nd, 4th, 8th, 16th … safe point."""

    def __init__(self, tell):
        super().__init__(tell)
        self.points = 0

    def __call__(self):
        self.points += 1
        if self.points & (self.points - 1) == 0:
            self._tell()


@cache
def told(source, setup=""):
    """The bytes of a run, and the partial traces that were told meanwhile, unfolded."""
    watch = Listening()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.runner.evaluate.Partials", Sometimes)
        whole = answer("trace", {"language": "torch", "source": source, "setup": setup}, "en", watch)
    lines = [json.loads(orjson.dumps(line)) for line in watch.lines]
    assert {line["kind"] for line in lines} <= {"partial"}
    return whole, [unfold(line["trace"]) for line in lines]


@pytest.mark.parametrize(
    ("source", "setup"), [*((source, "") for source in LOOPS.values()), *FROM_POSTS.values()], ids=[*LOOPS, *FROM_POSTS]
)
def test_a_partial_trace_is_right_is_the_beginning_of_the_whole_and_changes_nothing(source, setup):
    alone = answer("trace", {"language": "torch", "source": source, "setup": setup}, "en")
    whole, partials = told(source, setup)
    assert whole == alone
    if whole.status != 200:
        assert partials == []
        return
    steps = unfold(json.loads(whole.body))["steps"]
    for trace in partials:
        assert trace["partial"] is True
        assert trace["error"] is None
        assert check(trace) == []
        Trace.model_validate(trace)
        reached = [step for step in trace["steps"] if step["kind"] != "output"]
        assert reached == [step for step in steps if step["kind"] != "output"][: len(reached)]


def test_there_is_one_at_every_safe_point_and_none_elsewhere():
    found = {name: len(told(source)[1]) for name, source in LOOPS.items()}
    assert found["a model"] == 4  # of 12 iterations the 1st, 2nd, 4th and 8th
    assert found["loops inside and a chart"] == 2  # of 3 of the outer loop
    assert found["a loop inside a module"] == 2
    assert found["a loop in a hook"] == 0


def test_a_partial_trace_tells_what_names_hold_what_was_printed_and_how_the_loss_went():
    *_, last = told(LOOPS["longer than what is recorded"])[1]
    assert last["stdout"].split() == ["0", "500", "1000", "1500", "2000"]
    assert last["window"]["total"] == 3000
    assert {"w", "loss", "epoch"} <= set(last["variables"])
    (loss,) = (series for series in last["series"] if series["name"] == "loss")
    assert len(loss["points"]) == 2047  # of all iterations that are over: the 2048th safe point begins the next
    *_, last = told(LOOPS["a model"])[1]
    weight = last["variables"]["model.0.weight"]
    assert last["values"][weight["grad"]]["shape"] == [3, 2]


class Clock:
    """Time that passes as a test says."""

    def __init__(self):
        self.now = 100.0

    def perf_counter(self):
        return self.now


def test_partial_traces_cost_a_tenth_of_a_run_and_the_first_comes_after_a_second(monkeypatch):
    clock, made = Clock(), []
    monkeypatch.setattr(partial, "time", clock)

    def tell():
        clock.now += 0.3
        made.append(clock.now - 100.0)

    partials = Partials(tell)
    while clock.now < 200.0:
        clock.now += 0.01
        partials()
    assert made[0] == pytest.approx(FIRST_SECONDS + 0.3, abs=0.02)
    assert len(made) == pytest.approx(SHARE * 100 / 0.3, abs=2)
    assert all(0.3 * (count + 1) <= SHARE * at + 0.1 for count, at in enumerate(made) if count)


@pytest.mark.parametrize(("problem", "logged"), [(MemoryError(), 0), (RecursionError(), 0), (KeyError("inside"), 1)])
def test_a_partial_trace_that_cannot_be_made_is_not_tried_again(problem, logged, monkeypatch, caplog):
    monkeypatch.setattr(partial, "FIRST_SECONDS", 0.0)
    tried = []

    def tell():
        tried.append(1)
        raise problem

    partials = Partials(tell)
    partials()
    partials()
    assert (len(tried), len(caplog.records)) == (1, logged)


def test_a_run_whose_time_ends_while_it_is_told_of_ends(monkeypatch):
    monkeypatch.setattr(partial, "FIRST_SECONDS", 0.0)

    def tell():
        raise LimitError("limit-time")

    with pytest.raises(LimitError):
        Partials(tell)()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timer")
def test_nothing_comes_between_while_a_line_is_written_not_even_the_end():
    seen = []

    def write(line):
        seen.append(line)
        if line == "partial":
            signal.raise_signal(signal.SIGALRM)
            seen.append("written")

    watch = Watch(Budget(0.0, 1024), Memory(), write)
    watch.report = lambda: "progress"
    with watch.watching(), pytest.raises(LimitError):
        limited(lambda: (watch.tell("partial"), time.sleep(5)))
    assert seen == ["partial", "written"]
