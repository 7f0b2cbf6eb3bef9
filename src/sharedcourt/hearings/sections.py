"""What packages and rooms beside scheduling add to the pages of hearings; they register it in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sharedcourt.hearings.models import Hearing


@dataclass(frozen=True)
class Section:
    """A piece of the page: a template, what it shows, and its place (lower is higher up). The template sees `hearing`, too."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True)
class CourtPage:
    """A list of the court that stands beside its list of hearings."""

    address: str
    label: str


Maker = Callable[[HttpRequest, Hearing], Section | None]
CourtPageMaker = Callable[[Any], CourtPage | None]
_makers: list[Maker] = []
_court_pages: list[CourtPageMaker] = []


def register(maker: Maker) -> Maker:
    """`maker(request, hearing) -> Section | None` decides for each visitor."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def drawn(request: HttpRequest, hearing: Hearing) -> list[SafeString]:
    """The sections for this visitor as HTML, in order."""
    found = [section for maker in _makers if (section := maker(request, hearing)) is not None]
    return [
        render_to_string(section.template, {"hearing": hearing, **section.context}, request)
        for section in sorted(found, key=lambda section: section.order)
    ]


def register_court_page(maker: CourtPageMaker) -> CourtPageMaker:
    """`maker(user) -> CourtPage | None`: a list that whoever works at the court finds beside its hearings."""
    if maker not in _court_pages:
        _court_pages.append(maker)
    return maker


def court_pages(user: Any) -> list[CourtPage]:
    """The lists that are open to this person."""
    return [page for maker in _court_pages if (page := maker(user)) is not None]
