"""The tags and filters of the page shell. `{% load web %}`; examples of each are on /styleguide/."""

import secrets
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import segno
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, Field
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from sharedcourt.core import codes, once
from sharedcourt.law.money import capital_numerals
from sharedcourt.web import assets, fields, formatting
from sharedcourt.web.states import tone_of

register = template.Library()


@register.simple_tag
def vite_asset(source: str) -> SafeString:
    """The style sheets and the module of an entry: `{% vite_asset 'src/islands/upload.ts' %}`."""
    entry = assets.entry(source)
    if entry is None:
        return SafeString("")
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((url,) for url in entry.styles))
    preloads = format_html_join("", '<link rel="modulepreload" href="{}">', ((url,) for url in entry.preloads))
    return format_html('{}{}<script type="module" src="{}"></script>', styles, preloads, entry.script)


@register.simple_tag(name="once")
def once_field() -> SafeString:
    """Inside a form whose view is marked `core.once.acts_once`: sent twice, it acts once."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_word())


# Figures, dates, numbers


@register.filter
def money(amount: Decimal | int | str | None) -> SafeString | str:
    """An amount with its unit: 280,000.00 元."""
    if amount is None or amount == "":
        return "—"
    return format_html(
        '<span class="sc-money">{}<span class="sc-money__unit"> {}</span></span>',
        formatting.figures(amount),
        pgettext("unit of money", "yuan"),
    )


@register.filter
def money_text(amount: Decimal | int | str | None) -> str:
    """The same without markup, for attributes and sentences."""
    return "—" if amount is None or amount == "" else formatting.money(amount)


@register.filter
def capital(amount: Decimal | int | str) -> str:
    """The amount in capital Chinese numerals: 贰拾捌万元整."""
    return capital_numerals(Decimal(str(amount)))


@register.filter
def zh_date(moment: date | None, part: str = "") -> str:
    """2022年1月6日 14:00, in English 6 January 2022, 14:00. `part`: "date", "time" or "weekday"."""
    if not moment:
        return "—"
    if part == "date":
        return formatting.day(moment)
    if part == "time":
        return formatting.clock_time(moment)
    if part == "weekday":
        return formatting.weekday(moment)
    return formatting.day_and_time(moment)


@register.filter
def duration(seconds: float) -> str:
    """A length of time in words."""
    return formatting.duration(seconds)


@register.filter
def time_left(deadline: date | None) -> str:
    """What is left of a time limit, in words: 还剩3个工作日."""
    return formatting.left_until(deadline) if deadline else ""


@register.simple_tag(name="deadline")
def deadline_tag(until: date | None, label: str = "") -> SafeString:
    """A time limit as a tag: what, until when, how much is left. `{% deadline case.mediation_due _('Mediation') %}`"""
    if not until:
        return SafeString("")
    modifier = " sc-deadline--passed" if formatting.is_past(until) else ""
    return format_html(
        '<span class="sc-deadline{}">{}<time datetime="{}">{}</time> '
        '<span class="sc-deadline__left" data-deadline="{}">{}</span></span>',
        modifier,
        format_html("<span>{}</span> ", label) if label else "",
        until.isoformat(),
        formatting.day_and_time(until),
        until.isoformat(),
        formatting.left_until(until),
    )


@register.filter
def mask_phone(phone: str) -> str:
    """138****5678"""
    return formatting.masked_phone(str(phone or ""))


@register.filter
def mask_id(number: str) -> str:
    """A resident ID number with its middle hidden."""
    return formatting.masked_resident_id(str(number or ""))


# Tags and codes


@register.simple_tag
def state_tag(state: Any, label: Any = "", tone: str = "") -> SafeString:
    """A state in words: `{% state_tag dispute.state dispute.get_state_display %}`. Tones: new active waiting done ended."""
    return format_html('<span class="sc-tag sc-tag--{}">{}</span>', tone or tone_of(str(state)), label or state)


@register.filter
def code_display(code: str) -> SafeString:
    """A dispute code in its three groups."""
    return format_html('<span class="sc-code">{}</span>', codes.display(str(code)))


@register.simple_tag
def qr(text: str, label: str = "", big: bool = False) -> SafeString:
    """A QR code as inline SVG, with a name for those who cannot see it."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        scale=1, border=2, dark="#1b1f24", light="#ffffff", omitsize=True, title=label or text
    )
    return format_html(
        '<div class="sc-qr{}" role="img" aria-label="{}">{}</div>',
        " sc-qr--big" if big else "",
        label or text,
        mark_safe(drawing),  # noqa: S308 - drawn by segno from escaped text
    )


@register.inclusion_tag("web/parts/code_panel.html")
def code_panel(code: str, url: str) -> dict[str, Any]:
    """The dispute code, big, with its QR code and a button that copies it."""
    return {"code": codes.display(code), "url": url}


@register.inclusion_tag("web/parts/term.html")
def term(word: Any, meaning: Any) -> dict[str, Any]:
    """A legal term with its plain meaning on tap: `{% term _('penalty interest') _('…') %}`."""
    # Drawn by chance, so that a fragment that arrives later does not repeat an id of its page.
    return {"word": word, "meaning": meaning, "id": f"term-{secrets.token_hex(4)}"}


@register.simple_tag
def upload_limit() -> int:
    """The most bytes that a file may have, for the browser to say so before it sends one."""
    return int(settings.SHAREDCOURT_UPLOAD_LIMIT)


# Forms


@register.simple_tag
def govuk_field(
    bound: BoundField, hint: Any = None, label: Any = None, size: str = "s", as_heading: bool = False, kind: str = ""
) -> SafeString:
    """One field: `{% govuk_field form.phone %}`; `as_heading=True size="l"` when it is the page's only question."""
    return fields.render(bound, hint=hint, label=label, size=size, as_heading=as_heading, kind=kind)


@register.simple_tag
def govuk_form(form: BaseForm) -> SafeString:
    """All fields of a form in their order, hidden ones too. The error summary and the buttons are the page's."""
    hidden = mark_safe("".join(str(bound) for bound in form.hidden_fields()))  # noqa: S308 - rendered by Django
    return format_html("{}{}", hidden, format_html_join("", "{}", ((fields.render(b),) for b in form.visible_fields())))


@register.simple_tag
def error_summary(*forms: BaseForm | Iterable[BaseForm]) -> SafeString:
    """What is wrong, at the top of the page, each error a link to its field. Empty when nothing is wrong."""
    from django.template.loader import render_to_string

    items: list[dict[str, str]] = []
    for given in forms:
        for form in [given] if isinstance(given, BaseForm) else list(given or []):
            items += [{"text": str(error), "target": ""} for error in form.non_field_errors()]
            items += [
                {"text": _named(bound, str(error)), "target": "" if bound.is_hidden else fields.first_id(bound)}
                for bound in form
                for error in bound.errors
            ]
    return render_to_string("web/forms/error_summary.html", {"items": items}) if items else SafeString("")


def _named(bound: BoundField, message: str) -> str:
    """A general message ("This field is required.") says which field it means; a field's own words already do."""
    general = {str(Field.default_error_messages["required"])}
    for kind in type(bound.field).__mro__:
        general |= {str(words) for words in getattr(kind, "default_error_messages", {}).values()}
    if message not in general or not bound.label:
        return message
    pattern = pgettext("name of a field and its error", "%(field)s: %(error)s")
    return pattern % {"field": bound.label, "error": message}


@register.simple_tag
def field_errors(bound: BoundField) -> SafeString:
    """Only the messages of a field that a page draws itself; tie the control to `ID-error` by aria-describedby."""
    return format_html_join(
        "",
        '<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">{}</span> {}</p>',
        ((bound.auto_id, pgettext("before an error message", "Error:"), error) for error in bound.errors),
    )


@register.inclusion_tag("web/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Links between the pages of a list, keeping the other parameters of the address."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop(parameter, None)
    kept = f"{query.urlencode()}&" if query else ""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "prefix": f"?{kept}{parameter}=", "gap": page.paginator.ELLIPSIS}
