"""The OpenAPI description: what Ninja reads from the code, with the refusals that every operation shares."""

import inspect
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "Why nothing was done. `code` is for programs, `message` for people, in the language of `Accept-Language`.",
    "properties": {
        "code": {"type": "string", "description": "not_allowed, invalid, conflict, unavailable, not_found, …"},
        "field": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "what of the request is meant"},
        "message": {"type": "string"},
        "offset": {"type": "integer", "description": "only of uploads: the byte from which to go on"},
    },
    "required": ["code", "field", "message"],
}
UNKNOWN = "Nobody is signed in, or the token is not valid."
FORBIDDEN = "You may see this, but the step is not yours to take (or a second factor is missing)."
MISSING = "There is nothing here that you may see."
CONFLICT = "No longer possible because something else happened first: read again, then decide."
INVALID = "What was sent is not valid; `field` says where."
UNAVAILABLE = "An outside system did not answer; nothing was done, and it may be tried again."


def _first_sentence(operation: Operation) -> str:
    """The summary of an operation that has none of its own: how its docstring begins."""
    text = " ".join((inspect.getdoc(operation.view_func) or "").split())
    return text.split(". ")[0].rstrip(".") if text else ""


def _refusals(described: dict[str, Any], path: str, method: str) -> dict[str, str]:
    """Which refusals an operation may give, by status."""
    found: dict[str, str] = {}
    if described.get("security"):
        found |= {"401": UNKNOWN, "403": FORBIDDEN}
    if "{" in path:
        found["404"] = MISSING
    if method != "get":
        found["409"] = CONFLICT
    if described.get("parameters") or described.get("requestBody"):
        found["422"] = INVALID
    if method == "post":
        found["503"] = UNAVAILABLE
    return found


class House(NinjaAPI):
    """Ninja with a description that also names what may be refused."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        views = {
            operation.operation_id or self.get_openapi_operation_id(operation): operation
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
        }
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path, methods in schema["paths"].items():
            for method, described in methods.items():
                operation = views[described["operationId"]]
                plain = operation.view_func.__name__.replace("_", " ").title()
                if described["summary"] == plain:
                    described["summary"] = _first_sentence(operation) or plain
                for status, words in _refusals(described, path, method).items():
                    described["responses"].setdefault(status, {"description": words, "content": problem})
        return schema
