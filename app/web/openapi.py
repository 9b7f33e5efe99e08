"""The OpenAPI 3.1 document of the API."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.web.schema import EvaluationRequest

URL = "/api/v1/openapi.json"
REFERENCES = "#/components/schemas/{model}"


def document(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document with the request's schema added, which the routes read themselves."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = schema["components"]["schemas"]
        sent = EvaluationRequest.model_json_schema(ref_template=REFERENCES)
        schemas.update(sent.pop("$defs"))
        schemas[EvaluationRequest.__name__] = sent
        app.openapi_schema = schema
    return app.openapi_schema
