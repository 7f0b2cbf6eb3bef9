"""Addresses of judgments: the court's desk, finding, reading."""

from django.urls import include, path

from sharedcourt.judgments.finding.urls import urlpatterns as finding
from sharedcourt.judgments.reading.urls import urlpatterns as reading
from sharedcourt.judgments.urls_desk import urlpatterns as desk

app_name = "judgments"

# `judgments/<key>/` comes last: a key has twelve characters, and no other address here has that form.
urlpatterns = [
    path("judgments/desk/", include(desk)),
    path("judgments/", include(finding)),
    path("judgments/", include(reading)),
]
