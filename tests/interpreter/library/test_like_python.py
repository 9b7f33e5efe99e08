"""Programs print here what they print in Python with the real torch and numpy, character for character."""

import contextlib
import io
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from app.interpreter.pristine import pristine
from tests.interpreter.library.run import run

PRELUDE = """
import torch, math, random
import numpy as np
from torch import nn, optim, Tensor, autograd
import torch.nn.functional as F
from torch.autograd import Variable
from torch.utils.data import Dataset, DataLoader, TensorDataset
"""
PROGRAMS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "programs").glob("*.txt"))
}


def in_python(source):
    """What Python prints."""
    pristine()
    np.random.seed(0)  # noqa: NPY002 -- what the programs of tutorials use
    random.seed(0)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "<program>", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PROGRAMS)
def test_prints_the_same(name):
    source = PRELUDE + PROGRAMS[name]
    torch.manual_seed(0)
    assert run(source)[0].text == in_python(source)
