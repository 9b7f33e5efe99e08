"""The code blocks of five blog posts, as pasted: ``tests/golden/seeds.json``.

Each has ``document``, ``block``, ``text``, what becomes of it ``alone`` (``runs``, or the code and line of its error), and
``earlier``: the blocks of the same document that, as its set-up, make it run. What is printed equals what Python prints.
"""

import contextlib
import io
import json
import math
import random
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import autograd, nn, optim
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from app.runner.evaluate import answer
from app.trace.check import check
from app.trace.fold import unfold
from app.words import languages

SEEDS = json.loads((Path(__file__).parents[1] / "golden" / "seeds.json").read_text(encoding="utf-8"))
PRELUDE = {
    "torch": torch, "nn": nn, "F": functional, "optim": optim, "autograd": autograd, "np": np, "math": math, "random": random,
    "Tensor": torch.Tensor, "Variable": autograd.Variable, "Dataset": Dataset, "DataLoader": DataLoader,
}  # fmt: skip
NOT_INSTALLED = ("torchvision", "matplotlib")  # needed to ask Python the same; Tapedeck has its own


def name(seed):
    return f"{seed['document']}-{seed['block']}"


def chosen(wanted):
    return pytest.mark.parametrize("seed", [seed for seed in SEEDS if wanted(seed)], ids=name)


def told(text, lang="en", **more):
    found = answer("trace", {"source": text, **more}, lang)
    assert found.body
    return found.status, unfold(json.loads(found.body)) if found.status == 200 else json.loads(found.body)


def runs(text, **more):
    """The trace of a text that runs to its end and whose every claim holds."""
    status, trace = told(text, **more)
    assert (status, trace.get("error"), trace.get("code")) == (200, None, None)
    assert check(trace) == []
    return trace


def printed_by_python(text, setup=""):
    namespace = dict(PRELUDE, __name__="__main__")
    torch.manual_seed(0)
    warnings.simplefilter("ignore")  # old arguments are deprecated; pytest puts its filters back after the test
    with contextlib.redirect_stdout(io.StringIO()):
        exec(setup, namespace)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(text, namespace)
    return out.getvalue()


def same_as_python(trace, text, setup=""):
    if not any(module in setup + text for module in NOT_INSTALLED):
        assert trace["stdout"] == printed_by_python(text, setup)


def text_of(document, block):
    return next(seed["text"] for seed in SEEDS if (seed["document"], seed["block"]) == (document, block))


@chosen(lambda seed: seed["alone"] == "runs")
def test_a_complete_block_runs_as_pasted(seed):
    trace = runs(seed["text"])
    if trace["program"]["language"] == "torch":
        same_as_python(trace, seed["text"])


@chosen(lambda seed: seed["alone"] != "runs")
@pytest.mark.parametrize("lang", languages())
def test_another_says_what_is_missing_or_wrong_and_where(seed, lang):
    status, error = told(seed["text"], lang)
    assert (status, error["code"], error["where"]["line"]) == (422, seed["alone"]["code"], seed["alone"]["line"])
    assert error["message"]
    assert error["repairs"] or error["setup"]


@chosen(lambda seed: seed["alone"] != "runs")
def test_after_its_repairs_and_with_the_set_up_it_is_offered_it_runs(seed):
    text, setup = seed["text"], ""
    for _ in range(4):
        status, found = told(text, setup=setup)
        if status == 200:
            break
        setup = found["setup"] or setup
        for repair in found["repairs"][:1]:
            text = text[: repair["span"][0]] + repair["text"] + text[repair["span"][1] :]
    same_as_python(runs(text, setup=setup), text, setup)


@chosen(lambda seed: seed["earlier"])
def test_with_earlier_blocks_as_its_set_up_it_runs(seed):
    setup = "\n".join(text_of(seed["document"], block) for block in seed["earlier"])
    trace = runs(seed["text"], setup=setup)
    assert trace["program"]["language"] == "torch"
    same_as_python(trace, seed["text"], setup)


def test_the_misspelled_layer_is_mended_name_by_name():
    text = text_of("001", 1)
    codes = []
    while True:
        status, found = told(text)
        if status == 200:
            break
        codes.append(found["code"])
        (repair,) = found["repairs"]
        text = text[: repair["span"][0]] + repair["text"] + text[repair["span"][1] :]
    assert codes == ["unknown-attribute", "misspelled-dunder"]
    assert text == text_of("001", 1).replace("Moudle", "Module").replace("def __init_(", "def __init__(")
