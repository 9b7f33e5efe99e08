"""Reads the JSON body of a request strictly: what two readers could understand differently is refused, with the place."""

from __future__ import annotations

import asyncio
import json
import math
import re
from typing import Any, NoReturn

import orjson
from starlette.requests import ClientDisconnect, Request

from app.errors import CallerError
from app.settings import Settings

INTEGER_DIGITS = 18  # what a 64-bit integer holds in any case; what it cannot hold is read as a floating-point number
MOST_DIGITS = 20  # of one, its sign included
BOM = "\ufeff"

LONG_INTEGER = b"0" * (INTEGER_DIGITS + 1)
ALL_ZERO = bytes.maketrans(b"-123456789", b"0" * 10)
TEXT = re.compile(rb'"[^"]*"')
ALL_SQUARE = bytes.maketrans(b"{}", b"[]")
NO_BRACKETS = bytes({*range(256)} - {*b"{}[]"})


async def read_json(request: Request, settings: Settings) -> Any:
    """The body of ``request`` as plain Python values, or ``CallerError`` 400, 408, 413 or 415."""
    _check_type(request)
    try:
        async with asyncio.timeout(settings.body_seconds):
            body = await _read(request, settings.body_bytes)
    except TimeoutError:
        raise CallerError("body-late", 408, {"seconds": settings.body_seconds}) from None
    except ClientDisconnect:
        raise CallerError("body-incomplete", 400) from None
    return parse(body, settings.json_depth)


def _check_type(request: Request) -> None:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    name, _, charset = parameters.strip().partition("=")
    if media_type.strip().lower() != "application/json":
        raise CallerError("not-json", 415)
    if name and (name.lower() != "charset" or charset.strip('" ').lower() not in ("utf-8", "utf8")):
        raise CallerError("not-utf8", 415)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise CallerError("body-encoded", 415)


async def _read(request: Request, limit: int) -> bytes:
    """The whole body, never holding more than ``limit`` bytes and the chunk that passed it."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise CallerError("body-too-large", 413, {"bytes": limit})
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise CallerError("body-too-large", 413, {"bytes": limit})
    return bytes(body)


def parse(body: bytes, depth: int) -> Any:
    """JSON (RFC 8259) without the freedoms it leaves: no duplicate keys, NaN, overflow, lone surrogates, byte order mark.

    A fast reader reads what is beyond doubt; a careful one reads the rest, and says what is wrong with it.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _carefully(body, depth)
    shape = _without_texts(body)
    if _deeper_than(shape, depth) or LONG_INTEGER in shape.translate(ALL_ZERO) or _loses_members(shape, value):
        return _carefully(body, depth)
    return value


def _without_texts(body: bytes) -> bytes:
    """JSON without its texts: what is left of numbers, colons and brackets is what it shows them to be."""
    return TEXT.sub(b"", body.replace(rb"\\", b"").replace(rb"\"", b"") if b"\\" in body else body)


def _deeper_than(shape: bytes, depth: int) -> bool:
    """Whether lists and objects are nested more than ``depth`` deep."""
    brackets = shape.translate(ALL_SQUARE, NO_BRACKETS)
    for _ in range(depth):
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def _loses_members(shape: bytes, value: Any) -> bool:
    """Whether the JSON of this shape has more members than ``value``, which was read from it: it names one twice."""
    return shape.count(b":") != _without_texts(orjson.dumps(value)).count(b":")


def _carefully(body: bytes, depth: int) -> Any:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise CallerError("not-utf8", 400) from None
    if text.startswith(BOM):
        raise CallerError("json-bom", 400)
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        raise CallerError("json-syntax", 400, {"line": error.lineno, "column": error.colno}) from None
    except RecursionError:
        raise CallerError("json-depth", 400, {"depth": depth}) from None
    if _deeper_than(_without_texts(body), depth):
        raise CallerError("json-depth", 400, {"depth": depth})
    try:
        orjson.dumps(value)
    except TypeError:
        raise CallerError("json-surrogate", 400) from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise CallerError("json-duplicate", 400)
    return mapping


def _constant(_: str) -> NoReturn:
    """NaN, Infinity and -Infinity: words of Python's reader, not of JSON."""
    raise CallerError("json-number", 400)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise CallerError("json-number", 400)
    return number


def _integer(text: str) -> int | float:
    fits = len(text) <= INTEGER_DIGITS or (len(text) <= MOST_DIGITS and -(2**63) <= int(text) < 2**63)
    return int(text) if fits else _float(text)
