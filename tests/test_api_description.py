"""What the API says of itself: complete, and not changed unawares."""

from typing import Any

import pytest

from scripts.write_openapi import TARGET, text
from tests.access import surface

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return surface.schema()


def operations(whole: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, described) for path, methods in whole["paths"].items() for method, described in methods.items()
    ]


def answer_of(described: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """The schema of the successful JSON answer, or nothing."""
    for status, answer in described["responses"].items():
        if str(status).startswith("2"):
            schema: dict[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
            return whole["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
    return {}


def test_the_description_in_the_documentation_is_the_servers() -> None:
    if TARGET.read_text() != text():
        pytest.fail("The API has changed. If that is meant, run make docs and commit docs/openapi.json.")


def test_every_operation_says_what_it_does_and_how_it_refuses(whole: dict[str, Any]) -> None:
    for path, method, described in operations(whole):
        where = f"{method} {path}"
        assert method in METHODS, where
        assert described["summary"], where
        assert len(described["summary"]) <= 100, where
        assert described["summary"] != described["operationId"].rpartition("_api_")[2].replace("_", " ").title(), where
        statuses = {str(status) for status in described["responses"]}
        if described.get("security"):
            assert {"401", "403"} <= statuses, where
        if "{" in path:
            assert "404" in statuses, where
        if method != "get":
            assert "409" in statuses, where
        if described.get("parameters") or described.get("requestBody"):
            assert "422" in statuses, where


# What a single act changed, or the text of one paper, not a list to page through.
NOT_LISTS = {
    "judgments_desk_paragraphs",
    "rooms_admit_all",
    "filing_fee_claim",
    "filing_fee_ordinary",
    "filing_fee_settle",
    "filing_fee_settle_appeals",
}
# An append-only list is paged by its own numbers: pages never shift.
BY_NUMBER = {"ledger_heads"}


def test_every_list_has_pages(whole: dict[str, Any]) -> None:
    for path, method, described in operations(whole):
        answer = answer_of(described, whole)
        is_page = "items" in answer.get("properties", {}) and "count" in answer["properties"]
        assert answer.get("type") != "array" or described["operationId"] in NOT_LISTS | BY_NUMBER, f"{method} {path}"
        if is_page:
            parameters = {each["name"] for each in described["parameters"]}
            assert {"limit", "offset"} <= parameters, path
