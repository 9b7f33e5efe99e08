from hypothesis import given
from hypothesis import strategies as st

from app.web.store import Store

KEYS = st.sampled_from("abcdef")


@given(st.lists(st.tuples(KEYS, st.binary(max_size=8))), st.integers(0, 30))
def test_a_store_never_holds_more_than_it_may(puts, limit):
    store = Store(limit)
    last = {}
    for key, body in puts:
        store.put(key, body)
        if len(body) <= limit:
            last[key] = body
        held = {key: kept for key in "abcdef" if (kept := store.get(key)) is not None}
        assert sum(map(len, held.values())) <= limit
        assert all(last[key] == kept for key, kept in held.items())
        if len(body) <= limit:
            assert held[key] == body


def test_what_nobody_asked_for_the_longest_goes_first():
    store = Store(3)
    for key in "abc":
        store.put(key, b"1")
    store.get("a")
    store.put("d", b"1")
    assert [store.get(key) is not None for key in "abcd"] == [True, False, True, True]
