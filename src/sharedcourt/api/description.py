"""The OpenAPI description: what Ninja reads from the code, with the refusals that every operation shares."""

import inspect
import re
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
REFUSALS = {
    "401": ("Unknown", "Nobody is signed in, or the token is not valid."),
    "403": ("Forbidden", "You may see this, but the step is not yours to take (or a second factor is missing)."),
    "404": ("Missing", "There is nothing here that you may see."),
    "409": ("Conflict", "No longer possible because something else happened first: read again, then decide."),
    "422": ("Invalid", "What was sent is not valid; `field` says where."),
    "503": ("Unavailable", "The timestamp authority or signing service did not answer; nothing was done, try again."),
}
OUTSIDE = ("/sign", "/seal")  # the ends of addresses behind which outside systems are asked


def _first_sentence(operation: Operation) -> str:
    """The summary of an operation that has none of its own: how its docstring begins."""
    text = " ".join((inspect.getdoc(operation.view_func) or "").split())
    return re.split(r"[.;] ", text)[0].rstrip(".")


def _refusals(described: dict[str, Any], path: str, method: str) -> set[str]:
    """Which refusals an operation may give."""
    found = {"401", "403"} if described.get("security") else set()
    if "{" in path:
        found.add("404")
    if method != "get":
        found.add("409")
    if described.get("parameters") or described.get("requestBody"):
        found.add("422")
    if path.endswith(OUTSIDE):
        found.add("503")
    return found


class House(NinjaAPI):
    """Ninja with a description that also names what may be refused."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._known: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Made once for each address it is asked at: that takes a second or two, and nothing changes while the process lives."""
        key = f"{path_prefix} {sorted((path_params or {}).items())}"
        if key not in self._known:
            self._known[key] = self._described(path_prefix, path_params)
        return self._known[key]

    def _described(self, path_prefix: str | None, path_params: dict[str, Any] | None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        views = {
            operation.operation_id or self.get_openapi_operation_id(operation): operation
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
        }
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        schema["components"]["responses"] = {
            name: {"description": words, "content": problem} for name, words in REFUSALS.values()
        }
        for path, methods in schema["paths"].items():
            for method, described in methods.items():
                operation = views[described["operationId"]]
                plain = operation.view_func.__name__.replace("_", " ").title()
                if described["summary"] == plain:
                    described["summary"] = _first_sentence(operation) or plain
                for status in sorted(_refusals(described, path, method)):
                    reference = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
                    described["responses"].setdefault(status, reference)
        return schema
