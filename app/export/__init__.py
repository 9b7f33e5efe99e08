"""Writes a trace into files that need no server."""

from app.export.page import NotBuiltError, page

__all__ = ["NotBuiltError", "page"]
