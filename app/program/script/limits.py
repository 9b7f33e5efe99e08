"""How large a program may be, each limit with its reason. Everything here is checked before anything runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScriptLimits:
    """The budget of reading PyTorch code. A limit that is passed raises ``LimitError`` with the code named beside it."""

    # limit-characters: some 500 lines, more than any page of a tutorial; Python's parser needs 20 ms at the worst
    characters: int = 20_000
    # limit-program-nodes: names, numbers, operations and statements of the syntax tree
    nodes: int = 5_000
    # limit-program-depth: who walks the tree recurses one level a node; also the limit of nested brackets
    depth: int = 50
    # limit-digits: Python itself reads no longer decimal numbers, for its time grows with the square
    digits: int = 4_300


SCRIPT_LIMITS = ScriptLimits()
