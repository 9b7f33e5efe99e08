"""No recorded attack is forgotten: each is replayed in one place, or there is one reason why there is nothing to attack."""

import json
import re
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parent
IDS = json.loads((HERE / "ids.json").read_text("utf-8"))
DECIDED = json.loads((HERE / "decided.json").read_text("utf-8"))
COVERS = re.compile(r"@covers\(([^)]*)\)")
IN_CODE = re.compile(r"""["']([A-Z]{2}-[A-Z-]+-\d{3})["']""")
IN_DATA = re.compile(r'"id": *"([A-Z]{2}-[A-Z-]+-\d{3})"')


def test_every_attack_is_replayed_or_decided_once():
    found = Counter()
    for path in TESTS.rglob("*.py"):
        for named in COVERS.findall(path.read_text("utf-8")):
            found.update(IN_CODE.findall(named))
    for path in TESTS.rglob("*.json"):
        if not {"node_modules", ".made"} & set(path.parts):
            found.update(IN_DATA.findall(path.read_text("utf-8")))
    assert sorted(set(IDS) - set(found)) == [], "forgotten"
    assert sorted(set(found) - set(IDS)) == [], "unknown"
    assert [name for name, times in found.items() if times > 1] == []


def test_what_a_decision_names_exists():
    for decision in DECIDED:
        assert decision["because"]
        for shown in decision["shown"]:
            path, _, name = shown.partition("::")
            assert f"def {name}(" in (TESTS.parent / path).read_text("utf-8"), shown
