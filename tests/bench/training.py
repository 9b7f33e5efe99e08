"""A training loop: what recording, folding and sending it cost. `python -m tests.bench.training`, a script, not a test.

Two programs. A class model of a first tutorial, 500 epochs: through a real pool, as bytes, and in a real page until its
picture has been painted. A hundred iterations of plain gradient descent: exec alone, the interpreter alone, with the
tape, and whole.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import gzip
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import orjson
from playwright.sync_api import sync_playwright

from app.interpreter.listener import Silent
from app.interpreter.script.run import prepare
from app.program.read import Request, read
from app.runner.evaluate import warm_up
from app.runner.pool import Pool
from app.runner.start import starter
from app.settings import Settings
from app.tape import record
from app.trace.build import build, dump
from app.trace.fold import fold, written_out
from tests.browser.conftest import ROOT
from tests.chromium import FLAGS, executable

GZIP_LEVEL = 4  # what the server sends with
OPENINGS, TIMINGS = 7, 15

CLASS_MODEL = """\
import torch
from torch.autograd import Variable

x_data = Variable(torch.Tensor([[1.0], [2.0], [3.0]]))
y_data = Variable(torch.Tensor([[2.0], [4.0], [6.0]]))

class Model(torch.nn.Module):
    def __init__(self):
        super(Model, self).__init__()
        self.linear = torch.nn.Linear(1, 1)

    def forward(self, x):
        y_pred = self.linear(x)
        return y_pred

model = Model()
criterion = torch.nn.MSELoss(size_average=False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

for epoch in range(500):
    y_pred = model(x_data)
    loss = criterion(y_pred, y_data)
    print(epoch, loss.data)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""

DESCENT = """\
import torch
x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
y = torch.tensor([1.0, 2.0, 3.0])
w = torch.zeros(2, requires_grad=True)
for step in range(100):
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
    w.grad.zero_()
"""

PAINTED = """() => {
  window.first = 0;
  const look = () => {
    const player = document.querySelector("tapedeck-player");
    const ours = player?.deck?.trace.value?.program.source.startsWith("import torch");
    if (ours && player.shadowRoot.querySelector("svg")) {
      requestAnimationFrame(() => setTimeout(() => { window.first = performance.now(); }));
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


async def served() -> tuple[dict[str, float], bytes]:
    """Seconds from the request until the first word of progress and until the answer, each the median; the answer."""
    pool = Pool(starter(), Settings())
    pool.open()
    request = {"source": CLASS_MODEL, "language": "torch"}
    times: dict[str, list[float]] = {"first progress": [], "answer": []}
    body = b""
    for number in range(OPENINGS):
        told: list[float] = []
        began = perf_counter()
        body = (
            await pool.run("trace", request | {"seed": number}, "en", lambda _, t=told: t.append(perf_counter()))
        ).body
        times["answer"].append(perf_counter() - began)
        times["first progress"] += [told[0] - began] if told else []
    await pool.close()
    return {name: statistics.median(taken) for name, taken in times.items() if taken}, body


def opened() -> list[float]:
    """Milliseconds from the address of the program until its picture is painted; nothing is cached."""
    state = base64.urlsafe_b64encode(json.dumps({"source": CLASS_MODEL, "language": "torch"}).encode()).decode()
    server = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--lang", "en"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    times = []
    try:
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
            for number in range(OPENINGS):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.add_init_script(f"({PAINTED})()")
                ours = json.loads(base64.urlsafe_b64decode(state)) | {"seed": number}
                fragment = base64.urlsafe_b64encode(json.dumps(ours).encode()).decode().rstrip("=")
                page.goto(f"{address}/?lang=en#s=1.j.{fragment}")
                page.wait_for_function("() => window.first > 0")
                times.append(page.evaluate("() => window.first"))
                page.close()
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()
    return times


def layers() -> dict[str, float]:
    """Milliseconds of the processor for a hundred iterations, each layer with those above it."""
    script = read(Request(source=DESCENT, language="torch"))
    code = compile(DESCENT, "descent", "exec")

    def recorded() -> Any:
        with record() as tape:
            notes = prepare(script).run(tape).notes
        return tape, notes

    def whole() -> bytes:
        again = read(Request(source=DESCENT, language="torch"))
        tape, notes = recorded()
        return dump(fold(build(tape, again, "en", notes=notes)))

    runs: dict[str, Callable[[], Any]] = {
        "exec": lambda: exec(code, {}),
        "interpreter": lambda: prepare(script).run(Silent()),
        "interpreter, tape": recorded,
        "interpreter, tape, trace, folded, JSON": whole,
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    gc.disable()
    for _ in range(TIMINGS):
        for name, run in runs.items():
            began = process_time()
            run()
            times[name].append(1e3 * (process_time() - began))
            gc.collect()
    gc.enable()
    return {name: statistics.median(taken) for name, taken in times.items()}


def folding(body: bytes) -> dict[str, float]:
    """Milliseconds of the processor to fold and to write the answer, warm."""
    trace = orjson.loads(written_out(body))
    times: dict[str, list[float]] = {"fold": [], "write": []}
    for _ in range(TIMINGS):
        began = process_time()
        folded = fold(trace)
        between = process_time()
        dump(folded)
        times["fold"].append(1e3 * (between - began))
        times["write"].append(1e3 * (process_time() - between))
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Print everything."""
    warm_up()
    base = None
    for name, taken in layers().items():
        base = base or taken
        print(f"{name:40} {taken:8.1f} ms   {taken / base:5.2f}")
    seconds, body = asyncio.run(served())
    for name, taken in seconds.items():
        print(f"500 epochs, {name:28} {1e3 * taken:8.0f} ms")
    for name, taken in folding(body).items():
        print(f"500 epochs, {name:28} {taken:8.1f} ms")
    for name, text in (("folded", body), ("flat", written_out(body))):
        print(f"500 epochs, {name:8} {len(text):9,} bytes, gzip {len(gzip.compress(text, GZIP_LEVEL)):9,}")
    painted = opened()
    print(
        f"500 epochs, in the page until painted    {statistics.median(painted):8.0f} ms   of {sorted(map(round, painted))}"
    )


if __name__ == "__main__":
    main()
