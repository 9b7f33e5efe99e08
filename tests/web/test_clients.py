"""Who asks: the peer, or whom a proxy of ours names; what a client says of itself is not believed."""

import pytest

from app.settings import Settings
from app.web.clients import Clients
from app.web.edge.crowd import Crowd

PROXIES = Settings(proxies="10.0.0.0/8, 192.0.2.1, fd00::/8")


def client(peer, *forwarded, settings=PROXIES):
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    return Clients(settings).of({"client": peer and (peer, 1), "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "name"),
    [
        ("203.0.113.7", (), "203.0.113.7"),
        ("203.0.113.7", ("198.51.100.1",), "203.0.113.7"),  # no proxy of ours
        ("10.1.1.1", ("198.51.100.1",), "198.51.100.1"),
        ("192.0.2.1", ("198.51.100.1, 203.0.113.7",), "203.0.113.7"),  # the left one is only what the client says
        ("10.1.1.1", ("127.0.0.1, 203.0.113.7, 10.2.2.2",), "203.0.113.7"),
        ("10.1.1.1", ("198.51.100.1", "203.0.113.7"), "203.0.113.7"),  # two lines are one list
        ("10.1.1.1", ("10.2.2.2, 10.3.3.3",), "10.2.2.2"),
        ("10.1.1.1", ("198.51.100.1:4711",), "198.51.100.1"),
        ("10.1.1.1", ("[2001:db8::5]:4711",), "2001:db8::/64"),
        ("fd00::1", ("2001:db8:0:1:2:3:4:5",), "2001:db8:0:1::/64"),
        ("10.1.1.1", ("198.51.100.1, nonsense\xff",), "10.1.1.1"),
        ("10.1.1.1", ("",), "10.1.1.1"),
        ("::ffff:203.0.113.7", (), "203.0.113.7"),
        ("2001:db8::1", (), "2001:db8::/64"),
        (None, ("198.51.100.1",), "-"),
    ],
)
def test_the_client_is_the_last_one_that_is_no_proxy_of_ours(peer, forwarded, name):
    assert client(peer, *forwarded) == name


def test_a_household_is_one_client_whatever_address_it_takes():
    assert client("2001:db8::1") == client("2001:db8::ffff:1")
    assert client("2001:db8::1") != client("2001:db8:0:1::1")


def test_nobody_is_believed_unless_told():
    assert client("127.0.0.1", "198.51.100.1", settings=Settings()) == "127.0.0.1"


def test_one_peer_holds_half_of_the_connections_and_a_proxy_all_of_them():
    crowd = Crowd(Settings(connections=4, proxies="10.0.0.1"))
    assert [crowd.enter(("203.0.113.7", port)) for port in range(3)] == [True, True, False]
    crowd.leave(("203.0.113.7", 2))
    assert [crowd.enter(("10.0.0.1", port)) for port in range(3)] == [True, True, False]
    for port in range(3):
        crowd.leave(("10.0.0.1", port))
    crowd.leave(("203.0.113.7", 0))
    crowd.leave(("203.0.113.7", 1))
    assert [crowd.enter(("10.0.0.1", port)) for port in range(5)] == [True, True, True, True, False]
