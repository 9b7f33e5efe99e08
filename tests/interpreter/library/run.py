"""Runs one program and keeps what it printed, drew and was told."""

from app.interpreter.listener import Silent
from app.interpreter.pristine import pristine
from app.interpreter.script.run import prepare
from app.program.read import Request, read


class Kept(Silent):
    def __init__(self):
        self.text = ""
        self.charts = []

    def printed(self, text, line):  # noqa: ARG002
        self.text += text

    def drawn(self, chart, line):  # noqa: ARG002
        self.charts.append(chart)


def run(source, seed=0):
    """What the listener kept, and the notes."""
    pristine()
    kept = Kept()
    notes = prepare(read(Request(source=source, language="torch", seed=seed))).run(kept).notes
    return kept, notes
