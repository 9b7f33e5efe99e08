"""JSON of what a program made: its texts may hold half of a surrogate pair, which no UTF-8 can write."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

HALF_PAIR = re.compile("[\ud800-\udfff]")


def to_json(told: Any) -> bytes:
    """``told`` as JSON, with � for half of a pair. NaN and ±∞ are words in it already, so nothing else is lost."""
    try:
        return orjson.dumps(told)
    except TypeError:
        return orjson.dumps(orjson.loads(HALF_PAIR.sub("\ufffd", json.dumps(told, ensure_ascii=False))))
