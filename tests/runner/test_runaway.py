"""Programs that would never end, or eat everything: each ends at its budget and the next one is answered as ever."""

import asyncio
import json
import sys

import pytest

from app.errors import LimitError
from app.runner.frames import GRACE_SECONDS
from app.runner.pool import Pool
from app.runner.start import starter
from app.settings import Settings
from app.trace.fold import unfold
from tests.scenes import play

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of memory are those of Linux")

SECONDS, MEGABYTES = 0.5, 256
NEXT = {"source": "x = torch.tensor(3.0, requires_grad=True)\n(x * x).backward()\nprint(x.grad)"}

ENDLESS = {
    "a loop": "while True: pass",
    "a loop in a try": "while True:\n    try:\n        while True: x = 1\n    except Exception: pass",
    "a finally": "def f():\n    while True:\n        try:\n            x = 1\n        finally:\n            y = 2\nf()",
    "a generator": "x = any(False for i in range(1000000) for j in range(1000000))",
    "recursion that forks": "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(60)",
    "training": "w = torch.ones(3, requires_grad=True)\nwhile True:\n    (w * w).sum().backward()",
    "products": "x = torch.randn(1500, 1500)\nwhile True:\n    x = x @ x",
    "a hook": "def h(g):\n    while True: pass\nw = torch.ones(2, requires_grad=True)\nw.register_hook(h)\nw.sum().backward()",
    "a forward": "class M(nn.Module):\n    def forward(self, x):\n        while True: pass\nM()(1)",
    "a sort": "x = sorted(range(1000000), key=lambda i: sum(range(1000)))",
    "printing": "while True: print('a', end='')",
}
GREEDY = {
    "lists": "a = []\nwhile True: a.append([0] * 100000)",
    "tensors": "a = []\nwhile True: a.append(torch.ones(1000, 1000))",
    "graphs": "w = torch.ones(1000, 1000, requires_grad=True)\nwhile True: w = w.exp()",
    "one tensor": "x = torch.ones(5000, 5000)\ny = [x + i for i in range(100)]",
    "texts": "x = 'a' * 1000000\na = [x + str(i) for i in range(10000)]",
    "workspace": "x = torch.ones(4000, 4000)\ntorch.linalg.svd(x)",
}


def endings(programs):
    """How each program ends in one pool, one after another: status, code, and what the next program prints."""

    async def scene():
        pool = Pool(starter(), Settings(run_seconds=SECONDS, run_megabytes=MEGABYTES))
        pool.open()
        try:
            await pool.run("trace", NEXT, "en")
            loop = asyncio.get_running_loop()
            found = {}
            for name, source in programs.items():
                began = loop.time()
                try:
                    status, body, *_ = await pool.run("trace", {"source": source, "language": "torch"}, "en")
                    trace = json.loads(body)
                    code = (trace["error"] or {}).get("code") if status == 200 else trace["code"]
                except LimitError as error:
                    status, code = 422, error.code
                taken = loop.time() - began
                _, body, *_ = await pool.run("trace", NEXT, "en")
                found[name] = status, code, taken, unfold(json.loads(body))["stdout"]
            return found
        finally:
            await pool.close()

    return play(scene())


def test_what_never_ends_is_told_up_to_its_end():
    found = endings(ENDLESS)
    assert {name: ended[0] for name, ended in found.items()} == dict.fromkeys(ENDLESS, 200)
    assert {name: ended[1] for name, ended in found.items() if not ended[1].startswith("limit-")} == {}
    assert {ended[3] for ended in found.values()} == {"tensor(6.)\n"}
    assert max(ended[2] for ended in found.values()) < SECONDS + GRACE_SECONDS + 0.5  # the promise: within 2 seconds


def test_what_eats_everything_is_told_up_to_its_end():
    found = endings(GREEDY)
    assert {name: ended[0] for name, ended in found.items()} == dict.fromkeys(GREEDY, 200)
    assert {name: ended[1] for name, ended in found.items() if not ended[1].startswith("limit-")} == {}
    assert {ended[3] for ended in found.values()} == {"tensor(6.)\n"}


def test_long_c_code_is_refused_or_killed():
    """What is known to take long is refused before it begins; what is left is cut from outside."""
    found = endings(
        {
            "svd": "torch.linalg.svd(torch.randn(6000, 6000))",
            "powers": "torch.linalg.matrix_power(torch.randn(3000, 3000), 2**40)",
        }
    )
    for _, code, taken, after in found.values():
        assert (code.startswith("limit-"), after) == (True, "tensor(6.)\n")
        assert taken < SECONDS + GRACE_SECONDS + 0.5
