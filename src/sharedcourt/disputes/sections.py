"""Parts of a dispute's page that belong to the rooms above, which register them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sharedcourt.disputes.models import Dispute


@dataclass(frozen=True)
class Section:
    """A piece of the page: a template of the room that gives it, what it shows, and its place (lower is higher up)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


Maker = Callable[[HttpRequest, Dispute], Section | None]
_makers: list[Maker] = []


def register(maker: Maker) -> Maker:
    """Call it in `AppConfig.ready`; the maker decides for each visitor whether there is something to show."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


@dataclass(frozen=True)
class Drawn:
    """A section as HTML, and its place."""

    html: SafeString
    order: int


def of(request: HttpRequest, dispute: Dispute) -> list[Drawn]:
    """The sections for this visitor, in order. A template sees its context, the dispute, and what every page knows."""
    found = [section for maker in _makers if (section := maker(request, dispute)) is not None]
    return [
        Drawn(
            render_to_string(
                section.template, {"dispute": dispute, **section.context, "section": section.context}, request
            ),
            section.order,
        )
        for section in sorted(found, key=lambda section: section.order)
    ]


@dataclass(frozen=True)
class Offer:
    """Something a person may begin, from a button on the list of their disputes."""

    label: Any
    url: str


_offers: list[Callable[[Any], Offer | None]] = []


def register_offer(offer: Callable[[Any], Offer | None]) -> None:
    """Call it in `AppConfig.ready`; it decides for each person whether there is something to offer."""
    if offer not in _offers:
        _offers.append(offer)


def offers_for(user: Any) -> list[Offer]:
    """What the rooms above offer this person."""
    return [found for offer in _offers if (found := offer(user)) is not None]
