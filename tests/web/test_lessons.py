"""The gallery and the page of every lesson, in both languages."""

import json
import re

import pytest

from app.lessons import lessons
from app.web.pages import GROUPS
from app.words import languages


def boot_of(page):
    return json.loads(re.search(r'id="tapedeck-boot">(.*?)</script>', page.text, re.DOTALL)[1])


@pytest.mark.parametrize("lang", languages())
def test_the_gallery_leads_to_every_lesson_in_its_group(client, lang):
    page = client.get("/lessons", params={"lang": lang})
    assert page.status_code == 200
    assert page.headers["Content-Language"] == lang
    places = [page.text.index(f'href="/lessons/{lesson.slug}?lang={lang}"') for lesson in lessons()]
    assert len(places) >= 24
    starts = [page.text.index(f'id="group-{group}"') for group in GROUPS]
    assert starts == sorted(starts)
    assert lessons()[0].titles[lang] in page.text


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.slug)
def test_a_lesson_opens_with_its_picture_and_its_question(client, lesson, lang):
    page = client.get(f"/lessons/{lesson.slug}", params={"lang": lang})
    assert page.status_code == 200
    assert '<h1 id="lesson-title">' in page.text
    boot = boot_of(page)
    assert boot["question"] == lesson.question.described(lang)
    assert boot["trace"]["program"]["source"] == lesson.request["source"]
    assert boot["trace"]["error"] is None


def test_the_ways_to_the_neighbours_lead_through_all_lessons(client):
    slug, seen = lessons()[0].slug, []
    while slug:
        seen.append(slug)
        after = re.search(r'href="/lessons/([a-z-]+)\?lang=en" rel="next"', client.get(f"/lessons/{slug}?lang=en").text)
        slug = after and after[1]
    assert seen == [lesson.slug for lesson in lessons()]


def test_a_lesson_that_does_not_exist_is_told_of(client):
    answer = client.get("/lessons/none-such", headers={"Accept-Language": "ko"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "lesson-unknown"


def test_what_a_lesson_brings_stands_as_the_api_tells_it(client):
    rows = client.get("/api/v1/lessons?lang=ko").json()
    assert rows == [lesson.described("ko") for lesson in lessons()]
    for row in rows:
        assert 0 <= row["question"]["answer"] < len(row["question"]["choices"])
        assert len(set(row["question"]["choices"])) == len(row["question"]["choices"])


@pytest.mark.parametrize("lang", languages())
def test_an_embed_of_a_lesson_brings_its_trace(client, lang):
    boot = boot_of(client.get("/embed/v1", params={"lesson": "chain-rule", "lang": lang}))
    assert boot["trace"]["program"]["source"] == "y = sin(x²)"


def test_an_embed_of_a_stored_run_brings_its_trace(client):
    answer = client.post("/api/v1/traces", json={"source": "y = 2x", "inputs": {"x": 3}})
    key = answer.headers["Content-Location"].rsplit("/", 1)[1]
    boot = boot_of(client.get("/embed/v1", params={"id": key}))
    assert boot["trace"]["program"]["inputs"] == {"x": 3}


@pytest.mark.parametrize("query", [{"lesson": "none-such"}, {"id": "0" * 64}, {"id": "../x"}, {"expr": "x"}, {}])
def test_an_embed_of_what_is_not_there_brings_nothing(client, query):
    answer = client.get("/embed/v1", params=query)
    assert answer.status_code == 200
    assert boot_of(answer)["trace"] is None
