"""What the results say hundreds of times on a page, written without a template each time. `{% load finding %}`"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from sharedcourt.judgments.finding.results import Quote, Value

register = template.Library()


@register.simple_tag
def facet_values(values: Iterable[Value]) -> SafeString:
    """The values of a field as a list of links, each with how many results have it."""
    return format_html_join(
        "",
        '<li><a class="govuk-link" href="?{}">{}</a> <span class="sc-muted">{}</span></li>',
        ((value.address, value.text, value.count) for value in values),
    )


@register.simple_tag
def passage(quote: Quote) -> SafeString:
    """A passage with what was asked for marked."""
    return format_html_join(
        "",
        "{}{}{}",
        (
            (SafeString("<mark>"), piece.text, SafeString("</mark>")) if piece.is_marked else ("", piece.text, "")
            for piece in quote.pieces
        ),
    )
