import asyncio
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.runner.frames import Answer, frame, pack, read_frame, read_frame_async, unpack
from tests.scenes import play


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_payloads_come_out_as_they_went_in(payloads):
    stream = io.BytesIO(b"".join(map(frame, payloads)))
    assert [read_frame(stream) for _ in payloads] == payloads
    assert read_frame(stream) is None


@given(st.sampled_from([200, 422, 500]), st.binary(max_size=300), st.booleans())
def test_an_answer_comes_out_as_it_went_in(status, body, last):
    assert unpack(pack(Answer(status, body, last))) == Answer(status, body, last)


@pytest.mark.parametrize("cut", [1, 3, 4, 6])
def test_a_frame_that_was_cut_is_none(cut):
    whole = frame(b"abc")
    assert read_frame(io.BytesIO(whole[:cut])) is None

    async def read():
        reader = asyncio.StreamReader()
        reader.feed_data(whole[:cut])
        reader.feed_eof()
        await read_frame_async(reader)

    with pytest.raises(asyncio.IncompleteReadError):
        play(read())
