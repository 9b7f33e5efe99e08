"""How large an expression and its inputs may be, each limit with its reason. Everything here is checked before anything runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The budget of reading. A limit that is passed raises ``LimitError`` with the code named beside it."""

    # limit-characters: five printed pages of formulas; reading stays within some milliseconds
    characters: int = 10_000
    # limit-nodes: user functions are inlined, so a short text could otherwise describe an exponential tree
    nodes: int = 5_000
    # limit-nesting: the parser recurses at brackets and exponents; 100 levels need about half of Python's stack
    nesting: int = 100
    # limit-depth: every walk over the finished tree (printing, running, differentiating) may recurse one level a node
    depth: int = 200
    # limit-name: a name is a label in a picture; 64 letters already fill a card
    name_characters: int = 64
    # limit-digits: float64 tells 17 digits apart; a pasted constant with more is read, a page of digits is not
    digits: int = 100
    # limit-input-elements: 256 × 256; what a person can type or paste, and a request can carry
    input_elements: int = 65_536
    # limit-input-nesting: scalar, vector, matrix, batch of images with channels
    input_nesting: int = 4
    # limit-elements: one value of a run: 8 MB in float64. An outer product of two inputs could ask for 4·10⁹ elements
    value_elements: int = 1_000_000


LIMITS = Limits()
