"""Addresses of reading judgments and of the figures, below judgments/. What has the form of a key comes last."""

from django.urls import URLPattern, URLResolver, include, path

from sharedcourt.judgments.figures.urls import urlpatterns as figures
from sharedcourt.judgments.reading import views, views_compare, views_similar

urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", include(figures)),
    path("notices/", views.notices, name="notices"),
    path("citing/", views.citing, name="citing"),
    path("compare/", views_compare.compare, name="compare"),
    path("similar/", views_similar.told, name="told"),
    path("similar/dispute/<uuid:pk>/", views_similar.of_dispute, name="similar-dispute"),
    path("similar/case/<uuid:pk>/", views_similar.of_case, name="similar-case"),
    path("<judgment_key:key>.json", views.formatted, {"form": "json"}, name="read-json"),
    path("<judgment_key:key>.xml", views.formatted, {"form": "xml"}, name="read-xml"),
    path("<judgment_key:key>.txt", views.formatted, {"form": "txt"}, name="read-text"),
    path("<judgment_key:key>/similar/", views_similar.similar, name="similar"),
    path("<judgment_key:key>/", views.read, name="read"),
]
