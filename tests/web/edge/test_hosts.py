"""Who is asked: addresses and the names in the settings; a page elsewhere that rebinds its own name learns nothing."""

import pytest

from app.errors import CallerError
from app.settings import Settings
from app.web.edge.hosts import Hosts

OURS = Settings(host="0.0.0.0", hosts="Tape.example, other.example", public_url="https://public.example:8443/deck")


def check(*given, settings=OURS):
    Hosts(settings).check({"headers": [(b"host", host.encode()) for host in given]})


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "localhost.",
        "127.0.0.1",
        "10.1.2.3:80",
        "[::1]",
        "[2001:DB8::1]:8000",
        "tape.example",
        "TAPE.EXAMPLE.:443",
        "other.example:",
        "public.example",
    ],
)
def test_addresses_and_the_names_of_the_settings_are_known(host):
    check(host)


@pytest.mark.parametrize(
    "host", ["evil.example", "tape.example.evil.example", "xtape.example", "localhost.evil.example", "127.1", "0x7f.1"]
)
def test_other_names_are_not(host):
    with pytest.raises(CallerError) as refusal:
        check(host)
    assert (refusal.value.code, refusal.value.status) == ("unknown-host", 421)
    assert refusal.value.facts == {}


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("",),
        ("localhost", "localhost"),
        ("localhost:99999",),
        ("localhost:8a",),
        ("a/../b",),
        ("user@localhost",),
        ("localhost,evil.example",),
        ("[::1",),
        ("[1]",),
        ("[::1%25lo]",),
        ("example.org evil",),
        ("한국.example",),
        ("a" * 255,),
    ],
)
def test_what_can_be_no_host_is_refused(hosts):
    with pytest.raises(CallerError) as refusal:
        check(*hosts)
    assert (refusal.value.code, refusal.value.status) == ("bad-host", 400)


def test_a_name_to_listen_on_is_a_name_to_be_called_by():
    check("deck.lan", settings=Settings(host="deck.lan"))


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/operations", "/static/assets/embed-1.js"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_nothing_is_told_under_another_name_and_the_name_is_not_repeated(client, path, accept):
    answer = client.get(path, headers={"host": "evil.example", "accept": accept})
    assert answer.status_code == 421
    assert "unknown-host" in answer.text or "text/html" in answer.headers["content-type"]
    assert "evil" not in answer.text + str(answer.headers)


def test_a_preflight_under_another_name_is_refused_too(client):
    asked = {"host": "evil.example", "origin": "http://evil.example", "access-control-request-method": "POST"}
    assert client.options("/api/v1/traces", headers=asked).status_code == 421
