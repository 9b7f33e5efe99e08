"""The evaluation-trace table, as a person reads it."""

from __future__ import annotations

from app.program.place import columns
from app.trace.text import cell, table
from tests.trace.evaluated import evaluated

ENGLISH = """\
name  operation  value      gradient
─────────────────────────────────────
a                [2, 3]     [36, 81]
b                [6, 4]     [−12, −8]
t₁    pow(a, 3)  [8, 27]    [3, 3]
t₂    3 × t₁     [24, 81]   [1, 1]
t₃    pow(b, 2)  [36, 16]   [−1, −1]
Q     t₂ − t₃    [−12, 65]  [1, 1]"""
KOREAN = """\
이름  연산       값  변화도
───────────────────────────
x                3   39
y                2   9
t₁    x × x      9   5
t₂    x + y      5   9
f     t₁ × t₂    45  1"""


def test_q_in_english():
    assert table(evaluated("Q = 3a³ − b²", a=[2, 3], b=[6, 4]), "en") == ENGLISH


def test_a_fork_in_korean():
    assert squeezed(table(evaluated("f = x·x·(x + y)", x=3, y=2), "ko")) == squeezed(KOREAN)


def test_columns_are_aligned_under_wide_characters():
    lines = table(evaluated("값 = 가중치 * 입력", 가중치=2, 입력=3), "ko").splitlines()
    starts = {columns(line[: line.index(cell)]) for line, cell in zip(lines[2:], ("2", "3", "가중치"), strict=True)}
    assert len(starts) == 2


def test_special_values_and_what_gets_no_gradient():
    text = table(evaluated("y = log(x) + c", frozen=("c",), x=[-1, 0], c=1), "en")
    assert "[NaN, −∞]" in text
    assert text.splitlines()[3].endswith("–")


def test_notes_stand_below_the_table():
    trace = evaluated("y = 3")
    (note,) = trace["program"]["reading"]["notes"]
    assert table(trace, "en").splitlines()[2:] == [note["message"]]


def test_a_cell_is_cut_where_it_is_wider_than_a_column():
    assert cell([float(number) for number in range(100)]) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10…"
    assert cell([None, "-Infinity", 1e-12, -3]) == "[–, −∞, 1e−12, −3]"
    assert cell(None) == "–"


def test_large_values_are_summarised():
    text = table(evaluated("y = sum(x²)", x=[[0.5] * 20] * 20), "en")
    assert "20×20: 0.5 … 0.5" in text


def squeezed(text):
    return [line.split() for line in text.splitlines() if "─" not in line]
