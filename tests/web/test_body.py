"""Bodies that two readers could understand differently, or that nobody can read: a problem, never an answer, never a 500."""

import base64
import json

import pytest

from app.errors import CallerError
from app.web.body import parse

TRACES = "/api/v1/traces"

REFUSED = {
    "empty": (b"", 400),
    "duplicate keys": (b'{"source":"x","source":"y"}', 400),
    "duplicate inputs": (b'{"source":"x","inputs":{"x":1,"x":2}}', 400),
    "NaN": (b'{"source":"x","inputs":{"x":NaN}}', 400),
    "-Infinity": (b'{"source":"x","inputs":{"x":-Infinity}}', 400),
    "overflow": (b'{"source":"x","inputs":{"x":1e999}}', 400),
    "integer overflow": (b'{"source":"x","inputs":{"x":1' + b"0" * 400 + b"}}", 400),
    "lone surrogate": (b'{"source":"\\ud800"}', 400),
    "lone surrogate in a name": (b'{"source":"x","inputs":{"\\udfff":1}}', 400),
    "number for text": (b'{"source":1}', 422),
    "list for text": (b'{"source":["x"]}', 422),
    "null for text": (b'{"source":null}', 422),
    "array": (b"[]", 422),
    "text": (b'"x"', 422),
    "null": (b"null", 422),
    "no source": (b"{}", 422),
    "trailing bytes": (b'{"source":"x"}x', 400),
    "trailing comma": (b'{"source":"x",}', 400),
    "comment": (b'{"source":"x"/*c*/}', 400),
    "single quotes": (b"{'source':'x'}", 400),
    "control character": (b'{"source":"x\x00"}', 400),
    "unknown field": (b'{"source":"x","unknown":1}', 422),
    "field of another API": (b'{"expr":"x"}', 422),
    "bool for number": (b'{"source":"x","inputs":{"x":true}}', 422),
    "bool in a list": (b'{"source":"x","inputs":{"x":[1,[true]]}}', 422),
    "null for number": (b'{"source":"x","inputs":{"x":null}}', 422),
    "text for number": (b'{"source":"x","inputs":{"x":"1"}}', 422),
    "object for number": (b'{"source":"x","inputs":{"x":{"y":1}}}', 422),
    "list for inputs": (b'{"source":"x","inputs":[1]}', 422),
    "name with a blank": (b'{"source":"x","inputs":{"x y":1}}', 422),
    "fraction for seed": (b'{"source":"x","seed":1.5}', 422),
    "exponent for seed": (b'{"source":"x","seed":1e3}', 422),
    "seed below int64": (b'{"source":"x","seed":-9223372036854775809}', 422),
    "bool for seed": (b'{"source":"x","seed":true}', 422),
    "unknown dtype": (b'{"source":"x","dtype":"float16"}', 422),
    "unknown language": (b'{"source":"x","language":"../../etc/passwd"}', 422),
    "text for frozen": (b'{"source":"x","frozen":"x"}', 422),
    "ragged": (b'{"source":"x","inputs":{"x":[[1,2],[3]]}}', 422),
    "nested too deep": (b'{"source":"x","inputs":{"x":' + b"[" * 25 + b"1" + b"]" * 25 + b"}}", 400),
    "nested far too deep": (b"[" * 30_000 + b"]" * 30_000, 400),
    "nested past the limit of size": (b"[" * 100_000 + b"]" * 100_000, 413),
    "a million digits": (b'{"source":"x","inputs":{"x":0.' + b"1" * 1_000_000 + b"}}", 413),
    "ten megabytes of blanks": (b" " * 10_000_000 + b'{"source":"x"}', 413),
    "escapes that expand": (b'{"source":"' + b"\\u0041" * 500_000 + b'"}', 413),
    "byte order mark": (base64.b64decode("77u/eyJzb3VyY2UiOiJ4In0="), 400),
    "gzip": (base64.b64decode("H4sIAAAAAAAAA6tWSq0oKFKyUqpQqgUAnRG6Yg0AAAA="), 400),
    "UTF-16": ('{"source":"x"}'.encode("utf-16"), 400),
    "half a character": (b'{"source":"\xc3"}', 400),
    "overlong": (b'{"source":"\xc0\xaf"}', 400),
}

ACCEPTED = {
    "underflow is zero": b'{"source":"y = x","inputs":{"x":1e-999}}',
    "a long integer is a floating-point number": b'{"source":"y = x","inputs":{"x":100000000000000000000000}}',
    "null means the default": b'{"source":"y = x","inputs":null,"frozen":null,"seed":null,"grad_output":null}',
    "blanks around": b' \n{"source" : "y = x"}\t',
    "names that objects have": b'{"source":"y = constructor","inputs":{"constructor":1}}',
}


@pytest.mark.parametrize(("body", "status"), REFUSED.values(), ids=REFUSED)
def test_a_doubtful_body_is_a_problem(client, body, status):
    answer = client.post(TRACES, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"]


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_an_unusual_body_is_read(client, body):
    answer = client.post(TRACES, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json; charset=utf-7"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ],
)
def test_another_form_of_body_is_refused(client, headers):
    assert client.post(TRACES, content=b'{"source":"x"}', headers=headers).status_code == 415


@pytest.mark.parametrize("kind", ["application/json;charset=UTF-8", 'Application/JSON; charset="utf-8"'])
def test_the_usual_ways_to_say_json_are_understood(client, kind):
    answer = client.post(TRACES, content=b'{"source":"y = x"}', headers={"content-type": kind})
    assert answer.status_code == 200


def test_a_body_of_unknown_length_is_not_read_past_the_limit(client):
    taken = []

    def chunks():
        for _ in range(10_000):
            taken.append(1)
            yield b" " * 1024

    answer = client.post(TRACES, content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("depth", [1, 5, 20])
def test_nesting_is_counted_from_the_outside(depth):
    parse(b"[" * depth + b"1" + b"]" * depth, depth)
    with pytest.raises(CallerError, match="json-depth"):
        parse(b"[" * (depth + 1) + b"1" + b"]" * (depth + 1), depth)


def test_an_empty_list_is_as_deep_as_it_looks():
    assert parse(b"[[]]", 2) == [[]]
    with pytest.raises(CallerError, match="json-depth"):
        parse(b"[[]]", 1)


def test_the_place_of_a_syntax_error_is_told():
    with pytest.raises(CallerError) as caught:
        parse(json.dumps({"a": 1}, indent=1).encode() + b"}", 20)
    assert caught.value.facts == {"line": 3, "column": 2}


def test_whole_numbers_are_whole_as_far_as_64_bits_hold_them():
    largest, least = 2**63 - 1, -(2**63)
    assert parse(b"[%d, %d]" % (largest, least), depth=2) == [largest, least]
    assert [type(number) for number in parse(b"[%d, %d]" % (largest + 1, least - 1), depth=2)] == [float, float]
