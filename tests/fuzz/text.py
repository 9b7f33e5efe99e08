"""Mutations of a text: ``mutated(chance, text, others)`` changes it in one to three places, the same for the same chance."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

TOKEN = re.compile(r"\d+\.?\d*(?:e[+-]?\d+)?|\w+|\n[ ]*|[ ]+|\*\*|==|[^\w\s]|\s", re.IGNORECASE)
NAME = re.compile(r"[^\W\d]\w*")
NUMBER = re.compile(r"\d.*")
HOSTILE = (
    "__class__", "__globals__", "__builtins__", "__subclasses__", "__import__", "__code__", "__dict__", "__mro__",
    "__reduce_ex__", "__getattribute__", "__init_subclass__", "__set_name__", "__del__", "__eq__", "__hash__", "__repr__",
    "f_back", "gi_frame", "tb_frame", "cr_frame", "torch.os", "torch.os.system", "torch.builtins.eval", "torch.sys.modules",
    "torch.load", "torch.save", "torch._C", "torch.utils.cpp_extension", "torch.hub", "torch.ops", "torch.storage",
    "torch.Tensor.data_ptr", "torch.set_num_threads", "torch.empty", "open", "eval", "exec", "compile", "globals", "vars",
    "getattr", "setattr", "type", "super", "input", "breakpoint", "exit", "os", "sys", "np.load", "np.lib", "np.ctypeslib",
    "resize_", "data_ptr", "storage", "numpy", "apply", "register_hook", "requires_grad_", "backward", "set_", "as_strided",
)  # fmt: skip
NUMBERS = (
    "0", "1", "2", "3", "-1", "7", "0.5", "1e308", "1e-320", "1e999", "10**9", "10**400", "2**31", "2**63", "2**64-1",
    "-2**63", "0x7fffffff", "1_000", "1j", "True", "None", "float('nan')", "float('inf')", "99999999999999999999", "300",
)  # fmt: skip
CHARACTERS = "\u200b\ufeff\u202e\u2066\u00a0\u0301\u2028\x00\x1b\x7f\u3000\ud7a3ㅎ한ａ＿ſℋ²½∑∂∇×·−–…“”‘’，；（）[{(\\'\"#@$?!:;\t\r"
OPERATORS = (
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "@",
    "==",
    "<",
    ">",
    "&",
    "|",
    "^",
    "~",
    "=",
    "+=",
    ":=",
    ".",
    ",",
    "->",
)
BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("abs(", ")"), ("torch.tensor([", "])"), ("-", ""), ("f'{", "}'"), ("(lambda: ", ")()"))  # fmt: skip
HEADS = (
    "for _ in range({}):", "while True:", "def f(x={}):", "class A:", "try:", "with torch.no_grad():", "if {}:", "async def g():",
    "class M(nn.Module):", "for i, x in enumerate(range({})):",
)  # fmt: skip

Tokens = list[str]


def tokens(text: str) -> Tokens:
    """``text`` in pieces; joined they give it again."""
    return TOKEN.findall(text)


def mutated(chance: random.Random, text: str, others: Sequence[str]) -> str:
    """``text`` after one to three mutations. ``others``: texts that it may be spliced with."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
        if chance.random() < 0.7:
            text = "".join(chance.choice(OF_TOKENS)(chance, tokens(text) or [" "], others))
        else:
            text = "\n".join(chance.choice(OF_LINES)(chance, text.split("\n"), others))
    return text


def _at(chance: random.Random, pieces: Tokens, kind: re.Pattern[str]) -> int:
    """Where a piece of that kind is; anywhere where there is none."""
    return chance.choice([at for at, piece in enumerate(pieces) if kind.fullmatch(piece)] or range(len(pieces)))


def delete(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """One piece less."""
    at = chance.randrange(len(pieces))
    return pieces[:at] + pieces[at + 1 :]


def duplicate(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """A few pieces twice, or very often."""
    at, size = chance.randrange(len(pieces)), chance.randint(1, 4)
    times = chance.choice((2, 2, 2, 3, 50, 2000))
    return (pieces[:at] + pieces[at : at + size] * times + pieces[at + size :])[:20_000]


def swap(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """Two pieces in each other's place."""
    one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return pieces


def rename(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """A name of the text in place of another."""
    at = _at(chance, pieces, NAME)
    pieces[at] = pieces[_at(chance, pieces, NAME)]
    return pieces


def borrow(chance: random.Random, pieces: Tokens, others: Sequence[str]) -> Tokens:
    """A name of another text in place of one."""
    lent = tokens(chance.choice(others)) or ["x"]
    pieces[_at(chance, pieces, NAME)] = lent[_at(chance, lent, NAME)]
    return pieces


def poison(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """A name that opens doors elsewhere, in place of one or behind it."""
    at, hostile = _at(chance, pieces, NAME), chance.choice(HOSTILE)
    pieces[at] = chance.choice(
        (hostile, f"{pieces[at]}.{hostile}", f"{pieces[at]}.{hostile}()", f"{hostile}({pieces[at]})")
    )
    return pieces


def renumber(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """Another number, often a much larger one."""
    pieces[_at(chance, pieces, NUMBER)] = chance.choice(NUMBERS)
    return pieces


def operate(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """Another operator."""
    at = chance.choice([at for at, piece in enumerate(pieces) if piece in OPERATORS] or range(len(pieces)))
    pieces[at] = chance.choice(OPERATORS)
    return pieces


def write(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """A character that keyboards do not have, between two pieces or inside one."""
    at, character = chance.randrange(len(pieces)), chance.choice(CHARACTERS) * chance.choice((1, 1, 2, 100))
    middle = chance.randrange(len(pieces[at]) + 1)
    pieces[at] = pieces[at][:middle] + character + pieces[at][middle:]
    return pieces


def widen(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """A name in letters that Python reads as its own: 𝘢𝘣, ａｂ."""
    at, first = _at(chance, pieces, NAME), chance.choice((0xFF21, 0x1D434))
    letters = {letter: chr(first + ord(letter) - ord("A")) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    pieces[at] = "".join(letters.get(letter, letter) for letter in pieces[at].upper())
    return pieces


def nest(chance: random.Random, pieces: Tokens, _: Sequence[str]) -> Tokens:
    """A piece inside many brackets."""
    at, times = chance.randrange(len(pieces)), chance.choice((1, 2, 5, 30, 200, 3000))
    opening, closing = chance.choice(BRACKETS)
    pieces[at] = opening * times + pieces[at] + closing * times
    return pieces


def remove_line(chance: random.Random, lines: Tokens, _: Sequence[str]) -> Tokens:
    """One line less."""
    return delete(chance, lines, _)


def repeat_line(chance: random.Random, lines: Tokens, _: Sequence[str]) -> Tokens:
    """A line again, there or elsewhere."""
    line = chance.choice(lines)
    lines.insert(chance.randrange(len(lines) + 1), line)
    return lines


def move_line(chance: random.Random, lines: Tokens, others: Sequence[str]) -> Tokens:
    """A line of another text."""
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(chance.choice(others).split("\n")))
    return lines


def indent(chance: random.Random, lines: Tokens, _: Sequence[str]) -> Tokens:
    """The last lines inside a block."""
    at = chance.randrange(len(lines))
    head = chance.choice(HEADS).format(chance.choice(NUMBERS))
    body = [head, *(f"    {line}" for line in lines[at:])]
    return lines[:at] + body + (["except Exception as e:", "    print(e)"] if head == "try:" else [])


def splice(chance: random.Random, lines: Tokens, others: Sequence[str]) -> Tokens:
    """The first lines of one text and the last of another."""
    rest = chance.choice(others).split("\n")
    return lines[: chance.randrange(len(lines)) + 1] + rest[chance.randrange(len(rest)) :]


Mutation = Callable[[random.Random, Tokens, Sequence[str]], Tokens]
OF_TOKENS: tuple[Mutation, ...] = (
    delete, duplicate, swap, rename, rename, borrow, borrow, poison, renumber, renumber, operate, operate, write, widen, nest,
)  # fmt: skip
OF_LINES: tuple[Mutation, ...] = (remove_line, repeat_line, swap, move_line, indent, splice)
