"""The fast reader of JSON and the careful one agree on every body: the same value, or the same refusal."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.errors import CallerError
from app.web.body import _carefully, parse

DEPTH = 4

texts = st.text(st.sampled_from('ab"\\:,{}[]é가\n'), max_size=4)
integers = st.integers() | st.integers(16, 20).flatmap(
    lambda n: st.sampled_from([10**n, 10**n - 1, -(10**n), 1 - 10**n])
)
leaves = st.none() | st.booleans() | integers | st.floats() | texts
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=12)
written = st.builds(json.dumps, values, indent=st.none() | st.integers(0, 2), ensure_ascii=st.booleans())
pieces = st.sampled_from(
    [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b'"a":', b'"a":1,', b'"\\u0061":', b'"\\ud800"', b"\\u", b"NaN",
     b"-", b"-0", b"1e999", b"1e-999", b"0" * 19, b"9" * 18, b".", b"E", b" ", b"\xff", b"\xef\xbb\xbf", b"\x00", b"null"]
)  # fmt: skip


def outcome(read, body):
    try:
        return repr(read(body, DEPTH))  # which tells 1, 1.0 and -0.0 apart
    except CallerError as error:
        return error.code, error.status, error.facts


@settings(max_examples=500, deadline=None)
@given(written, st.lists(st.tuples(st.integers(0), pieces), max_size=3))
@example('{"a":1,"b":[{"c":2,"c":3}]}', [])
@example('{"a\\\\":1,"a\\\\\\"":2}', [])
@example("[" * DEPTH + '"]"' + "]" * DEPTH, [])
def test_both_readers_agree(text, mutations):
    body = text.encode()
    for place, piece in mutations:
        at = place % (len(body) + 1)
        body = body[:at] + piece + body[at:]
    assert outcome(parse, body) == outcome(_carefully, body)


def depth_of(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


@settings(deadline=None)
@given(values.map(lambda value: json.dumps(value).replace("NaN", "0").replace("Infinity", "1")))
def test_nesting_is_counted_without_texts(text):
    too_deep = ("json-depth", 400, {"depth": DEPTH})
    assert (outcome(parse, text.encode()) == too_deep) == (depth_of(json.loads(text)) > DEPTH)
