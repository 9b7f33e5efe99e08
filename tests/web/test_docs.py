"""What the documentation says of the server is so."""

import re
from pathlib import Path

import pytest

from app.settings import Settings
from app.web.schema import EvaluationRequest
from app.words import sentences

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
EMBEDDING = (DOCS / "embedding.md").read_text(encoding="utf-8")
ARCHITECTURE = (DOCS / "architecture.md").read_text(encoding="utf-8")


def test_every_route_is_documented_and_no_other(client):
    documented = set(re.findall(r"`((?:GET|POST) /[^`]*)`", API)) - {"GET /api/v1/openapi.json"}
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert documented == {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_field_of_a_request_is_documented():
    section = API.split("| field | | default |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == list(EvaluationRequest.model_fields)


def test_every_code_that_is_documented_exists():
    section = API.split("| status | codes |")[1].split("\n\n")[0]
    codes = set(re.findall(r"`([a-z0-9]+-[a-z0-9-]*[a-z0-9])`", section))
    assert codes
    assert {f"error.{code}" for code in codes} <= set(sentences("en"))


def test_every_room_stands_in_the_architecture():
    rooms = set(re.findall(r"`([\w/]+)`", "".join(re.findall(r"^\| (`[^|]*) \|", ARCHITECTURE, re.MULTILINE))))
    for place in ("app", "static/src"):
        folders = {path.name for path in (ROOT / place).iterdir() if path.is_dir() and path.name != "__pycache__"}
        assert folders
        assert [folder for folder in folders if folder not in rooms and f"{place}/{folder}" not in rooms] == []


def test_every_parameter_and_message_of_the_embed_is_documented():
    embed = ROOT / "static/src/embed"
    parameters = set(
        re.findall(r'\b(?:take|choose|list|get)(?:<.*?>)?\("(\w+)"', (embed / "parameters.ts").read_text("utf-8"))
    )
    union = re.search(r"MessageType = (.*);", (embed / "messages.ts").read_text("utf-8"))
    messages = set(re.findall(r'"(\w+)"', union[1]))
    assert len(parameters) > 10
    assert len(messages) > 5
    table = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`[^|]*) \|", EMBEDDING, re.MULTILINE))))
    assert parameters | messages <= table


def test_every_refusal_of_a_request_is_documented():
    section = API.split("| status | codes |")[1].split("\n\n")[0]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    refusals = set(re.findall(r'CallerError\(\s*"([a-z0-9-]+)"', code))
    assert len(refusals) > 15
    assert [refusal for refusal in refusals if f"`{refusal}`" not in section] == []


def test_the_example_of_an_error_is_a_real_one(client):
    problem = client.post("/api/v1/traces?lang=en", json={"source": "x", "sauce": 1}).json()
    example = API.split("```json")[1].split("```")[0]
    for name in ("type", "title", "detail", "hint", "code"):
        assert f'"{name}": "{problem[name]}"' in example


def test_the_python_example_runs(client, capsys):
    example = API.split("```python")[1].split("```")[0]
    exec(example.replace("http://localhost:8000", str(client.base_url).rstrip("/")), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].endswith("[-12.0, -8.0]") or "[36.0, 81.0]" in "".join(lines)
    assert len(lines) == 5


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name, monkeypatch):
    row = re.search(rf"^\| `TAPEDECK_{name.upper()}` \| ([^|]*) \|", (DOCS / "hosting.md").read_text(), re.MULTILINE)
    assert row, name
    default = Settings.model_fields[name].default
    if row[1].strip() == "none":
        assert not default
        assert not isinstance(default, int)
    else:
        monkeypatch.setenv(f"TAPEDECK_{name.upper()}", row[1].strip().strip("`"))
        assert getattr(Settings(), name) == default
