"""Addresses of finding, below judgments/; the search itself is the empty address."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
