"""A link to us becomes a frame in another page; any other link is refused unread."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.web.oembed import PARAMETERS
from tests.web.conftest import serving

EXPRESSION = "Q = 3a³ − b²"
EMBEDDED = Path(__file__).resolve().parents[2] / "static/src/embed"


class Frame(HTMLParser):
    """The attributes of the one element that an ``html`` holds."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.feed(html)
        ((self.name, attributes),) = self.elements
        self.attributes = dict(attributes)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, attrs))

    def handle_data(self, data):
        raise AssertionError(data)


def ask(client, link, **more):
    return client.get("/oembed", params={"url": link, **more})


def ours(client, query="", fragment="", path="/embed/v1"):
    base = str(client.base_url).rstrip("/")
    return base + path + (f"?{query}" if query else "") + fragment


@pytest.mark.parametrize("path", ["/embed/v1", "/", ""])
def test_a_link_becomes_a_sandboxed_frame_with_its_own_parameters(client, path):
    query = urlencode({"expr": EXPRESSION, "at": "a:[2,3],b:[6,4]", "mode": "edit", "utm": "x", "height": "500"})
    answer = ask(client, ours(client, query, path=path), lang="en")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["version"], told["type"], told["provider_name"]) == ("1.0", "rich", "Tapedeck")
    assert told["title"] == f"{EXPRESSION} – forward and backward in Tapedeck"
    frame = Frame(told["html"])
    assert frame.name == "iframe"
    assert frame.attributes["sandbox"] == "allow-scripts"
    assert frame.attributes["title"] == told["title"]
    assert (int(frame.attributes["width"]), int(frame.attributes["height"])) == (told["width"], told["height"])
    assert told["height"] == 500
    source = urlsplit(frame.attributes["src"])
    assert f"{source.scheme}://{source.netloc}{source.path}" == ours(client)
    kept = {"expr": [EXPRESSION], "at": ["a:[2,3],b:[6,4]"], "mode": ["edit"], "height": ["500"]}
    assert parse_qs(source.query) == kept
    assert client.get(f"{source.path}?{source.query}").status_code == 200


def test_the_state_of_a_shared_link_is_kept_and_nothing_else_behind_the_hash(client):
    assert "#s=1.j.e30" in Frame(ask(client, ours(client, "lang=ko", "#s=1.j.e30")).json()["html"]).attributes["src"]
    for fragment in ("#s=1.j.e30'", "#<script>", "#"):
        assert "#" not in Frame(ask(client, ours(client, "expr=x", fragment)).json()["html"]).attributes["src"]


def test_a_frame_is_no_larger_than_there_is_room(client):
    small = ask(client, ours(client, "expr=x"), maxwidth=300, maxheight=200).json()
    assert (small["width"], small["height"]) == (300, 200)
    assert "height=200" in small["html"]
    large = ask(client, ours(client, "expr=x"), maxwidth=9999, maxheight=9999).json()
    assert (large["width"], large["height"]) == (800, 640)


@pytest.mark.parametrize("pixels", ["0", "-1", "1e3", "٣", "", "100000", " 5"])
def test_room_that_is_no_number_of_pixels_is_refused(client, pixels):
    answer = ask(client, ours(client, "expr=x"), maxwidth=pixels)
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter-wrong")


def test_the_title_is_in_the_language_of_the_link_else_of_the_reader(client):
    link, korean = ours(client, "expr=x"), {"accept-language": "ko"}
    assert "순방향" in client.get("/oembed", params={"url": link}, headers=korean).json()["title"]
    assert "forward" in client.get("/oembed", params={"url": link + "&lang=en"}, headers=korean).json()["title"]
    assert "순방향" in ask(client, ours(client, fragment="#s=1.j.e30"), lang="ko").json()["title"]


def test_what_a_link_carries_stays_text(client):
    told = ask(client, ours(client, urlencode({"expr": '"><script>alert(1)</script>\r\n\0' + "x" * 500})))
    assert b"<" not in told.content
    frame = Frame(told.json()["html"])
    assert parse_qs(urlsplit(frame.attributes["src"]).query)["expr"][0].startswith('"><script>alert(1)</script>\r\n\0')
    assert len(told.json()["title"]) < 200


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://",
        "http://[::1",
        "//{host}/embed/v1",
        "https://{host}/embed/v1",
        "http://{host}.evil.example/embed/v1",
        "http://evil.example/http://{host}/embed/v1",
        "http://u@{host}/embed/v1",
        "http://{host}@evil.example/embed/v1",
        "http://{host}\\@evil.example/embed/v1",
        "\thttp://{host}/embed/v1",
        "ht\ntp://{host}/embed/v1",
        "http://{host}/embed/v1/../../static",
        "http://{host}/embed/v2",
        "http://{host}/api/v1/traces",
        "javascript:alert(1)//http://{host}/embed/v1",
    ],
)
def test_a_link_that_is_not_ours_to_the_letter_is_refused(client, link):
    answer = ask(client, link.replace("{host}", client.base_url.netloc.decode()))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-embeddable")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "parameter-missing"),
        ("url={link}&url={link}", 400, "parameter-repeated"),
        ("url={link}&format=json&format=xml", 400, "parameter-repeated"),
        ("url={link}&format=xml", 501, "format-unknown"),
        ("url={link}&format=", 501, "format-unknown"),
    ],
)
def test_what_is_asked_in_another_way_is_refused(client, query, status, code):
    answer = client.get("/oembed?" + query.replace("{link}", ours(client)))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_page_of_an_embed_names_the_address_that_answers(client):
    page = client.get("/embed/v1?expr=a%2Bb&at=a:2&x=%22%3E%3Cscript%3E").text
    link = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]*)"', page)
    frame = Frame(client.get(link[1].replace("&amp;", "&")).json()["html"])
    assert parse_qs(urlsplit(frame.attributes["src"]).query)["expr"] == ["a+b"]


def test_the_public_address_alone_is_ours_where_there_is_one(dist):
    with serving(dist, public_url="https://tapedeck.example/play/") as client:
        answer = ask(client, "https://tapedeck.example/play/?expr=x")
        assert answer.json()["provider_url"] == "https://tapedeck.example/play/"
        assert 'src="https://tapedeck.example/play/embed/v1?expr=x&amp;height=640"' in answer.json()["html"]
        assert ask(client, ours(client, "expr=x")).status_code == 404
        assert "https://tapedeck.example/play/oembed?url=https%3A%2F%2Ftapedeck.example" in client.get("/embed/v1").text


def test_every_parameter_of_an_embed_is_kept():
    text = (EMBEDDED / "parameters.ts").read_text("utf-8") + (EMBEDDED / "content.ts").read_text("utf-8")
    assert set(re.findall(r'\b(?:take|choose|list|get)(?:<.*?>)?\(\s*"(\w+)"', text)) == set(PARAMETERS)
