"""How much longer a run takes when it is recorded, built into a Trace and written as JSON, beside other tools.

``python -m tests.bench.overhead`` prints one table for each workload, all from one run, in random order, with the
collector off while a timing runs; before that how time and memory behave over 10,000 recordings in one process; and at
the end the same for programs as they are written, through the interpreter. Needs the optional extra ``bench``.
"""

from __future__ import annotations

import gc
import random
import resource
import statistics
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from app.interpreter.listener import Silent
from app.interpreter.script.library.resnet import ResNet
from app.interpreter.script.run import prepare
from app.program.program import Program, Reading, Script
from app.program.read import Request, read
from app.tape import Tape, record
from app.trace.build import build, dump
from app.trace.fold import fold

Run = Callable[[], Any]

RECORDINGS = 10_000
PROGRAM = Program("", (), {}, frozenset(), frozenset(), None, "float32", 0, Reading("", ""), "torch")

TRAINING = """\
model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.randn(16, 2)
y = x[:, :1] * x[:, 1:]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.MSELoss()
for _ in range(100):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
"""
IMAGES = """\
model = torchvision.models.resnet18()
x = torch.rand(1, 3, 64, 64)
loss = model(x).sum()
loss.backward()
"""
PRELUDE = {  # what programs find without an import
    "torch": torch,
    "nn": nn,
    "torchvision": SimpleNamespace(models=SimpleNamespace(resnet18=lambda: ResNet((2, 2, 2, 2)))),
}


@dataclass(frozen=True)
class Workload:
    """A forward and backward pass; the module and input that tools of modules want, where there are any."""

    name: str
    run: Run
    calls: int  # in one timing
    timings: int
    module: nn.Module | None = None
    given: torch.Tensor | None = None


class Doing(TorchFunctionMode):
    """The least that any recorder of this kind costs: every call goes through Python once."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return func(*args, **(kwargs or {}))


class Least(TorchFunctionMode):
    """The least that keeping every value and every gradient costs in Python, with no graph, no order and no names."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: list[Any] = []
        self.waiting: list[Any] = []  # what the next pass may go through

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is not torch.Tensor.backward:
            result = func(*args, **(kwargs or {}))
            if isinstance(result, torch.Tensor) and result.grad_fn is not None:
                self.waiting.append((result, result.grad_fn, result.grad_fn.next_functions))
                self.kept.append(result.tolist())
            return result
        handles = [function.register_hook(self.ran) for _, function, _ in self.waiting]
        func(*args, **(kwargs or {}))
        for handle in handles:
            handle.remove()
        self.waiting = []
        return None

    def ran(self, given: Any, taken: Any) -> None:
        self.kept.append([None if gradient is None else gradient.tolist() for gradient in (*given, *taken)])


def q() -> Workload:
    a, b = torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([6.0, 4.0], requires_grad=True)
    v = torch.ones(2)

    def run() -> torch.Tensor:
        a.grad = b.grad = None
        output = 3 * a**3 - b**2
        output.backward(gradient=v)
        return output

    return Workload("Q = 3a³ − b²", run, 20, 41)


def two_layers() -> Workload:
    module = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
    x, y = torch.randn(8, 4), torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])

    def run() -> torch.Tensor:
        module.zero_grad()
        loss = functional.cross_entropy(module(x), y)
        loss.backward()
        return loss

    return Workload("MLP 4–16–3, cross entropy", run, 10, 41, module, x)


class Chain(nn.Module):
    """1,000 operations, one after the other."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for _ in range(500):
            x = x * 1.001
            x = x + 0.001
        return x


def chain() -> Workload:
    x, v, module = torch.tensor([1.0, 2.0], requires_grad=True), torch.ones(2), Chain()

    def run() -> torch.Tensor:
        x.grad = None
        output = module(x)
        output.backward(v)
        return output

    return Workload("chain of 1,000 operations", run, 1, 21, module, x)


def training() -> Workload:
    module, x = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)), torch.randn(16, 2)
    y, criterion = x[:, :1] * x[:, 1:], nn.MSELoss()
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)

    def run() -> torch.Tensor:
        loss = x
        for _ in range(100):
            optimizer.zero_grad()
            loss = criterion(module(x), y)
            loss.backward()
            optimizer.step()
        return loss

    return Workload("training loop, 100 iterations", run, 1, 21)


def images() -> Workload:
    module, x, y = ResNet((2, 2, 2, 2)), torch.rand(1, 3, 64, 64), torch.rand(1, 1000)

    def run() -> torch.Tensor:
        module.zero_grad()
        loss = (module(x) - y).sum()
        loss.backward()
        return loss

    return Workload("ResNet-18, 3×64×64", run, 1, 11, module, x)


def recorded(run: Run, *, details: bool) -> Tape:
    with record(details=details) as tape:
        run()
    return tape


def within(mode: type[TorchFunctionMode], run: Run) -> None:
    with mode():
        run()


def ours(run: Run) -> dict[str, Run]:
    return {
        "plain forward and backward": run,
        "empty TorchFunctionMode": lambda: within(Doing, run),
        "values and gradients alone": lambda: within(Least, run),
        "recorded": lambda: recorded(run, details=False),
        "recorded with details": lambda: recorded(run, details=True),
        "recorded, built, JSON": lambda: dump(build(recorded(run, details=False), PROGRAM, "en")),
        "recorded with details, built, JSON": lambda: dump(build(recorded(run, details=True), PROGRAM, "en")),
    }


def others(workload: Workload) -> dict[str, Run]:
    """The same workload in other tools. torchviz draws the graph of a finished run; the others run forward only."""
    import torchlens  # noqa: PLC0415 -- only a benchmark needs them
    import torchview  # noqa: PLC0415
    import torchviz  # noqa: PLC0415

    tools: dict[str, Run] = {"torchviz.make_dot (with the run)": lambda: torchviz.make_dot(workload.run())}
    if workload.module is not None:
        module, given = workload.module, workload.given
        tools["torchview.draw_graph (forward only)"] = lambda: torchview.draw_graph(
            module, input_data=given, device="cpu", mode="train"
        )
        tools["torchlens.trace (forward only)"] = lambda: torchlens.trace(module, given)
    return tools


def timed(runs: dict[str, Run], calls: int, timings: int) -> dict[str, float | str]:
    """The median processor seconds of one call of each, or the error that it ends with."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    failed: dict[str, str] = {}
    for name, run in runs.items():
        try:
            run()
        except (Exception, RecursionError) as error:  # noqa: BLE001 -- a tool that fails is a result
            failed[name] = type(error).__name__
    for _ in range(timings):
        for name in random.sample(list(runs), len(runs)):
            if name in failed or ("forward only" in name and len(seconds[name]) >= 5):
                continue
            gc.collect()
            gc.disable()
            runs[name]()  # after a collection caches are cold
            start = time.process_time()  # what other processes take does not count
            for _ in range(calls):
                runs[name]()
            seconds[name].append((time.process_time() - start) / calls)
            gc.enable()
    return {name: failed.get(name) or statistics.median(seconds[name]) for name in runs}


def written(source: str) -> dict[str, Run]:
    """A program as its author writes it: each layer with those before it."""
    script = read(Request(source=source, language="torch"))
    assert isinstance(script, Script)
    code = compile(source, "program", "exec")

    def by_python() -> Tape:
        with record() as tape:
            exec(code, dict(PRELUDE))
        return tape

    def interpreted() -> tuple[Tape, Any]:
        with record() as tape:
            notes = prepare(script).run(tape).notes
        return tape, notes

    def traced() -> dict[str, Any]:
        again = read(Request(source=source, language="torch"))
        assert isinstance(again, Script)
        tape, notes = interpreted()
        return build(tape, again, "en", notes=notes)

    return {
        "plain exec": lambda: exec(code, dict(PRELUDE)),
        "interpreted, not recorded": lambda: prepare(script).run(Silent()),
        "recorded, not interpreted": by_python,
        "interpreted, recorded": interpreted,
        "read, interpreted, recorded, built, JSON": lambda: dump(traced()),
        "the same, folded": lambda: dump(fold(traced())),
    }


def report(name: str, results: dict[str, float | str]) -> None:
    """The first of the results is what the others are compared with."""
    plain = next(iter(results.values()))
    assert isinstance(plain, float)
    print(f"\n{name}: plain {plain * 1e3:.3f} ms")
    for what, result in results.items():
        print(f"  {what:40} {result if isinstance(result, str) else f'{result / plain:8.2f} ×'}")


def endurance() -> None:
    """Time and memory of 10,000 recordings of Q in one process, by thousands."""
    run = q().run
    print(f"\n{RECORDINGS:,} recordings of Q in one process: microseconds for one, resident memory")
    for thousand in range(RECORDINGS // 1000):
        start = time.perf_counter()
        for _ in range(1000):
            dump(build(recorded(run, details=True), PROGRAM, "en"))
        microseconds = (time.perf_counter() - start) * 1e3
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {thousand + 1:2} {microseconds:8.0f} µs {megabytes:8.1f} MB")


def main() -> None:
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, one thread")
    endurance()
    for workload in (q(), two_layers(), chain(), training(), images()):
        report(workload.name, timed({**ours(workload.run), **others(workload)}, workload.calls, workload.timings))
    report("program: training loop, 100 iterations", timed(written(TRAINING), 1, 21))
    report("program: ResNet-18, 3×64×64", timed(written(IMAGES), 1, 7))


if __name__ == "__main__":
    main()
