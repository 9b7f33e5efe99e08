"""What things are called on the wire: torch's functions by the keys of our operations, nodes by the user's names."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from app.tape import Tape
from app.tape.tape import Node
from app.trace.turns import turns

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SPECIAL = {"Infinity": "∞", "-Infinity": "−∞"}

SYNONYMS = {  # our key → torch's own names, where they differ
    "add": "__add__ __radd__",
    "sub": "subtract __sub__ __rsub__ rsub",
    "mul": "multiply __mul__ __rmul__",
    "div": "divide true_divide __div__ __rdiv__ __truediv__ __rtruediv__",
    "neg": "negative __neg__",
    "pow": "__pow__ __rpow__ float_power",
    "abs": "absolute __abs__",
    "sign": "sgn",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "sigmoid": "special_expit expit",
    "erf": "special_erf",
    "softmax": "special_softmax",
    "log_softmax": "special_log_softmax",
    "logsumexp": "special_logsumexp",
    "clamp": "clip",
    "norm": "linalg_vector_norm vector_norm",
    "matmul": "mm mv bmm __matmul__ __rmatmul__ linalg_matmul",
    "outer": "ger",
    "transpose": "t T mT H mH adjoint swapaxes swapdims",
    "det": "linalg_det",
    "mse": "mse_loss",
    "p_norm": "norm linalg_norm frobenius_norm",
    "log_sigmoid": "logsigmoid",
    "atan2": "arctan2",
    "trunc": "fix",
    "remainder": "__mod__ __rmod__",
    "floor_divide": "__floordiv__ __rfloordiv__",
    "inv": "inverse linalg_inv",
    "cat": "concat concatenate",
    "getitem": "__getitem__",
    "setitem_": "__setitem__",
    "gt": "__gt__ greater",
    "ge": "__ge__ greater_equal",
    "lt": "__lt__ less",
    "le": "__le__ less_equal",
    "eq": "__eq__",
    "ne": "__ne__ not_equal",
    "and": "__and__ __rand__ logical_and bitwise_and",
    "or": "__or__ __ror__ logical_or bitwise_or",
    "not": "__invert__ logical_not bitwise_not",
}
KEYS = {torch_name: key for key, torch_names in SYNONYMS.items() for torch_name in torch_names.split()} | {
    f"__i{name}__": f"{key}_"  # x += y writes in place, as add_ does
    for name, key in {
        **{name: name for name in ("add", "sub", "mul", "div", "pow", "and", "or")},
        "truediv": "div",
        "floordiv": "floor_divide",
        "mod": "remainder",
    }.items()
}


@lru_cache(maxsize=4096)
def key_of(torch_name: str) -> str:
    """Our key of a function of torch; where there is none its own name, of a method like ``__lshift__`` the plain one."""
    special = torch_name.startswith("__") and torch_name.endswith("__")
    return KEYS.get(torch_name) or (torch_name.strip("_") if special else torch_name)


def given_names(tape: Tape) -> dict[int, str]:
    """The user's name of every node that has one; the first where there are several."""
    given: dict[int, str] = {}
    for binding in tape.bindings:
        given.setdefault(binding.place[0], binding.name)
    return given


def labels(tape: Tape, given: dict[int, str]) -> list[str]:
    """What to call each node: its name (numbered where it was bound to several), else t₁, t₂ … as they were executed.

    In iterations that are drawn one at a time the same thing is called the same: numbers count within one of them.
    """
    where = turns(tape)
    seats: dict[str, dict[tuple[object, int], int]] = {}
    uses: Counter[tuple[object, str]] = Counter()

    def number_of(name: str, index: int) -> int:
        """Which of the things called ``name`` this one is: the first of its turn, the second and so on."""
        turn = where[index]
        seat = (turn.course, uses[turn.path, name])
        uses[turn.path, name] += 1
        of_name = seats.setdefault(name, {})
        return of_name.setdefault(seat, len(of_name) + 1)

    numbers = {index: number_of(given[index], index) for index in sorted(given)}
    named = {
        index: given[index] if len(seats[given[index]]) == 1 else given[index] + subscript(position)
        for index, position in numbers.items()
    }
    taken = set(named.values())
    called: list[str] = []
    counts: dict[int, int] = {}  # which temporary this one is → its number, past names that are taken
    for index, node in enumerate(tape.nodes):
        if index in named:
            called.append(named[index])
        elif node.kind == "constant":
            called.append(_plain(tape, node))
        elif index in tape.grad_of:
            called.append(f"{called[tape.grad_of[index]]}.grad")
        else:
            position = number_of("", index)
            if position not in counts:
                count = counts.get(position - 1, 0) + 1
                while _temporary(count) in taken:
                    count += 1
                counts[position] = count
            called.append(_temporary(counts[position]))
    return called


@lru_cache(maxsize=20_000)
def subscript(number: int) -> str:
    """``12`` as ``₁₂``."""
    return str(number).translate(SUBSCRIPTS)


@lru_cache(maxsize=20_000)
def _temporary(count: int) -> str:
    return f"t{subscript(count)}"


def _plain(tape: Tape, node: Node) -> str:
    """A constant as it is written on an edge."""
    text = str(tape.values[node.values[0] or 0]["data"])
    return SPECIAL.get(text, text)


def number(tape: Tape, constant: Node) -> float | None:
    """The plain number of a constant, None where it is no real number."""
    plain = tape.values[constant.values[0] or 0]["data"]
    if isinstance(plain, str):
        return None if "j" in plain else float(plain)
    return plain  # type: ignore[no-any-return]
