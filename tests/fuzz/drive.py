"""Sends inputs to a server process over several connections and judges every answer."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.fuzz.inputs import Input, made
from tests.fuzz.judge import Answer, Judge
from tests.promises.served import Served

CONNECTIONS = 4
CHECKED = 10  # of so many traces, one is checked claim by claim
SHOWN = 5  # complaints in a report


class Fuzz:
    """What came of a number of inputs: how often each outcome, and every complaint with the input's number."""

    def __init__(self, server: Served, seed: int) -> None:
        self.host = server.address.removeprefix("http://")
        self.seed = seed
        self.judge = Judge(server.client.get("/api/v1/openapi.json").json())
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[tuple[int, list[str]]] = []

    def send(self, indices: Sequence[int]) -> None:
        """Send the inputs with these numbers over all connections."""
        numbers = iter(indices)
        lock = threading.Lock()
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            for done in [threads.submit(self._one_connection, numbers, lock) for _ in range(CONNECTIONS)]:
                done.result()

    def _one_connection(self, numbers: Iterator[int], lock: threading.Lock) -> None:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        while True:
            with lock:
                index = next(numbers, None)
            if index is None:
                break
            word, wrong = self.tried(connection, made(self.seed, index), arithmetic=index % CHECKED == 0)
            with lock:
                self.outcomes[word] += 1
                if wrong:
                    self.wrong.append((index, wrong))
        connection.close()

    def tried(self, connection: http.client.HTTPConnection, asked: Input, *, arithmetic: bool) -> tuple[str, list[str]]:
        """The outcome of one input, and what is wrong with it."""
        try:
            connection.request("POST", asked.path, asked.body, asked.headers)
            response = connection.getresponse()
            media_type = response.headers.get("Content-Type", "").partition(";")[0]
            answer = Answer(response.status, media_type, response.read())
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            return "no answer", [f"no answer: {error!r}"]
        return self.judge.judge(asked, answer, arithmetic=arithmetic)

    def report(self) -> str:
        """The first complaints, each with its smallest input, and how often each outcome was seen."""
        told = [f"seed {self.seed}, input {at}: {wrong}\n{self.smallest(at)}" for at, wrong in self.wrong[:SHOWN]]
        return "\n\n".join([f"{len(self.wrong)} inputs went wrong; {dict(self.outcomes.most_common(20))}", *told])

    def smallest(self, index: int) -> Input:
        """The input without the lines of its source that the complaint does not need."""
        asked = made(self.seed, index)
        try:
            request = json.loads(asked.body)
            lines = request["source"].split("\n")
        except (ValueError, TypeError, KeyError, AttributeError):
            return asked
        connection = http.client.HTTPConnection(self.host, timeout=60)
        for at in reversed(range(len(lines))):
            fewer = lines[:at] + lines[at + 1 :]
            shorter = asked._replace(body=json.dumps(request | {"source": "\n".join(fewer)}).encode())
            if self.tried(connection, shorter, arithmetic=True)[1]:
                lines, asked = fewer, shorter
        connection.close()
        return asked

    def share(self, *words: str) -> float:
        """How many of all outcomes begin with one of these words."""
        return sum(n for word, n in self.outcomes.items() if word.startswith(words)) / self.outcomes.total()
