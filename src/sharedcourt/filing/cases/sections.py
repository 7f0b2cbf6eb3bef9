"""Parts of a case's page that belong to the rooms and packages beside this one, which register them; and what is to be done next.

`@sections.register` on `def maker(request, case) -> Section | None`; `@sections.register_step` on
`def maker(user, case) -> list[TodoItem]`. Both are called in `ready`; the maker decides for each visitor.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.people.models import User


@dataclass(frozen=True)
class Section:
    """A piece of the page: a template, what it shows, and its place (lower is higher up).

    The template sees `case`, its context, and what every page knows.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


Maker = Callable[[HttpRequest, Case], Section | None]
StepMaker = Callable[[User, Case], list[TodoItem]]
_makers: list[Maker] = []
_steps: list[StepMaker] = []


def register(maker: Maker) -> Maker:
    """Call it in `AppConfig.ready`."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def register_step(maker: StepMaker) -> StepMaker:
    """What the person has to do in the case, or waits for; call it in `AppConfig.ready`."""
    if maker not in _steps:
        _steps.append(maker)
    return maker


def drawn(request: HttpRequest, case: Case) -> list[SafeString]:
    """The sections for this visitor as HTML, in order."""
    found = [section for maker in _makers if (section := maker(request, case)) is not None]
    return [
        render_to_string(section.template, {"case": case, **section.context}, request)
        for section in sorted(found, key=lambda section: section.order)
    ]


def steps(user: User, case: Case) -> list[TodoItem]:
    """Everything to do or to wait for in the case that others have registered, in their order."""
    return [step for maker in _steps for step in maker(user, case)]
