"""Hostile and careless programs: each ends in its outcome, and leaves the process as it found it.

``outcome`` is what any server must do, ``here`` what we do where that is another way of the same, and ``because`` why.
``wall: worker`` marks those that use up a whole budget: here they get a small one, and in a real worker the real one.
"""

import builtins
import json
import math
import re
import sys
from pathlib import Path

import pytest
import torch

from app.errors import AuthorError, LimitError, ReadError
from app.interpreter.listener import Silent
from app.interpreter.pristine import pristine
from app.interpreter.script import machine
from app.interpreter.script.run import prepare
from app.program.read import Request, read
from app.words import languages, say

PROGRAMS = json.loads((Path(__file__).parent / "programs.json").read_text(encoding="utf-8"))
HOST = re.compile(r"0x[0-9a-f]{4}|site-packages|/tmp|/work|<module|<built-in|app\.interpreter|Traceback")
BENIGN = """
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2
Q.backward(gradient=torch.tensor([1., 1.]))
print(a.grad, b.grad, nn.Linear(2, 1).weight.dtype, torch.relu(torch.tensor(-1.)), math.pi, torch.rand(2))
"""
WATCHED = (
    builtins,
    math,
    torch,
    torch.nn,
    torch.nn.functional,
    torch.optim,
    torch.Tensor,
    torch.nn.Module,
    torch.nn.Linear,
    torch.autograd.Function,
    torch.nn.modules.module,
)


class Printed(Silent):
    def __init__(self):
        self.text = ""

    def printed(self, text, line):  # noqa: ARG002
        self.text += text


def program(attack):
    made = attack.get("gen")
    if made is None:
        return attack["input"]
    if "each" in made:
        return "".join(made["each"].replace("{i}", str(i)) for i in range(made["n"])) + made["post"]
    return made["pre"] + made["unit"] * made["n"] + made["post"] + made["close"] * made["n"]


def run(source):
    """Where it ended, and with what error; what it printed."""
    pristine()
    listener = Printed()
    try:
        prepared = prepare(read(Request(source=source, language="torch")))
    except AuthorError as error:
        return "unrun", error, listener.text
    try:
        prepared.run(listener)
    except AuthorError as error:
        return "stopped", error, listener.text
    return "ended", None, listener.text


def fingerprint():
    """All that programs share, by identity."""
    owned = {(thing.__name__, name): id(value) for thing in WATCHED for name, value in vars(thing).items()}
    hooks = {
        name: len(value)
        for name, value in vars(torch.nn.modules.module).items()
        if name.startswith("_global_") and hasattr(value, "__len__")
    }
    return owned, hooks, set(sys.modules)


def settings():
    return (
        torch.is_grad_enabled(),
        torch.get_default_dtype(),
        torch.is_inference_mode_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.is_anomaly_enabled(),
        torch._C._len_torch_function_stack(),
        sys.getrecursionlimit(),
        str(torch.tensor(1.23456789)),
    )


@pytest.fixture(scope="module")
def usual():
    """What the benign program prints, and the settings of a process that has run nothing hostile."""
    right = run(BENIGN)[2]
    assert "tensor([36., 81.])" in right
    pristine()
    return right, settings()


@pytest.fixture
def short(monkeypatch):
    """A runaway is as endless with a small budget of steps as with the real one, which the worker's own tests use up."""
    monkeypatch.setattr(machine, "MAX_STEPS", 50_000)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("attack", PROGRAMS, ids=[attack["id"] for attack in PROGRAMS])
def test_outcome(attack, usual):
    before = fingerprint()
    end, error, _ = run(program(attack))
    outcome = attack.get("here", attack["outcome"])
    if outcome == "reject":
        assert end == "unrun"
        assert isinstance(error, ReadError)
        assert error.span is not None
    elif outcome == "limit":
        assert isinstance(error, LimitError), (end, error)
        assert error.code.startswith("limit-")
    elif outcome == "ok":
        assert end == "ended" or (attack["category"] == "autograd" and error.code == "torch-refused")
    if error is not None:
        assert not HOST.search(str(error.facts)), error.facts
        if "torch" not in error.facts:  # else what torch says is put in words where the tape is known
            assert all(say(lang, f"error.{error.code}", **error.facts) for lang in languages())
    right, fresh = usual
    assert run(BENIGN)[2] == right
    pristine()
    assert settings() == fresh
    owned, hooks, modules = fingerprint()
    assert owned == before[0]
    assert hooks == before[1]
    assert not {
        name
        for name in modules - before[2]
        if name.partition(".")[0] in {"os", "subprocess", "socket", "ctypes", "pickle"}
    }
