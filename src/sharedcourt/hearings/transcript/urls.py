"""Addresses of the record of a hearing (笔录), under /hearings/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
