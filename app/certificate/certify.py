"""The certificate of a run: torch's gradient, the symbolic one and a finite difference side by side, for every input.

Three ways that share no code with one another: reverse mode on a tape, SymPy's formula evaluated, and the function
itself moved a little. Where they part, a kink explains it or the figure says how far.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from app.certificate.finite import MAX_ELEMENTS, MAX_WORK, STEP, count, finite_difference, work
from app.certificate.kinks import kinks
from app.errors import Fact
from app.interpreter.expression import run
from app.interpreter.listener import Silent
from app.program.program import Note, Program
from app.tape.snapshot import encoded
from app.words import Language, say

TOLERANCE = {"float64": 1e-6, "float32": 1e-3}  # beyond this a formula is not of the same function, and is hidden
MEASURABLE = 1e-3  # a smooth function measured in float64 is never as far off as this


def certify(program: Program, lang: Language) -> dict[str, Any]:
    """The certificate as JSON; NaN and infinities are written as text. Errors as for ``run``.

    ``inputs`` has an entry for every input that is not frozen: ``symbolic`` (or the reason why it is ``hidden``),
    ``autograd``, ``finite_difference`` with its relative step ``h`` (None above 256 elements, or where measuring would
    take too long), ``kinks``, and ``disagreement``, the largest |x − y|/max(1, |x|, |y|) between any two of them (None
    where there are no two).
    """
    from app.certificate.symbolic import symbolic  # noqa: PLC0415 - SymPy takes 0.7 s to import, which a trace need not wait for

    result = run(program, Silent())
    notes = [_sentence(lang, note.code, note.facts) for note in result.notes]
    if not result.differentiated:
        return {"inputs": {}, "largest_disagreement": None, "notes": notes}
    finite = bool(torch.as_tensor(result.output).isfinite().all())
    if not finite:
        notes.append(_sentence(lang, "output-not-finite", {}))
    formulas = symbolic(program, result.grad_output)
    kinked = kinks(program, result)
    inputs = {}
    left = MAX_WORK
    for name, formula in formulas.items():
        unmeasured = None
        if count(program.inputs[name]) > MAX_ELEMENTS:
            unmeasured = Note("finite-difference-too-many", facts={"name": name, "limit": MAX_ELEMENTS})
        elif work(program, name, result) > left:
            unmeasured = Note("finite-difference-too-long", facts={"name": name})
        else:
            left -= work(program, name, result)
        difference = None if unmeasured else finite_difference(program, name, result.grad_output)
        autograd = _gradient(result.variables[name])
        inputs[name] = _entry(lang, autograd, formula, difference, TOLERANCE[program.dtype])
        on_the_way = [kink.note for kink in kinked if name in kink.inputs]
        apart = inputs[name]["disagreement"]
        if not on_the_way and finite and apart is not None and apart > MEASURABLE:
            on_the_way = [Note("kink-near")]
        inputs[name]["kinks"] = [_sentence(lang, note.code, note.facts) for note in on_the_way]
        if unmeasured:
            notes.append(_sentence(lang, unmeasured.code, unmeasured.facts))
    worst = _worst(entry["disagreement"] for entry in inputs.values())
    return {
        "inputs": {name: _json(entry) for name, entry in inputs.items()},
        "largest_disagreement": _json(worst),
        "notes": notes,
    }


def _entry(lang: Language, autograd: Tensor, formula: Any, difference: Any, tolerance: float) -> dict[str, Any]:
    """Three gradients of one input and how far they are apart."""
    compared = [autograd]
    if difference is not None:
        compared.append(torch.tensor(difference, dtype=torch.float64))
    hidden = formula if isinstance(formula, str) else None
    if hidden is None and not _disagreement(formula.value, autograd) <= tolerance:
        hidden = "symbolic-disagrees"
    if hidden is None:
        compared.append(formula.value)
    return {
        "symbolic": None if hidden else {"latex": formula.latex, "text": formula.text, "value": formula.value.tolist()},
        "hidden": _sentence(lang, hidden, {}) if hidden else None,
        "autograd": autograd.tolist(),
        "finite_difference": difference,
        "h": STEP,
        "disagreement": _worst(_disagreement(x, y) for i, x in enumerate(compared) for y in compared[:i]),
    }


def _gradient(leaf: Any) -> Tensor:
    """What autograd left in ``.grad``; zeros where no gradient ever reached the leaf."""
    grad = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
    return grad.detach().to(torch.float64)


def _disagreement(x: Tensor, y: Tensor) -> float:
    """The largest |x − y|/max(1, |x|, |y|); equal infinities, and NaN beside NaN, agree."""
    same = (x == y) | (x.isnan() & y.isnan())
    size = torch.maximum(x.abs(), y.abs()).clamp(min=1.0)
    return float(torch.where(same, 0.0, (x - y).abs() / size).max())


def _worst(disagreements: Iterable[float | None]) -> float | None:
    """The largest, NaN being worse than any number; None of none."""
    known = (figure for figure in disagreements if figure is not None)
    return max(known, key=lambda figure: math.inf if math.isnan(figure) else figure, default=None)


def _sentence(lang: Language, code: str, facts: Any) -> dict[str, Fact]:
    return {"code": code, "message": say(lang, f"note.{code}", **facts)}


def _json(value: Any) -> Any:
    """``value`` with NaN and infinities as words, as in a trace."""
    return {key: _json(part) for key, part in value.items()} if isinstance(value, dict) else encoded(value)
