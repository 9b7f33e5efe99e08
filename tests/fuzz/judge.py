"""What is wrong with an answer, whatever was asked: status, headers, schema, code, words of ours, law of the edges."""

from __future__ import annotations

import builtins
import json
import re
import unicodedata
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs  # schemathesis brings it along

from app.trace.check import check
from app.trace.fold import unfold
from app.words import sentences
from tests.fuzz.inputs import Input

APP = Path(__file__).resolve().parents[2] / "app"
ANSWERS = {"/api/v1/traces": "Trace", "/api/v1/certificates": "Certificate", "/api/v1/landscapes": "Landscape"}
PROBLEMS = {400, 413, 415, 422, 503}
ADDRESSES = r"\b0x[0-9a-f]{9,}|site-packages|/work\b|/tmp\b|/usr/|\.py\b|<module '[^']*' [f(]|Traceback|\bapp\.[a-z]+"


class Answer(NamedTuple):
    """What came back."""

    status: int
    media_type: str
    body: bytes


class Judge:
    """Knows the published schema. ``outcomes`` of an answer: a word for the statistics, and what is wrong."""

    def __init__(self, document: dict[str, Any]) -> None:
        schemas = document["components"]
        self._schemas = {
            name: jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": schemas})
            for name in (*ANSWERS.values(), "Problem")
        }
        self._ours = re.compile(rf"{ADDRESSES}|\b({'|'.join(sorted(_classes_of_ours()))})\b")
        self._codes = {name.removeprefix("error.") for name in sentences("en") if name.startswith("error.")}

    def judge(self, asked: Input, answer: Answer, *, arithmetic: bool) -> tuple[str, list[str]]:
        """The outcome in a word, and every complaint. ``arithmetic``: whether a trace's every claim is checked as well."""
        if answer.status == HTTPStatus.OK:
            word, wrong = self._success(asked, answer, arithmetic=arithmetic)
        elif answer.status in PROBLEMS:
            word, wrong = self._problem(answer)
        else:
            return f"{answer.status}", [f"status {answer.status}"]
        return word, wrong + self._leaks(asked, answer)

    def _success(self, asked: Input, answer: Answer, *, arithmetic: bool) -> tuple[str, list[str]]:
        if asked.lines and asked.path == "/api/v1/traces":
            return self._lines(answer, arithmetic=arithmetic)
        if answer.media_type != "application/json":
            return "200", [f"content type {answer.media_type}"]
        told = json.loads(answer.body)
        wrong = self._misshapen(ANSWERS[asked.path], told)
        if asked.path != "/api/v1/traces":
            return asked.path.split("/")[-1], wrong
        return self._trace(told, wrong, arithmetic=arithmetic)

    def _lines(self, answer: Answer, *, arithmetic: bool) -> tuple[str, list[str]]:
        if answer.media_type != "application/jsonl":
            return "200", [f"content type {answer.media_type}"]
        *before, last = map(json.loads, answer.body.splitlines())
        wrong = [f"line {line['kind']}" for line in before if line["kind"] not in {"progress", "trace"}]
        if last["kind"] == "problem":
            return self._told(last["problem"])
        trace = unfold(last["trace"])
        return self._trace(trace, wrong + self._misshapen("Trace", trace), arithmetic=arithmetic)

    def _trace(self, trace: dict[str, Any], wrong: list[str], *, arithmetic: bool) -> tuple[str, list[str]]:
        error = trace["error"]
        word = f"200 {error['code'] if error else 'ran'}"
        if error and error["code"] not in self._codes:
            wrong = [*wrong, f"unknown code {error['code']}"]
        return word, wrong + (check(trace) if arithmetic else [])

    def _problem(self, answer: Answer) -> tuple[str, list[str]]:
        if answer.media_type != "application/problem+json":
            return f"{answer.status}", [f"content type {answer.media_type}"]
        problem = json.loads(answer.body)
        word, wrong = self._told(problem)
        return word, wrong + ([] if problem["status"] == answer.status else [f"status {problem['status']} inside"])

    def _told(self, problem: dict[str, Any]) -> tuple[str, list[str]]:
        known = [] if problem["code"] in self._codes else [f"unknown code {problem['code']}"]
        return f"{problem['status']} {problem['code']}", known + self._misshapen("Problem", problem)

    def _misshapen(self, name: str, value: Any) -> list[str]:
        validator = self._schemas[name]
        if validator.is_valid(value):
            return []
        return [f"{name}: {error.message[:200]} at {error.instance_path}" for error in validator.iter_errors(value)][:3]

    def _leaks(self, asked: Input, answer: Answer) -> list[str]:
        """Words of ours that the caller did not write."""
        sent = _as_read(asked.body)
        found = {match[0] for match in self._ours.finditer(answer.body.decode())}
        return [f"says {word}" for word in sorted(found) if word not in sent]


def _as_read(body: bytes) -> str:
    """What the caller wrote, as it stands and as Python reads its names."""
    sent = body.decode("utf-8", "replace")
    with suppress(ValueError, RecursionError):
        sent += str(json.loads(sent))
    return sent + unicodedata.normalize("NFKC", sent)


def _classes_of_ours() -> set[str]:
    """Names of classes that exist only inside. Those of the library are what programs are told they have."""
    rooms = [APP / room for room in ("interpreter", "tape", "program", "runner", "certificate")]
    files = [APP / "errors.py", *(path for room in rooms for path in room.rglob("*.py") if "library" not in path.parts)]
    names = {name for path in files for name in re.findall(r"^\s*class (\w+)", path.read_text("utf-8"), re.MULTILINE)}
    return {name for name in names if re.match(r"_?[A-Z][a-z]+[A-Z]|_", name)} - set(dir(builtins))
