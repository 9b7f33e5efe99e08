"""What ``tapedeck trace`` prints: a trace as a table, as JSON, or verified and compared; an error with its place."""

from __future__ import annotations

import sys
from typing import Any, Literal, TypeAlias

import orjson

from app.errors import Span
from app.program.place import pointed
from app.runner.evaluate import carry_out
from app.runner.frames import OK
from app.trace.build import dump
from app.trace.check import check
from app.trace.fold import unfold
from app.trace.text import cell, ruled, table
from app.words import Language, say

Form: TypeAlias = Literal["table", "json", "check"]

FAILED = 1  # exit code where the program cannot be read or run, or where its trace does not hold


def report(request: dict[str, Any], form: Form, lang: Language) -> int:
    """Evaluate ``request``, print what was asked for, and return the exit code. An error goes to standard error."""
    answer = carry_out("trace", request, lang)
    told = orjson.loads(answer.body)
    if answer.status != OK:
        return _failed(told, request["source"], lang)
    trace = unfold(told)
    wrong = False
    if form == "json":
        _print(dump(trace).decode())
    elif form == "table":
        _print(table(trace, lang))
    else:
        wrong = not _checked(trace, lang)
        if not trace["error"]:
            _print(_certificate(request, lang))
    if trace["error"]:
        return _failed(trace["error"], request["source"], lang)
    return FAILED if wrong else 0


def _checked(trace: dict[str, Any], lang: Language) -> bool:
    """Print whether every claim of the trace holds."""
    problems = check(trace)
    _print("\n".join([say(lang, "cli.check-wrong"), *problems]) if problems else say(lang, "cli.check-right"))
    return not problems


def _certificate(request: dict[str, Any], lang: Language) -> str:
    """Every input's gradient, three ways, one row each; then what there is to say about them."""
    certificate = orjson.loads(carry_out("certificate", request, lang).body)
    rows = [[say(lang, f"cli.column.{name}") for name in ("input", "autograd", "symbolic", "finite", "disagreement")]]
    said = [note["message"] for note in certificate["notes"]]
    for name, three in certificate["inputs"].items():
        symbolic = three["symbolic"]
        values = [three["autograd"], symbolic and symbolic["value"], three["finite_difference"], three["disagreement"]]
        rows.append([name, *map(cell, values)])
        reasons = [three["hidden"], *three["kinks"]]
        said += [f"{name}: {reason['message']}" for reason in reasons if reason]
    return "\n".join([*([ruled(rows)] if certificate["inputs"] else []), *said])


def _failed(error: dict[str, Any], source: str, lang: Language) -> int:
    """Tell the sentence, the line with carets under the place, and the hint."""
    lines = [say(lang, "cli.error", message=error["message"])]
    if error["where"]:
        lines.append(pointed(source, Span(*error["where"]["span"])))
    if error["hint"]:
        lines.append(say(lang, "cli.hint", hint=error["hint"]))
    sys.stderr.write("\n".join(lines) + "\n")
    return FAILED


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
