"""A trace under its key never changes: it may be kept for ever, and who has it is not sent it again."""

import pytest

SENT = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}}


@pytest.fixture(scope="module")
def address(client):
    return client.post("/api/v1/traces", json=SENT).headers["content-location"]


def asked(client, method, address, coding="identity", **headers):
    return client.request(method, address, headers={"accept-encoding": coding, **headers})


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("known", ["{}", "W/{}", '"a", {}', 'W/"a",W/{}', '{} , "b"', "*"])
def test_who_has_the_trace_is_not_sent_it_again(client, address, coding, method, known):
    tag = asked(client, "GET", address, coding).headers["etag"]
    answer = asked(client, method, address, coding, **{"if-none-match": known.format(tag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert not {"content-type", "content-encoding"} & set(answer.headers)


@pytest.mark.parametrize("known", ['"a"', "W/", "", "a", '"a", "b"', "{unquoted}", "{cut}", "{longer}"])
def test_who_has_something_else_is_sent_the_trace(client, address, known):
    tag = asked(client, "GET", address).headers["etag"]
    cut = {"unquoted": tag.strip('"'), "cut": tag[:-2] + '"', "longer": tag[:-1] + '0"'}
    answer = asked(client, "GET", address, **{"if-none-match": known.format(**cut)})
    assert answer.status_code == 200
    assert answer.json()["format"] == "tapedeck/trace"


def test_each_coding_has_a_tag_of_its_own_and_the_same_trace(client, address):
    answers = [asked(client, "GET", address, coding) for coding in ("identity", "gzip", "zstd")]
    assert len({answer.headers["etag"] for answer in answers}) == 3
    assert len({answer.content for answer in answers}) == 1
    wrong = asked(client, "GET", address, "gzip", **{"if-none-match": answers[0].headers["etag"]})
    assert wrong.status_code == 200


def test_a_head_tells_what_the_trace_would_bring(client, address):
    head, whole = (asked(client, method, address, "gzip") for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (200, b"")
    own = {"date", "x-request-id"}
    assert {name: head.headers[name] for name in head.headers if name not in own} == {
        name: whole.headers[name] for name in whole.headers if name not in own
    }


def test_each_language_has_a_key_of_its_own_which_no_header_changes(client):
    source = {"source": "y = log(x)", "inputs": {"x": 0}}
    told = {lang: client.post(f"/api/v1/traces?lang={lang}", json=source) for lang in ("ko", "en")}
    places = {lang: answer.headers["content-location"] for lang, answer in told.items()}
    assert places["ko"] != places["en"]
    for lang, other in (("ko", "en"), ("en", "ko")):
        kept = client.get(f"{places[lang]}?lang={other}", headers={"accept-language": other})
        assert kept.content == told[lang].content
        assert kept.headers["etag"] == told[lang].headers["etag"]
        assert "accept-language" not in kept.headers["vary"].lower()


def test_an_unknown_key_is_unknown_whatever_its_caller_claims_to_have(client):
    for known in ("*", f'"{"0" * 64}"'):
        assert client.get(f"/api/v1/traces/{'0' * 64}", headers={"if-none-match": known}).status_code == 404
