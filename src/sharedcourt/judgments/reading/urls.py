"""Addresses of reading, below judgments/; a judgment's own is its key."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
