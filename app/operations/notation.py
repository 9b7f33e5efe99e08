"""How names and numbers look in a formula: as Unicode text and as LaTeX."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

GREEK = {  # as words (``theta0``) and as LaTeX commands (``\theta``)
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx", strict=True))
COMMANDS = {letter: f"\\{word}" for word, letter in GREEK.items()} | {
    "ε": r"\varepsilon", "φ": r"\varphi", "ϵ": r"\epsilon", "ϕ": r"\phi", "ℓ": r"\ell",
}  # fmt: skip
ACCENTS = {
    "\u0302": r"\hat",
    "\u0304": r"\bar",
    "\u0305": r"\bar",
    "\u0303": r"\tilde",
    "\u0307": r"\dot",
    "\u20d7": r"\vec",
}
LOW = str.maketrans(SUBSCRIPTS)
SUPERSCRIPTS = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
LAYER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾", "0123456789()")
NAME = re.compile(
    rf"(?P<stem>[^_].*?)(?P<digits>[0-9]*)(?:_+\{{?(?P<low>[^{{}}]+?)\}}?|(?P<sub>[{''.join(SUBSCRIPTS)}]+))?"
    r"(?P<layer>⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾)?(?P<primes>['′]*)",
    re.DOTALL,
)
UNSAFE = re.compile(r"([\\{}$&#^_%~])")


@lru_cache(maxsize=4096)
def name_latex(name: str) -> str:
    r"""LaTeX of a name or label: ``t₁`` → ``t_{1}``, ``ŷ`` → ``\hat{y}``, ``theta0`` → ``\theta_{0}``, ``loss`` → ``\mathrm{loss}``."""
    match = NAME.fullmatch(name)
    if match is None:
        return _word(name)
    low = match["low"] or (match["sub"] or "").translate(LOW)
    below = ",".join(part if part.isdecimal() else _word(part) for part in (match["digits"], low) if part)
    above = (match["layer"] or "").translate(LAYER)
    written = _stem(match["stem"]) + (f"_{{{below}}}" if below else "") + "'" * len(match["primes"])
    return f"{written}^{{{above}}}" if above else written


def _stem(stem: str) -> str:
    decomposed = unicodedata.normalize("NFD", GREEK.get(stem, stem))
    base, marks = decomposed[0], decomposed[1:]
    if not all(mark in ACCENTS for mark in marks):
        return _word(stem)
    written = _word(base)
    for mark in marks:
        written = f"{ACCENTS[mark]}{{{written}}}"
    return written


def _word(word: str) -> str:
    """A run of characters as one symbol: a single letter in italics, more of them upright."""
    if word in COMMANDS:
        return COMMANDS[word]
    if len(word) == 1 and word.isascii() and word.isalnum():
        return word
    upright = r"\mathrm" if word.isascii() else r"\text"
    return f"{upright}{{{UNSAFE.sub(_escaped, word)}}}"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return {"\\": r"\backslash ", "^": r"\char94 ", "~": r"\char126 "}.get(character, "\\" + character)


@lru_cache(maxsize=1024)
def number_text(value: complex) -> str:
    """A number in full, with a real minus sign: ``-2`` → ``−2``, ``1e-05`` → ``1·10⁻⁵``, ``inf`` → ``∞``."""
    mantissa, exponent = _parts(value)
    if exponent is None:
        return mantissa.replace("-", "−")
    return f"{mantissa.replace('-', '−')}·10{superscript(exponent)}"


@lru_cache(maxsize=1024)
def number_latex(value: complex) -> str:
    r"""The same as LaTeX: ``1e-05`` → ``1 \cdot 10^{-5}``."""
    mantissa, exponent = _parts(value)
    if exponent is None:
        return mantissa.replace("∞", r"\infty ").replace("NaN", r"\mathrm{NaN}")
    return rf"{mantissa} \cdot 10^{{{exponent}}}"


def _parts(value: complex) -> tuple[str, int | None]:
    """Mantissa and decimal exponent of the shortest text that reads back as ``value``; whole numbers lose their ``.0``.

    ``True`` counts as 1; a complex number is left as Python writes it.
    """
    if isinstance(value, complex):
        return repr(value).strip("()"), None
    if isinstance(value, float) and not math.isfinite(value):
        return ("NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"), None
    text = repr(+value)
    mantissa, mark, exponent = text.partition("e")
    return mantissa.removesuffix(".0"), int(exponent) if mark else None


def superscript(exponent: int) -> str:
    """``-2`` → ``⁻²``."""
    return str(exponent).translate(SUPERSCRIPTS)
