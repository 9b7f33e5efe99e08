"""The log: one JSON object a line on standard error. It holds nothing that a visitor wrote, and not who the visitor is."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

FIELDS = ("request_id", "method", "route", "status", "milliseconds", "worker_milliseconds")
EVENT_CHARACTERS = 300
PLACES = 12  # of an exception's way, the innermost
ENCODER = json.JSONEncoder(separators=(",", ":"))
LINE_BYTES = 2048  # what every collector of logs takes in one piece


class Lines(logging.Formatter):
    """Formats a record as JSON in ASCII: nothing in it can steer a terminal.

    Of an exception it tells the type and the places, never the text, which may quote a visitor; of what is said in
    several lines the first one, since asyncio tells of a task's exception in the others.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage().partition("\n")[0][:EVENT_CHARACTERS],
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if record.exc_info and record.exc_info[0]:
            kind, _, way = record.exc_info
            places = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(way)]
            told |= {"exception": kind.__name__, "at": places[-PLACES:]}
        line = _in_ascii(told)
        while len(line) > LINE_BYTES and told.get("at"):
            told["at"] = told["at"][1:]
            line = _in_ascii(told)
        return line


def _in_ascii(told: dict[str, object]) -> str:
    return ENCODER.encode(told).replace("\x7f", "\\u007f")


def write_to_standard_error() -> None:
    """Send every log line there; of the web server's own only errors: it warns of every request that it cannot read."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
