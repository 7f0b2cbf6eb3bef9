"""Everything that can be asked of the server: each page address and each API operation, read from the running project."""

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

FOREIGN = ("account", "mfa", "set_language")
EVERY_METHOD = ("GET", "POST")
# A word in the address that chooses among the functions of a table of the view's module: each is a door of its own.
TABLES = {"<slug:verb>": "VERBS", "<slug:name>": "PARTS"}
# Served by the API beside its operations, and not described by them.
DESCRIPTIONS = {"api:openapi-json": "/api/v1/openapi.json", "api:openapi-view": "/api/v1/docs"}


@dataclass(frozen=True, order=True)
class Door:
    """One address and method. `name` is `room:name` for pages, `operation_id` for the API."""

    name: str
    method: str
    route: str
    is_api: bool = False

    @property
    def key(self) -> str:
        return f"{self.method} {self.name}"

    @property
    def room(self) -> str:
        """The room it belongs to: the first folder of the API's address, else the name's space."""
        return self.route.split("/")[3] if self.is_api else self.name.partition(":")[0]


def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """The methods that a view's decorators let through; GET and POST when they do not say."""
    found: set[str] | None = None
    layer: Any = view
    while layer is not None:
        if inspect.isfunction(layer):
            said = inspect.getclosurevars(layer).nonlocals.get("request_method_list")
            if said is not None:
                found = set(said) if found is None else found & set(said)
        layer = getattr(layer, "__wrapped__", None)
    return EVERY_METHOD if found is None else tuple(sorted(found - {"HEAD", "OPTIONS"}))


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or space
            if inner != "api":
                yield from _walk(pattern.url_patterns, prefix + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            name = pattern.name or pattern.lookup_str
            yield (f"{space}:{name}" if space else name), prefix + str(pattern.pattern), pattern.callback


def _variants(route: str, view: Callable[..., Any]) -> list[tuple[str, str]]:
    """The route itself, or one route for every word that its last part can be: (" word", route)."""
    for place, table in TABLES.items():
        choices = getattr(sys.modules[inspect.unwrap(view).__module__], table, None)
        if place in route and choices is not None:
            return [(f" {word}", route.replace(place, word)) for word in choices]
    return [("", route)]


def pages() -> list[Door]:
    """Every page of the project's own rooms, once for each method it takes."""
    found = [Door(name, "GET", route) for name, route in DESCRIPTIONS.items()]
    for name, route, view in _walk(get_resolver().url_patterns, "/", ""):
        if name.startswith(FOREIGN) or route.startswith("/accounts/"):
            continue
        for words, place in _variants(route, view):
            found += [Door(f"{name}{words}", method, place) for method in methods_of(view)]
    return sorted(set(found))


def operations() -> list[Door]:
    """Every operation of the API, from its OpenAPI description."""
    from sharedcourt.api.urls import api

    schema = api.get_openapi_schema()
    return sorted(
        Door(str(operation["operationId"]), method.upper(), path, is_api=True)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )


def doors() -> list[Door]:
    """Pages, then the API."""
    return pages() + operations()


def schema() -> dict[str, Any]:
    """The API's OpenAPI description, with addresses from the root."""
    from sharedcourt.api.urls import api

    return dict(api.get_openapi_schema())
