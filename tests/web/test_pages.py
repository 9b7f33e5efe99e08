import json
import re

import pytest

from app.web.render import json_block

BOOT = re.compile(r'<script type="application/json" id="tapedeck-boot">(.*?)</script>', re.DOTALL)


def boot(client, path="/"):
    return json.loads(BOOT.search(client.get(path).text)[1])


def test_the_playground_brings_its_first_trace_along(client):
    page = boot(client, "/?lang=en")
    assert page["trace"]["program"]["source"] == "Q = 3a³ − b²"
    assert page["trace"]["program"]["inputs"] == {"a": [2, 3], "b": [6, 4]}
    assert (page["lang"], page["api"]) == ("en", "/api/v1")
    assert {"pow", "sigmoid", "matmul"} <= {row["key"] for row in page["operations"]}
    assert any(key.startswith("ui.picture.") for key in page["words"])
    assert any(key.startswith("ui.panel.") for key in page["words"])


def test_the_embed_shows_what_its_address_says(client):
    assert boot(client, "/embed/v1")["trace"] is None


@pytest.mark.parametrize("path", ["/", "/embed/v1", "/patterns", "/api/v1/docs"])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_page_speaks_the_language_asked_for(client, path, lang):
    for answer in (client.get(f"{path}?lang={lang}"), client.get(path, headers={"accept-language": f"{lang}-XX,fr"})):
        assert answer.status_code == 200
        assert f'<html lang="{lang}">' in answer.text
        assert answer.headers["content-language"] == lang
        assert "accept-language" in answer.headers["vary"].lower()


@pytest.mark.parametrize("path", ["/", "/embed/v1", "/patterns", "/api/v1/docs", "/nothing"])
def test_a_page_loads_files_of_ours_only_and_runs_nothing_inline(client, path):
    text = client.get(path, headers={"accept": "text/html"}).text
    loaded = re.findall(r'<(?:script|link(?! rel="alternate")|img)\b[^>]*?(?:src|href)="([^"]*)"', text)
    assert all(address.startswith(("/static/assets/", "data:")) for address in loaded), loaded
    for address in loaded:
        if address.startswith("/"):
            assert client.get(address).status_code == 200
    assert not re.search(r'<script(?![^>]*(?:src=|type="application/json"))', text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)


def test_a_page_names_all_that_its_script_needs_once(client):
    text = client.get("/").text
    assert text.count("/static/assets/playground-1.js") == 1
    assert text.count('rel="modulepreload"') == 2
    assert text.count("/static/assets/shared-1.css") == 1


@pytest.mark.parametrize("path", ["/", "/embed/v1"])
def test_a_page_can_be_asked_for_its_head(client, path):
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""


def test_nothing_in_a_block_of_json_can_end_it():
    hostile = {"</script><script>alert(1)</script>": "<!-- & ]]> \u2028"}
    block = json_block(hostile)
    assert not set("<>&") & set(block)
    assert json.loads(block) == hostile


def test_parameters_of_the_address_are_not_reflected(client):
    text = client.get("/?next=https://evil.example&lang=%22%3E%3Cscript%3E").text
    assert "evil" not in text
    assert '"><script>' not in text
