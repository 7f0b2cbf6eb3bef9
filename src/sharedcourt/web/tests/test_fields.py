"""A form's fields tell a screen reader what they are, what is wrong and where."""

import re

import pytest
from django import forms
from django.template import Context, Template

from sharedcourt.core.widgets import DateParts
from sharedcourt.web import samples


def rendered(source: str, **context: object) -> str:
    return Template("{% load web %}" + source).render(Context(context))


@pytest.fixture
def wrong_form() -> forms.Form:
    form = samples.SampleForm(samples.WRONG_ANSWERS)
    assert not form.is_valid()
    return form


def test_every_id_that_something_points_to_exists_once(wrong_form):
    html = rendered("{% error_summary form %}{% govuk_form form %}", form=wrong_form)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    pointed = set(re.findall(r'href="#([^"]+)"', html)) | set(re.findall(r'\bfor="([^"]+)"', html))
    pointed |= {name for group in re.findall(r'aria-describedby="([^"]+)"', html) for name in group.split()}
    assert pointed <= set(ids)


def test_the_summary_names_the_field_when_the_message_does_not(wrong_form):
    html = rendered("{% error_summary form %}", form=wrong_form)
    assert "Yearly rate" in html or "年利率" in html


def test_a_form_without_errors_has_no_summary():
    assert rendered("{% error_summary form %}", form=samples.SampleForm()).strip() == ""


def test_a_wrong_control_says_so_to_a_screen_reader(wrong_form):
    html = rendered("{% govuk_field form.phone %}", form=wrong_form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_phone-error"' in html
    assert 'id="id_phone-error"' in html


def test_a_date_is_read_from_three_boxes_or_as_a_whole():
    class Form(forms.Form):
        on = forms.DateField(widget=DateParts())

    assert Form({"on_0": "2022", "on_1": "1", "on_2": "6"}).is_valid()
    assert Form({"on": "2022-01-06"}).is_valid()
    assert not Form({"on_0": "2022", "on_1": "2", "on_2": "30"}).is_valid()
    assert not Form({}).is_valid()


def test_the_date_boxes_keep_what_was_typed_even_when_it_is_no_date(wrong_form):
    html = rendered("{% govuk_field form.released_on %}", form=wrong_form)
    assert 'value="13"' in html


def test_a_choice_that_was_made_stays_made():
    form = samples.SampleForm({"reason": "amount", "contact": ["sms", "mail"]})
    html = rendered("{% govuk_field form.reason %}{% govuk_field form.contact %}", form=form)
    assert re.search(r'value="amount" checked', html)
    assert len(re.findall(r"\bchecked\b", html)) == 3


def test_what_people_typed_is_escaped():
    form = samples.SampleForm({"name": '"><script>alert(1)</script>'})
    assert "<script>" not in rendered("{% error_summary form %}{% govuk_form form %}", form=form)


def test_tags_escape_their_labels():
    assert "<b>" not in rendered("{% state_tag 'draft' label %}{% qr label label %}", label="<b>x</b>")
