"""How names and numbers look in a formula: as Unicode text and as LaTeX."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

GREEK = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi",
    "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "υ": r"\upsilon", "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi",
    "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi",
    "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega", "ℓ": r"\ell", "ϕ": r"\phi", "ϵ": r"\epsilon",
}  # fmt: skip
SPELLED = {latex[1:]: latex for latex in GREEK.values()}  # theta is written θ
ACCENTS = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0305": r"\bar", "\u0303": r"\tilde", "\u0307": r"\dot"}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢⱼₙₖ", "0123456789ijnk")
SUPERSCRIPTS = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
NAME = re.compile(
    r"(?P<stem>[^_].*?)(?P<primes>['′]*)(?:_\{?(?P<low>[^{}]+)\}?|(?P<sub>[₀-₉ᵢⱼₙₖ]+)|(?P<digits>[0-9]+))?", re.DOTALL
)
UNSAFE = re.compile(r"([\\{}$&#^_%~])")


@lru_cache(maxsize=4096)
def name_latex(name: str) -> str:
    r"""LaTeX of a name or label: ``t₁`` → ``t_{1}``, ``ŷ`` → ``\hat{y}``, ``theta0`` → ``\theta_{0}``, ``loss`` → ``\mathrm{loss}``."""
    match = NAME.fullmatch(name)
    if match is None:
        return _word(name)
    stem = _stem(match["stem"]) + "'" * len(match["primes"])
    low = match["low"] or match["digits"] or (match["sub"] or "").translate(SUBSCRIPTS)
    return f"{stem}_{{{low if low.isdigit() else _word(low)}}}" if low else stem


def _stem(stem: str) -> str:
    decomposed = unicodedata.normalize("NFD", stem)
    if len(decomposed) == 2 and decomposed[1] in ACCENTS:
        return f"{ACCENTS[decomposed[1]]}{{{_word(decomposed[0])}}}"
    return SPELLED.get(stem) or _word(stem)


def _word(word: str) -> str:
    """A run of characters as one symbol: a single letter in italics, more of them upright."""
    if word in GREEK:
        return GREEK[word]
    if len(word) == 1 and word.isascii() and word.isalnum():
        return word
    upright = r"\mathrm" if word.isascii() else r"\text"
    return f"{upright}{{{UNSAFE.sub(_escaped, word)}}}"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return {"\\": r"\backslash ", "^": r"\char94 ", "~": r"\char126 "}.get(character, "\\" + character)


@lru_cache(maxsize=1024)
def number_text(value: float) -> str:
    """A number in full, with a real minus sign: ``-2`` → ``−2``, ``1e-05`` → ``1·10⁻⁵``, ``inf`` → ``∞``."""
    mantissa, exponent = _parts(value)
    if exponent is None:
        return mantissa.replace("-", "−")
    return f"{mantissa.replace('-', '−')}·10{superscript(exponent)}"


@lru_cache(maxsize=1024)
def number_latex(value: float) -> str:
    r"""The same as LaTeX: ``1e-05`` → ``1 \cdot 10^{-5}``."""
    mantissa, exponent = _parts(value)
    if exponent is None:
        return mantissa.replace("∞", r"\infty ").replace("NaN", r"\mathrm{NaN}")
    return rf"{mantissa} \cdot 10^{{{exponent}}}"


def _parts(value: float) -> tuple[str, int | None]:
    """Mantissa and decimal exponent of the shortest text that reads back as ``value``; whole numbers lose their ``.0``."""
    if isinstance(value, float) and not math.isfinite(value):
        return ("NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"), None
    text = repr(value)
    mantissa, mark, exponent = text.partition("e")
    return mantissa.removesuffix(".0"), int(exponent) if mark else None


def superscript(exponent: int) -> str:
    """``-2`` → ``⁻²``."""
    return str(exponent).translate(SUPERSCRIPTS)
