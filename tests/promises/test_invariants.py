"""The invariants themselves: kept by a server that is only asked, broken by one that has changed."""

import os
import signal
import sys

import pytest

from tests.promises.invariants import Invariants, assert_right, question, until
from tests.promises.served import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")


def test_the_invariants_hold_for_a_server_that_is_asked_and_whose_worker_ended():
    with serving() as server:
        kept = Invariants(server)
        *_, workers = server.processes()
        os.kill(workers[0].pid, signal.SIGKILL)
        kept.check()
        with pytest.raises(AssertionError, match="grown by"):
            kept.check(megabytes=-1000)
        kept.workers += 1
        with pytest.raises(AssertionError, match="as many workers"):
            until(kept._all_there, "as many workers", seconds=0.1)


def test_a_wrong_number_is_seen():
    class Wrong:
        class client:  # noqa: N801 -- stands in for an attribute
            @staticmethod
            def post(_, json):
                assert json["source"] == question(2)["source"]
                values = [{"data": [36.0, 81.0]}, {"data": [-12.0, -8.5]}]
                trace = {"values": values, "variables": {"a": {"grad": 0}, "b": {"grad": 1}}}
                return type("Answer", (), {"status_code": 200, "text": "", "json": lambda _: trace})()

    with pytest.raises(AssertionError):
        assert_right(Wrong)
