"""Addresses of arranging hearings, under /hearings/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
