"""What workers log is passed on in lines that print, and no more of it than a log can bear."""

import asyncio

import pytest

from app.runner.start import LOG_BYTES, _pass_on
from tests.scenes import play

LINE = b'{"event":"unexpected"}\n'


def passed_on(*pieces):
    async def scene():
        log = asyncio.StreamReader()
        passing = asyncio.create_task(_pass_on(log))
        for piece in pieces:
            log.feed_data(piece)
            await asyncio.sleep(0)
        log.feed_eof()
        await passing

    play(scene())


@pytest.mark.parametrize("cut", [1, 10, len(LINE), len(LINE) + 5])
def test_lines_are_passed_on_as_they_are_however_they_come(cut, capsys):
    told = 3 * LINE
    passed_on(*(told[start : start + cut] for start in range(0, len(told), cut)))
    assert capsys.readouterr().err.encode() == told


def test_nothing_that_steers_a_terminal_is_passed_on(capsys):
    passed_on(b"\x1b[31m\x9b\r\x00\xff\xc3\xa9\x7f~ \n")
    assert capsys.readouterr().err == "?[31m???????~ \n"


def test_of_a_flood_whole_lines_are_passed_on_and_the_rest_is_lost(capsys, monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    passed_on(*[LINE * 1000] * 20)
    told = capsys.readouterr().err.encode()
    assert told == LINE * (LOG_BYTES // len(LINE))


def test_a_line_without_end_fills_no_memory(capsys):
    passed_on(*[b"x" * LOG_BYTES] * 20, b"\n", LINE)
    assert len(capsys.readouterr().err) <= 2 * LOG_BYTES
