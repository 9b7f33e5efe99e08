"""Korean particles: which of 은/는, 이/가, 을/를, 과/와, 으로/로 follows a name or a number as it is read aloud."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

Ending: TypeAlias = Literal["vowel", "rieul", "consonant"]

# Each pair by its name: after a consonant, after a vowel. ㄹ counts as a consonant except before 으로.
PAIRS = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
    "이라": ("이라", "라"),
}

# How the last letter or digit ends when a Korean reader says it: 3 is 삼, L is 엘, N is 엔, ε is 엡실론.
SPOKEN: dict[str, Ending] = {
    **dict.fromkeys("036mnευο′", "consonant"),
    **dict.fromkeys("178lr", "rieul"),
}
CLOSING = " ,)]}\"'`’”.\t"
WORD = re.compile(r"[A-Za-z]{3,}$")  # an English word of three letters or more is read as a word, a shorter one spelled
CONSONANT_WORD = re.compile(r"(?:[aeiou][kpt]|[mn]|ng)$", re.IGNORECASE)
FIRST_SYLLABLE, LAST_SYLLABLE, FINALS, RIEUL_FINAL = 0xAC00, 0xD7A3, 28, 8


def particle(text: str, name: str) -> str:
    """The form of particle ``name`` (은, 이, 을, 과, 으로, 이라) that follows ``text``."""
    after_consonant, after_vowel = PAIRS[name]
    ending = ending_of(text)
    closed = ending == "consonant" or (ending == "rieul" and name != "으로")
    return after_consonant if closed else after_vowel


def ending_of(text: str) -> Ending:
    """How ``text`` ends when read aloud; closing brackets, quotes and combining marks are not read."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    spoken = unicodedata.normalize("NFKC", bare).rstrip(CLOSING)
    if not spoken:
        return "vowel"
    last = spoken[-1]
    if FIRST_SYLLABLE <= ord(last) <= LAST_SYLLABLE:
        final = (ord(last) - FIRST_SYLLABLE) % FINALS
        return "vowel" if final == 0 else "rieul" if final == RIEUL_FINAL else "consonant"
    word = WORD.search(spoken)
    if word and not word[0].isupper():
        return "rieul" if last in "lL" else "consonant" if CONSONANT_WORD.search(word[0]) else "vowel"
    return SPOKEN.get(last.lower(), "vowel")
