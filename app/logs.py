"""The log: one JSON object a line on standard error. It holds nothing that a visitor wrote."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime

import orjson

FIELDS = ("request_id", "method", "route", "status", "milliseconds", "worker_milliseconds")


class Lines(logging.Formatter):
    """Formats a record as JSON. Of an exception it tells the type and the places, never the text: it may quote a visitor."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if record.exc_info and record.exc_info[0]:
            kind, _, places = record.exc_info
            told["exception"] = kind.__name__
            told["at"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(places)]
        return orjson.dumps(told).decode()


def write_to_standard_error() -> None:
    """Send every log line there; of the web server's own only errors: it warns of every request that it cannot read."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
