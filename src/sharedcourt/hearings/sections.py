"""Parts of a hearing's page that belong to the packages beside scheduling, which register them in `AppConfig.ready`."""

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


Maker = Callable[[HttpRequest, Hearing], Section | None]
_makers: list[Maker] = []


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
