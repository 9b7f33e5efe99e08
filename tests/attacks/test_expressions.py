"""Hostile expressions, to a server that a person started: a place and a reason, or plain floating-point numbers.

Each of ``sent`` is asked for as a trace and as a certificate, which is SymPy's: ``code`` and ``at`` (line, column) are
the problem's, else ``value`` is what comes out and ``names`` are the inputs: whatever SymPy calls them, they are free.
"""

import json
import sys
from pathlib import Path

import pytest
import sympy.parsing.sympy_parser

from app.certificate import certify
from app.errors import AuthorError
from app.program.read import Request, read
from tests.attacks.wire import built
from tests.promises.served import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

ATTACKS = json.loads((Path(__file__).parent / "expressions.json").read_text("utf-8"))
AGREED = 1e-6
SWELLING = "·".join(f"({one} + {other})" for one, other in zip("abcdefghijklmno", "bcdefghijklmnop", strict=True))


def refusal(answer):
    """Code and place of a problem, or ``None`` for a trace and for a certificate."""
    if answer.status_code == 200:
        return None
    assert answer.status_code in (413, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    where = problem.get("where")
    return problem["code"], where and [where["line"], where["column"]]


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack["id"] for attack in ATTACKS])
def test_attack(attack, server, kept):
    for sent in attack["sent"]:
        source = built(sent["input"])
        expected = (sent["code"], sent.get("at")) if "code" in sent else None
        assert attack["outcome"] not in ("reject", "ok") or (expected is None) == (attack["outcome"] == "ok")
        for language in ("auto", "expression"):
            answer = server.client.post("/api/v1/traces", json={"source": source, "language": language})
            assert refusal(answer) == expected
        certificate = server.client.post("/api/v1/certificates", json={"source": source})
        assert refusal(certificate) == expected
        if expected is None:
            trace = answer.json()
            assert trace["error"] is None
            assert trace["values"][trace["nodes"][-1]["value"]]["data"] == sent["value"]
            assert list(trace["variables"]) == sent.get("names", [])
            derived = certificate.json()["inputs"]
            assert set(derived) == set(sent.get("names", []))
            assert all(one["symbolic"] and one["disagreement"] < AGREED for one in derived.values())
    kept.check()


@pytest.mark.parametrize("name", ["EX-EXPR-029", "EX-EXPR-030"])
def test_no_more_is_read_than_the_limit_allows(name, server):
    (attack,) = (attack for attack in ATTACKS if attack["id"] == name)
    made = attack["sent"][0]["input"]
    places = set()
    for n in (made["n"], made["n"] // 4):
        answer = server.client.post("/api/v1/traces", json={"source": built(made | {"n": n}), "language": "expression"})
        places.add(answer.json()["where"]["column"])
    assert places == {attack["sent"][0]["at"][1]}


def test_sympy_is_never_given_a_text(monkeypatch):
    def given_a_text(*_, **__):
        raise AssertionError("SymPy reads a text with Python's eval")

    monkeypatch.setattr(sympy.parsing.sympy_parser, "parse_expr", given_a_text)
    with pytest.raises(AssertionError, match="eval"):
        sympy.sympify("x")
    certified = 0
    for attack in ATTACKS:
        for sent in attack["sent"]:
            try:
                program = read(Request(source=built(sent["input"]), language="expression"))
            except AuthorError:
                continue
            certify(program, "en")
            certified += 1
    assert certified > 10


def test_sympy_works_under_the_deadline_of_every_run():
    with serving(run_seconds=0.05) as short:
        answer = short.client.post("/api/v1/certificates", json={"source": SWELLING})
        assert refusal(answer) == ("limit-time", None)
        assert short.client.post("/api/v1/traces", json={"source": SWELLING}).status_code == 200
