"""What the results say hundreds of times on a page, written without a template each time. `{% load finding %}`"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from sharedcourt.judgments.finding.results import Quote, Value

register = template.Library()


@register.simple_tag
def facet_values(values: Iterable[Value]) -> SafeString:
    """The values of a field as a list of links, each with how many results have it."""
    items = (
        f'<li><a class="govuk-link" href="?{escape(value.address)}">{escape(value.text)}</a> '
        f'<span class="sc-muted">{value.count:d}</span></li>'
        for value in values
    )
    return mark_safe("".join(items))  # noqa: S308 - every text is escaped above


@register.simple_tag
def passage(quote: Quote) -> SafeString:
    """A passage with what was asked for marked."""
    pieces = (f"<mark>{escape(piece.text)}</mark>" if piece.is_marked else escape(piece.text) for piece in quote.pieces)
    return mark_safe("".join(pieces))  # noqa: S308 - every text is escaped above
