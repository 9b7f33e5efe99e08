"""What ``tapedeck trace`` prints and ``tapedeck export`` writes: a trace in one form or another; an error with its place."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Any, Literal, TypeAlias

import orjson

from app.errors import Span
from app.export import NotBuiltError, page
from app.program.place import LINE_END, pointed, printable
from app.runner.evaluate import carry_out
from app.runner.frames import OK
from app.trace.build import dump
from app.trace.check import check
from app.trace.fold import unfold
from app.trace.listing import listing
from app.trace.text import cell, ruled, table
from app.words import Language, say

Form: TypeAlias = Literal["table", "json", "check"]

RELATED, CHANGED = 4, 8  # places and lines that are shown with an error
FAILED = 1  # exit code where the program cannot be read or run, or where its trace does not hold


def report(request: dict[str, Any], form: Form, lang: Language) -> int:
    """Evaluate ``request``, print what was asked for, and return the exit code. An error goes to standard error."""
    answer = carry_out("trace", request, lang)
    told = orjson.loads(answer.body)
    if answer.status != OK:
        return _failed(told, request["source"], lang)
    trace = unfold(told)
    program = trace["program"]["language"] == "torch"
    wrong = False
    if form == "json":
        _print(dump(trace).decode())
    elif form == "table":
        _print(_program(trace, lang) if program else table(trace, lang))
    else:
        wrong = not _checked(trace, lang)
        if not trace["error"] and not program:
            _print(_certificate(request, lang))
    if trace["error"]:
        return _failed(trace["error"], request["source"], lang)
    return FAILED if wrong else 0


def export(request: dict[str, Any], output: str, title: str, lang: Language) -> int:
    """Evaluate ``request``, write what there is to see into the page ``output``, and return the exit code."""
    answer = carry_out("trace", request, lang)
    told = orjson.loads(answer.body)
    if answer.status != OK:
        return _failed(told, request["source"], lang)
    try:
        Path(output).write_text(page(answer.body, lang, title=title), encoding="utf-8", newline="\n")
    except NotBuiltError:
        sys.stderr.write(say(lang, "cli.not-built") + "\n")
        return FAILED
    except OSError as error:
        sys.stderr.write(say(lang, "cli.not-written", name=output, reason=str(error.strerror)) + "\n")
        return FAILED
    return _failed(told["error"], request["source"], lang) if told["error"] else 0


def _program(trace: dict[str, Any], lang: Language) -> str:
    """What the program printed, then its tables."""
    printed = "\n".join("\t".join(map(printable, line.split("\t"))) for line in trace["stdout"].splitlines())
    return "\n\n".join(part for part in (printed, listing(trace, lang)) if part)


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
    """Tell the sentence, the line with carets under the place, what else belongs to it, and what would mend it."""
    lines = [say(lang, "cli.error", message=error["message"])]
    if error["where"]:
        lines.append(pointed(source, Span(*error["where"]["span"])))
    if error["torch"]:
        lines.append(error["torch"])
    for place in error["related"][:RELATED]:
        lines += [place["message"], pointed(source, Span(*place["where"]["span"]))]
    if error["hint"]:
        lines.append(say(lang, "cli.hint", hint=error["hint"]))
    if error["repairs"]:
        lines += [say(lang, "cli.repair"), *_changed(source, error["repairs"][0])]
    if error["setup"]:
        lines += [say(lang, "cli.set-up"), error["setup"].rstrip("\n")]
    sys.stderr.write("\n".join(lines) + "\n")
    return FAILED


def _changed(source: str, repair: dict[str, Any]) -> list[str]:
    """The lines that a repair changes, as they would stand afterwards, with their numbers."""
    start, end = repair["span"]
    before, after = (LINE_END.split(text) for text in (source, source[:start] + repair["text"] + source[end:]))
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = [number for kind, _, _, first, last in blocks if kind != "equal" for number in range(first, last)]
    width = len(str(len(after)))
    shown = [f"{number + 1:>{width}} | {printable(after[number])}" for number in changed[:CHANGED]]
    return shown + (["…"] if len(changed) > CHANGED else [])


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
