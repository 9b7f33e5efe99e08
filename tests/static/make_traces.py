"""Makes the traces that the browser's tests play: real runs on real torch, one file a program, into ``tests/.made``."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from app.runner.evaluate import answer
from app.runner.frames import OK
from app.trace.build import dump
from app.trace.fold import fold, unfold
from tests.static.torch_programs import PROGRAMS as TORCH_PROGRAMS
from tests.trace.training import trained

FOLDER = Path(__file__).resolve().parents[1] / ".made" / "traces"
CODE = FOLDER.parent / "programs"  # traces of PyTorch code; those of expressions stand in traces
FOLDED, UNFOLDED = FOLDER.parent / "folded", FOLDER.parent / "unfolded"  # pairs: as a trace travels, and as it was
OPERATIONS_A_LINE = 4


def lines(count: int) -> str:
    """An expression of ``count`` lines with four operations each; operands are inputs and earlier lines, mostly near ones."""
    chance = random.Random(count)
    names = ["a", "b"]
    program = []
    for line in range(1, count + 1):
        x, y, z, bias = (names[max(0, len(names) - 1 - int(6 * chance.random() ** 2))] for _ in range(4))
        program.append(
            f"t_{line}=tanh({x}*{y}{chance.choice('+-')}{z})-{bias}/2"
            if line % 2
            else f"t_{line}=sin({x}*{y}+{z})*{bias}"
        )
        names.append(f"t_{line}")
    return "\n".join(program)


PROGRAMS: dict[str, dict[str, Any]] = {
    "q": {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}},
    "neuron": {"source": "y = σ(w x + b)", "inputs": {"w": 2, "x": -1, "b": 0.5}, "frozen": ["x"]},
    "fork": {"source": "f = x·x·(x + y)", "inputs": {"x": 3, "y": 2}},
    "perceptron": {
        "source": "h = tanh(W x + b)\ny = V h\nL = ‖y − t‖²",
        "inputs": {
            "W": [[0.5, -1], [1, 2], [0, 0.25]],
            "x": [1, 2],
            "b": [0.1, 0.2, 0.3],
            "V": [[1, 2, 3], [-1, 0, 1]],
            "t": [1, 0],
        },
        "frozen": ["x", "t"],
    },
    "broadcast": {"source": "z = (A + r) * c", "inputs": {"A": [[1, 2, 3], [4, 5, 6]], "r": [1, 2, 3], "c": 2}},
    "nan": {"source": "y = ln x + √x", "inputs": {"x": [-1, 0, 4]}},
    "frozen": {"source": "L = (w x − y)²", "inputs": {"w": 2, "x": 3, "y": 5}, "frozen": ["w", "x", "y"]},
    "weighted": {
        "source": "y = sin x cos x",
        "inputs": {"x": [0.1, 0.2, 0.3, 0.4, 0.5]},
        "grad_output": [1, 0, 2, 0, -1],
    },
    "large": {"source": "s = Σ x²", "inputs": {"x": [[row * column / 7 for column in range(20)] for row in range(20)]}},
    "operations-100": {"source": lines(100 // OPERATIONS_A_LINE), "inputs": {"a": 0.5, "b": -1.5}},
    "operations-1000": {"source": lines(1000 // OPERATIONS_A_LINE), "inputs": {"a": 0.5, "b": -1.5}},
}


def main() -> int:
    """Write every trace; 1 where a program could not be run."""
    for folder in (FOLDER, CODE, FOLDED, UNFOLDED):
        folder.mkdir(parents=True, exist_ok=True)
    for epochs in (10, 500):
        trace = trained(epochs)
        (UNFOLDED / f"training-{epochs}.json").write_bytes(dump(trace))
        (FOLDED / f"training-{epochs}.json").write_bytes(dump(fold(trace)))
    failed = 0
    for name, program in PROGRAMS.items():
        made = answer("trace", {"language": "expression", "frozen": [], **program}, "en")
        if made.status != OK or json.loads(made.body)["error"] is not None:
            failed += 1
            print(f"{name}: {made.body.decode()[:400]}", file=sys.stderr)  # noqa: T201 (a command speaks on its output)
        else:
            (FOLDER / f"{name}.json").write_bytes(dump(unfold(json.loads(made.body))))
    for name, program in TORCH_PROGRAMS.items():
        made = answer("trace", {"language": "torch", **program}, "en")
        trace = unfold(json.loads(made.body))
        if made.status != OK or (trace["error"] is not None) != name.startswith("stopped"):
            failed += 1
            print(f"{name}: {made.body.decode()[:400]}", file=sys.stderr)  # noqa: T201 (a command speaks on its output)
        else:
            (CODE / f"{name}.json").write_bytes(dump(trace))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
