"""What is known of a request before it is answered: its id and the language of its reader."""

from __future__ import annotations

from starlette.requests import Request

from app.words import Language, negotiate

REQUEST_ID = "tapedeck.request_id"  # in the ASGI scope, put there by the edge
UNREAD = "tapedeck.unread"  # asks whether the request's body has not come whole yet
REFUSED = "tapedeck.refused"  # code, status and facts of a refusal, where the connection could make no request of it


def request_id_of(request: Request) -> str:
    """A UUID, new for every request."""
    return str(request.scope[REQUEST_ID])


def language_of(request: Request) -> Language:
    """``?lang`` before ``Accept-Language``."""
    return negotiate(request.headers.get("accept-language"), request.query_params.get("lang"))
