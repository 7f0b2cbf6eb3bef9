"""Addresses of the courtroom, under /hearings/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
