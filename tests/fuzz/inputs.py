"""``made(seed, index)``: one input for the server, the same on every machine. Run as a module it prints one.

python3 -m tests.fuzz.inputs 1 345
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any, NamedTuple

from tests.fuzz.corpus import Request, attacks, expressions, programs
from tests.fuzz.text import mutated
from tests.fuzz.tree import regrown

PATHS = ("/api/v1/traces",) * 18 + ("/api/v1/certificates", "/api/v1/landscapes")
JSON_LINES = "application/jsonl"
WILD: tuple[Any, ...] = (
    None, True, -1, 0, 2**53, 2**63, 2**64, 10**30, 1e300, "", "NaN", "x" * 5000, "\x00", "한글", [], {}, [[]], [[1], [2, 3]], [None],
    {"a": {"a": {}}}, [1] * 3000, "auto", "torch", "expression", "float16", [5, 2], [0, 10**7], {"": 1}, {"a b": 1}, {"__proto__": 1},
)  # fmt: skip
SCRAPS = (
    b"NaN", b"-Infinity", b"1e999", b"1e-999", b"-0", b"01", b"9" * 400, b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\x00",
    b"\xef\xbb\xbf", b"{", b"}", b"[" * 25, b"[" * 30_000, b'"', b",", b":", b"/**/", b"'", b"null", b'{"source":"x"}', b'"source":"y",',
)  # fmt: skip


class Input(NamedTuple):
    """What is sent with POST."""

    path: str
    body: bytes
    lang: str
    lines: bool

    @property
    def headers(self) -> dict[str, str]:
        """Those of the request."""
        accept = JSON_LINES if self.lines else "application/json"
        return {"Content-Type": "application/json", "Accept-Language": self.lang, "Accept": accept}


def made(seed: int, index: int) -> Input:
    """The input with this number."""
    chance = random.Random(f"{seed}-{index}")
    request = chance.choices((_program, _expression, _attack), (65, 25, 10))[0](chance)
    kind = chance.random()
    if kind < 0.06:
        request = _strange(chance, request)
    body = json.dumps(request, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if 0.06 <= kind < 0.12:
        body = _torn(chance, body)
    return Input(chance.choice(PATHS), body, chance.choice(("ko", "en")), lines=chance.random() < 0.1)


def _program(chance: random.Random) -> Request:
    source = regrown(chance, chance.choice(programs()), programs())
    if chance.random() < 0.3:
        source = mutated(chance, source, programs())
    request: Request = {"source": source, "language": "torch"}
    if chance.random() < 0.1:
        request["language"] = "auto"
    if chance.random() < 0.05:
        request["setup"] = mutated(chance, chance.choice(programs()), programs())
    if chance.random() < 0.05:
        request["window"] = [chance.randrange(20), chance.randrange(20, 200)]
    return request | {"seed": chance.randrange(1_000_000)}


def _attack(chance: random.Random) -> Request:
    """An attack in the middle of an honest program, or alone."""
    text = mutated(chance, chance.choice(attacks()), programs())
    if chance.random() < 0.5:
        lines = chance.choice(programs()).split("\n")
        lines.insert(chance.randrange(len(lines) + 1), text)
        text = "\n".join(lines)
    return {"source": text, "language": chance.choice(("torch", "torch", "torch", "auto", "expression"))}


def _expression(chance: random.Random) -> Request:
    others = tuple(request["source"] for request in expressions())
    request = dict(chance.choice(expressions()))
    request["source"] = mutated(chance, request["source"], others)
    if chance.random() < 0.3:
        request.pop("grad_output", None)
    return request | {"language": chance.choice(("expression", "expression", "auto"))}


def _strange(chance: random.Random, request: Request) -> Request:
    """Another value somewhere, a field more, one less, or one that is called otherwise."""
    request = {"inputs": {"x": [1, 2]}, "frozen": ["x"], "dtype": "float32", **request}
    name = chance.choice([*request])
    match chance.randrange(4):
        case 0:
            request[name] = chance.choice(WILD)
        case 1:
            del request[name]
        case 2:
            request[chance.choice(("src", "__class__", "window", "seed", "setup", "grad_output"))] = chance.choice(WILD)
        case _:
            request["inputs"] = {chance.choice(("x", "a", "Q", "torch", "__class__", "é")): chance.choice(WILD)}
    return request


def _torn(chance: random.Random, body: bytes) -> bytes:
    """Bytes cut out, put in, turned over, or said again."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(body) + 1)
        end = min(len(body), at + chance.choice((1, 1, 4, 40, 100_000)))
        body = chance.choice(
            (
                body[:at] + body[end:],
                body[:at] + chance.choice(SCRAPS) + body[at:],
                body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
                body[:at] + body[at:end] * 2 + body[end:],
            )
        )
    return body


if __name__ == "__main__":
    print(made(int(sys.argv[1]), int(sys.argv[2])))  # noqa: T201 (a command speaks on its output)
