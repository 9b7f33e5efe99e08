import pytest

Q = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}}


def gradient(trace, name):
    return trace["values"][trace["variables"][name]["grad"]]["data"]


def test_a_program_is_answered_with_its_trace(client):
    answer = client.post("/api/v1/traces", json=Q)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    trace = answer.json()
    assert (trace["format"], trace["version"]) == ("tapedeck/trace", 1)
    assert gradient(trace, "a") == [36, 81]
    assert gradient(trace, "b") == [-12, -8]


def test_the_same_program_gives_the_same_bytes_however_it_is_written(client):
    first = client.post("/api/v1/traces", json=Q)
    other = {"inputs": {"b": [6, 4], "a": [2, 3]}, "source": Q["source"], "dtype": None, "frozen": [], "seed": 0}
    again = client.post("/api/v1/traces", json=other)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]


def test_a_trace_is_kept_under_its_key_and_never_changes(client):
    posted = client.post("/api/v1/traces", json=Q)
    address = posted.headers["content-location"]
    kept = client.get(address)
    assert kept.content == posted.content
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["etag"] == posted.headers["etag"]
    assert client.get(address, headers={"if-none-match": kept.headers["etag"]}).status_code == 304
    assert client.get(address, headers={"if-none-match": '"another"'}).status_code == 200


def test_the_key_depends_on_the_language_because_the_sentences_do(client):
    keys = {client.post(f"/api/v1/traces?lang={lang}", json=Q).headers["etag"] for lang in ("ko", "en")}
    assert len(keys) == 2


@pytest.mark.parametrize("key", ["0" * 64, "x", "..%2f..%2fetc%2fpasswd"])
def test_an_unknown_key_is_not_found(client, key):
    assert client.get(f"/api/v1/traces/{key}").status_code == 404


def test_a_certificate_is_never_given_as_a_trace(client):
    sent = {"source": "y = x²", "inputs": {"x": 3}}
    certificate = client.post("/api/v1/certificates", json=sent)
    assert certificate.status_code == 200
    assert certificate.json()["inputs"]["x"]["autograd"] == 6
    assert "content-location" not in certificate.headers


def test_a_program_that_fails_while_running_still_has_a_trace(client):
    answer = client.post("/api/v1/traces", json={"source": "y = a·b + W x", "inputs": {"W": [[1, 2]], "x": [1, 2, 3]}})
    assert answer.status_code in (200, 422), "shapes may be refused before or while running"
    body = answer.json()
    assert (body["error"] if answer.status_code == 200 else body)["where"]["line"] == 1


def test_text_that_cannot_be_read_is_a_problem_with_its_place(client):
    answer = client.post("/api/v1/traces?lang=en", json={"source": "Q = 3a + ("})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["where"]["line"] == 1
    assert problem["where"]["span"][0] >= 8
    assert problem["detail"]


def test_operations_are_told_in_both_languages(client):
    korean, english = (client.get(f"/api/v1/operations?lang={lang}").json() for lang in ("ko", "en"))
    assert [row["key"] for row in korean] == [row["key"] for row in english]
    assert korean[0]["noun"] != english[0]["noun"]


def test_the_request_of_a_lesson_can_be_sent_as_it_is(client):
    for lesson in client.get("/api/v1/lessons").json():
        assert client.post("/api/v1/traces", json=lesson["request"]).json()["error"] is None
