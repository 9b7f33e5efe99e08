"""The OpenAPI 3.1 document of the API: what each route takes, and every answer it can give.

``python -m app.web.openapi`` prints it as it stands in ``docs/openapi.json``.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import app
from app.trace.schema import Trace
from app.web.problems import LATER
from app.web.schema import Certificate, EvaluationRequest, Landscape, LessonRow, OperationRow, Problem
from app.words import languages, say

URL = "/api/v1/openapi.json"
REFERENCES = "#/components/schemas/{model}"
JSON, JSON_LINES, PROBLEM, METRICS = "application/json", "application/jsonl", "application/problem+json", "text/plain"

ANSWERS: tuple[type[BaseModel], ...] = (Trace, Certificate, Landscape, LessonRow, OperationRow, Problem)
ANYWHERE = (400, 414, 421, 431, 500, 503)  # from every route: who asks badly, or for a name or a moment not ours
RUNNING = (408, 413, 415, 422, 429)  # from routes that take a program
RATE_LIMITED = 429

EXAMPLES: dict[str, dict[str, Any]] = {
    "expression": {
        "summary": "An expression of two vectors; nothing is given for v, so it is ones",
        "value": {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}},
    },
    "settings": {
        "summary": "Several lines, an input that needs no gradient, single precision",
        "value": {
            "source": "z = W x\ny = σ(z)",
            "inputs": {"W": [[1, 2], [3, 4]], "x": [1, 2]},
            "frozen": ["x"],
            "dtype": "float32",
        },
    },
    "program": {
        "summary": "PyTorch code: a training loop of three rounds",
        "value": {
            "source": "import torch\n\nw = torch.tensor(0.5, requires_grad=True)\n"
            "optimizer = torch.optim.SGD([w], lr=0.1)\nfor step in range(3):\n    optimizer.zero_grad()\n"
            "    loss = (w * 2 - 3) ** 2\n    loss.backward()\n    optimizer.step()\n",
            "language": "torch",
            "seed": 7,
        },
    },
}
LINES = (
    "For `Accept: application/jsonl`. One JSON object a line, each with a `kind`: while the program runs, what is known "
    "of it so far; then one last line, `trace` with its `key`, or `problem` with what would have been answered as "
    "application/problem+json. A problem known before the first line has its own status."
)
STATUS = {"type": "object", "properties": {"status": {"type": "string"}}, "required": ["status"]}
FRAME = {
    "type": "object",
    "properties": {
        **{name: {"type": "string"} for name in ("version", "type", "title", "html", "provider_name", "provider_url")},
        **{name: {"type": "integer"} for name in ("width", "height", "cache_age")},
    },
    "required": ["version", "type", "html", "width", "height"],
}

HEADERS = {
    "Content-Language": "the language of the sentences",
    "Content-Location": "where the same trace can be had again",
    "ETag": "changes with every byte of the answer; of a trace: its key, and the coding it is sent in",
    "RateLimit": "what the client may still use: milliseconds of worker time, runs at once",
    "RateLimit-Policy": "what a client may use, and in how many seconds",
    "Retry-After": "seconds until asking again may help",
    "X-Request-ID": "this one request, for whoever runs the server",
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "lang": {
        "in": "query",
        "description": f"the language of the sentences: {' or '.join(languages())}; without one of them Accept-Language decides",
        "schema": {"type": "string"},
    },
    "If-None-Match": {
        "in": "header",
        "description": "ETags of what the caller has already; where one fits, the answer is 304 without a body",
        "schema": {"type": "string"},
    },
    "key": {
        "in": "path",
        "required": True,
        "description": "from Content-Location of an answer; the SHA-256 of the canonical request and the engine",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
    "url": {
        "in": "query",
        "required": True,
        "description": "a link to an embed or to the playground of this server",
        "schema": {"type": "string"},
    },
    "maxwidth": {
        "in": "query",
        "description": "room that the frame has",
        "schema": {"type": "integer", "minimum": 1, "maximum": 99999},
    },
    "maxheight": {
        "in": "query",
        "description": "room that the frame has",
        "schema": {"type": "integer", "minimum": 1, "maximum": 99999},
    },
    "format": {"in": "query", "description": "nothing else is spoken", "schema": {"type": "string", "enum": ["json"]}},
}


@cache
def document() -> dict[str, Any]:
    """The whole document. Nobody may change it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tapedeck",
            "version": app.__version__,
            "description": "Runs a program on PyTorch and tells every step of its forward and backward pass.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/traces": {"post": _runs("evaluate", "Evaluate a program", Trace, *EXAMPLES)},
            "/api/v1/traces/{key}": {
                "get": _gives("trace", "A trace evaluated before", _of(Trace), "key", refusals=(404,))
            },
            "/api/v1/certificates": {
                "post": _runs("certify", "Compare three derivatives", Certificate, "expression", "settings")
            },
            "/api/v1/landscapes": {"post": _runs("survey", "Survey a training loop", Landscape, "program")},
            "/api/v1/operations": {
                "get": _gives("operations", "Every operation that has a rule to teach", _list_of(OperationRow), "lang")
            },
            "/api/v1/lessons": {"get": _gives("lessons", "Every lesson", _list_of(LessonRow), "lang")},
            "/oembed": {
                "get": _gives(
                    "oembed",
                    "The frame that may stand where a link to this server stands (oEmbed 1.0)",
                    FRAME,
                    *("url", "maxwidth", "maxheight", "format", "lang"),
                    refusals=(404, 501),
                )
            },
            "/healthz": {"get": _operation("health", "Whether the server lives", {200: _answer(JSON, STATUS)})},
            "/readyz": {"get": _ready()},
            "/metrics": {
                "get": _operation(
                    "metrics",
                    "What the server counts, for Prometheus; to this machine alone, or on a port of its own",
                    {200: _answer(METRICS, {"type": "string"})},
                    refusals=(404,),
                )
            },
        },
        "components": {
            "schemas": _schemas(),
            "headers": {name: _header(name) for name in HEADERS},
            "parameters": {name: {"name": name} | told for name, told in PARAMETERS.items()},
            "responses": {f"Problem{status}": _problem(status) for status in _refused()},
            "examples": EXAMPLES,
        },
    }


def _schemas() -> dict[str, Any]:
    """Of answers as they are written, of the request as it is read."""
    _, made = models_json_schema([(model, "serialization") for model in ANSWERS], ref_template=REFERENCES)
    sent = EvaluationRequest.model_json_schema(ref_template=REFERENCES)
    schemas = made["$defs"] | sent.pop("$defs") | {EvaluationRequest.__name__: sent}
    return {name: _with_all_names(_without_null_defaults(schemas[name])) for name in sorted(schemas)}


def _with_all_names(schema: Any) -> Any:
    """``schema`` with the pattern of a dictionary's names asked of every name: pydantic lets others have any value."""
    if isinstance(schema, list):
        return [_with_all_names(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: _with_all_names(one) for name, one in schema.items()}
    if "patternProperties" in told:
        ((pattern, values),) = told.pop("patternProperties").items()
        told |= {"propertyNames": told["propertyNames"] | {"pattern": pattern}, "additionalProperties": values}
    return told


def _without_null_defaults(schema: Any) -> Any:
    """``schema`` as it is, but that a field which may be left out and then is null has no default: it is optional."""
    if isinstance(schema, dict):
        return {name: _without_null_defaults(one) for name, one in schema.items() if (name, one) != ("default", None)}
    return [_without_null_defaults(one) for one in schema] if isinstance(schema, list) else schema


def _runs(name: str, summary: str, model: type[BaseModel], *examples: str) -> dict[str, Any]:
    """A route that takes a program."""
    headers = ["RateLimit", "RateLimit-Policy"]
    answer = _answer(JSON, _of(model), *headers)
    if model is Trace:
        answer = _answer(JSON, _of(model), "Content-Location", "ETag", *headers)
        answer["content"][JSON_LINES] = {"schema": {"type": "string", "description": LINES}}
    shown = {example: {"$ref": f"#/components/examples/{example}"} for example in examples}
    body = {"required": True, "content": {JSON: {"schema": _of(EvaluationRequest), "examples": shown}}}
    return _operation(name, summary, {200: answer}, "lang", refusals=RUNNING) | {"requestBody": body}


def _gives(
    name: str, summary: str, schema: dict[str, Any], *parameters: str, refusals: tuple[int, ...] = ()
) -> dict[str, Any]:
    """A route that gives what is there."""
    unchanged = {"description": "The caller has it already", "headers": _headers("ETag")}
    answers = {200: _answer(JSON, schema, "ETag"), 304: unchanged}
    return _operation(name, summary, answers, *parameters, "If-None-Match", refusals=refusals)


def _ready() -> dict[str, Any]:
    """The one route whose refusal is for supervisors, who want no sentence."""
    operation = _operation("readiness", "Whether programs can be run", {200: _answer(JSON, STATUS)})
    content = {JSON: {"schema": STATUS}, PROBLEM: {"schema": _of(Problem)}}
    refusal = {"description": say("en", "title.503"), "headers": _headers(), "content": content}
    operation["responses"]["503"] = refusal
    return operation


def _operation(
    name: str, summary: str, answers: dict[int, Any], *parameters: str, refusals: tuple[int, ...] = ()
) -> dict[str, Any]:
    problems = {
        status: {"$ref": f"#/components/responses/Problem{status}"} for status in sorted({*ANYWHERE, *refusals})
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{parameter}"} for parameter in parameters],
        "responses": {str(status): answer for status, answer in (answers | problems).items()},
    }


def _answer(media_type: str, schema: dict[str, Any], *headers: str) -> dict[str, Any]:
    return {
        "description": "What was asked for",
        "headers": _headers(*headers),
        "content": {media_type: {"schema": schema}},
    }


def _problem(status: int) -> dict[str, Any]:
    told = ["Content-Language", *(["Retry-After"] if status in LATER else [])]
    limits = ["RateLimit", "RateLimit-Policy"] if status == RATE_LIMITED else []
    return {
        "description": say("en", f"title.{status}"),
        "headers": _headers(*told, *limits),
        "content": {PROBLEM: {"schema": _of(Problem)}},
    }


def _refused() -> list[int]:
    return sorted({*ANYWHERE, *RUNNING, 404, 501})


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*names, "X-Request-ID")}


def _header(name: str) -> dict[str, Any]:
    return {"description": HEADERS[name], "schema": {"type": "integer" if name == "Retry-After" else "string"}}


def _of(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": REFERENCES.format(model=model.__name__)}


def _list_of(model: type[BaseModel]) -> dict[str, Any]:
    return {"type": "array", "items": _of(model)}


def printed() -> bytes:
    """The document as people compare it."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    sys.stdout.buffer.write(printed())
