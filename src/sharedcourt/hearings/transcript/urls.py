"""Addresses of the record of a hearing (笔录), under /hearings/."""

from django.urls import URLPattern, path

from sharedcourt.hearings.transcript import views, views_live, views_signing

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/transcript/", views.transcript, name="transcript"),
    path("<uuid:pk>/transcript/lines/", views_live.lines, name="transcript-lines"),
    path("<uuid:pk>/transcript/operations/", views_live.operations, name="transcript-operations"),
    path("<uuid:pk>/transcript/pen/", views_live.pen, name="transcript-pen"),
    path("<uuid:pk>/transcript/lines/<uuid:line>/", views.one_line, name="transcript-line"),
    path("<uuid:pk>/transcript/draft.pdf", views_signing.draft, name="transcript-draft"),
    path("<uuid:pk>/transcript/pages/<int:number>/", views_signing.page, name="transcript-page"),
    path("<uuid:pk>/transcript/<slug:verb>/", views.act, name="transcript-act"),
]
