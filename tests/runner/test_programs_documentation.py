"""``docs/programs.md`` says what is so: its example runs, its repairs mend, what it refuses is refused, its table is true."""

import json
import re
from pathlib import Path

import pytest

from app.interpreter.script.arithmetic import MAX_BITS
from app.interpreter.script.machine import MAX_DEPTH, MAX_LENGTH, MAX_OUTPUT, MAX_STEPS
from app.interpreter.script.tables.prelude import PRELUDE
from app.program.script.limits import SCRIPT_LIMITS
from app.program.script.offers import OFFERS
from app.runner.evaluate import answer

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "docs" / "programs.md", "ko": ROOT / "docs" / "programs.ko.md"}
SEEDS = json.loads((ROOT / "tests" / "golden" / "seeds.json").read_text(encoding="utf-8"))
LANGUAGE, PRELUDED, REFUSED, SETUP, REPAIRS, LIMITS, BLOCKS = 2, 3, 4, 5, 6, 7, 9  # the sections, in their order
RUNS = {"en": "runs", "ko": "실행됨"}
LINE = {"en": "line {}: ", "ko": "{}번째 줄: "}

every_page = pytest.mark.parametrize("lang", PAGES)


def section(lang, number):
    return PAGES[lang].read_text(encoding="utf-8").split("\n## ")[number]


def rows(lang, number):
    lines = [line for line in section(lang, number).splitlines() if line.startswith("| ")][1:]
    return [[part.strip().replace(r"\|", "|") for part in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(cell):
    return cell.strip("`").replace("⏎", "\n").replace("⇥", "\t")


def told(source, lang="en"):
    found = answer("trace", {"source": source, "language": "torch"}, lang)
    return found.status, json.loads(found.body)


@every_page
def test_the_example_runs(lang):
    example = PAGES[lang].read_text(encoding="utf-8").split("```")[1]
    status, trace = told(example)
    assert (status, trace["error"], trace["stdout"]) == (200, None, "tensor([36., 81.])\n")


@every_page
def test_what_is_refused_is_refused_by_that_name(lang):
    table = rows(lang, REFUSED)
    assert len(table) > 12
    for source, name, _ in table:
        status, error = told("x = 1\n" * ("x" in source) + code(source))
        assert (status, error["code"]) == (422, name.strip("`")), source


@every_page
def test_every_repair_mends(lang):
    table = rows(lang, REPAIRS)
    assert len(table) > 20
    for source, mended, _ in table:
        text = code(source)
        status, error = told(text)
        assert status == 422, source
        (repair,) = error["repairs"]
        after = text[: repair["span"][0]] + repair["text"] + text[repair["span"][1] :]
        assert after.rstrip("\n") == code(mended), source


@every_page
def test_the_names_without_import_and_those_that_are_offered_are_listed(lang):
    listed = re.findall(r"`(\w+)`", section(lang, PRELUDED))
    assert listed == list(PRELUDE)
    offered = re.findall(r"`(\w+)`", section(lang, SETUP))
    assert set(offered) == {name for name in OFFERS if "." not in name}


@every_page
def test_every_limit_is_told(lang):
    limits = [int(row[0].replace(",", "")) for row in rows(lang, LIMITS)]
    read = [SCRIPT_LIMITS.characters, SCRIPT_LIMITS.nodes, SCRIPT_LIMITS.depth, SCRIPT_LIMITS.digits]
    assert limits == [*read, MAX_STEPS, MAX_DEPTH, MAX_OUTPUT, MAX_LENGTH, MAX_BITS]


@every_page
def test_the_table_of_the_blocks_is_true(lang):
    table = rows(lang, BLOCKS)
    assert len(table) == len(SEEDS)
    for seed, (_, block, _, alone, earlier) in zip(SEEDS, table, strict=True):
        assert int(block) == seed["block"]
        assert ([] if earlier == "–" else [int(part) for part in earlier.split(", ")]) == seed["earlier"]
        if seed["alone"] == "runs":
            assert alone == RUNS[lang]
        else:
            error = json.loads(answer("trace", {"source": seed["text"]}, lang).body)
            assert alone == LINE[lang].format(seed["alone"]["line"]) + error["message"]
