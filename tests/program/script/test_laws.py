"""Whatever a text holds, it is read or refused by an error of ours; and repairs, one after the other, come to an end."""

import json
import random
from pathlib import Path

import pytest

from app.errors import AuthorError
from app.program.read import Request
from app.program.script.read import read_script

BLOCKS = [
    seed["text"]
    for seed in json.loads((Path(__file__).parents[2] / "golden" / "seeds.json").read_text(encoding="utf-8"))
]
PIECES = [
    *"()[]{}:='\"\t\n #,.@\\;“”‘（，\u00a0\u200d…³−`>0129 aif", "\n    ", "```\n", ">>> ", "In [1]: ", "'''", "else:", "def ",
    "lambda ", "**", "# ", "……", "yield ", "\ufeff", "\r\n", "__x__", "\ud800", "\0", "😀", "import ", "class A(", "f'{",
]  # fmt: skip


def changed(text, chance):
    """``text`` with some characters lost, put in, or replaced throughout."""
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(text) + 1)
        way = chance.random()
        if way < 0.4:
            text = text[:place] + text[place + chance.randrange(1, 4) :]
        elif way < 0.9:
            text = text[:place] + chance.choice(PIECES) + text[place:]
        else:
            text = text[:place] + text[place:].replace(chance.choice("()\n:' "), chance.choice(PIECES))
    return text


def problem(text):
    try:
        read_script(Request(text, "torch"))
    except AuthorError as error:
        return error
    return None


@pytest.mark.parametrize("start", range(20))
def test_a_changed_text_is_read_or_refused_and_its_repairs_come_to_an_end(start):
    chance = random.Random(start)
    for _ in range(25):
        text = changed(chance.choice(BLOCKS), chance)
        seen = set()
        while (error := problem(text)) is not None:
            assert text not in seen
            seen.add(text)
            assert error.span is None or 0 <= error.span.start <= error.span.end <= len(text)
            if not error.repairs:
                break
            ((start_, end), put) = error.repairs[0]
            assert 0 <= start_ <= end <= len(text)
            text = text[:start_] + put + text[end:]
