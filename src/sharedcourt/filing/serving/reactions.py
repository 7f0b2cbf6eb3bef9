"""What service does when others act."""

from sharedcourt.documents import opening
from sharedcourt.documents import queries as documents
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.serving import actions, queries, sections, telling, wording


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    telling.register()
    opening.register(actions.opened)
    documents.register_files(queries.given_to)
    case_sections.register(sections.section)
    case_sections.register_step(sections.steps)
