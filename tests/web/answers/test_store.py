from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.answers.store import Levels, Memory
from tests.scenes import play

KEYS = st.sampled_from("abcdef")


@settings(deadline=None)  # each example plays in a thread of its own
@given(st.lists(st.tuples(KEYS, st.binary(max_size=8))), st.integers(0, 30))
def test_a_store_never_holds_more_than_it_may(puts, limit):
    async def scene():
        store = Memory(limit)
        last = {}
        for key, body in puts:
            await store.put(key, body)
            if len(body) <= limit:
                last[key] = body
            held = {key: kept for key in "abcdef" if (kept := await store.get(key)) is not None}
            assert sum(map(len, held.values())) <= limit
            assert all(last[key] == kept for key, kept in held.items())
            if len(body) <= limit:
                assert held[key] == body

    play(scene())


def test_what_nobody_asked_for_the_longest_goes_first():
    async def scene():
        store = Memory(3)
        for key in "abc":
            await store.put(key, b"1")
        await store.get("a")
        await store.put("d", b"1")
        return [await store.get(key) is not None for key in "abcd"]

    assert play(scene()) == [True, False, True, True]


def test_what_is_near_is_at_hand_and_what_is_far_is_so_once_it_was_fetched():
    async def scene():
        near, far = Memory(10), Memory(10)
        store = Levels(near, far)
        await far.put("a", b"1")
        before = store.at_hand("a")
        return before, await store.get("a"), store.at_hand("a")

    assert play(scene()) == (None, b"1", b"1")
