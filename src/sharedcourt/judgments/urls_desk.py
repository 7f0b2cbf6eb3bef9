"""Addresses of the court's desk, below judgments/desk/."""

from django.urls import URLPattern, URLResolver, path

from sharedcourt.judgments import views_batches, views_desk, views_names

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_desk.desk, name="desk"),
    path("upload/", views_desk.upload, name="desk-upload"),
    path("case/<uuid:pk>/", views_desk.of_case, name="desk-case"),
    path("batches/", views_batches.batches, name="desk-batches"),
    path("batches/<uuid:pk>/", views_batches.batch, name="desk-batch"),
    path("batches/<uuid:pk>/do/<slug:verb>/", views_batches.act, name="desk-batch-act"),
    path("batches/<uuid:pk>/samples/<uuid:sample_id>/", views_batches.sample, name="desk-sample"),
    path("<uuid:pk>/", views_desk.paper, name="desk-paper"),
    path("<uuid:pk>/do/<slug:verb>/", views_desk.act, name="desk-act"),
    path("<uuid:pk>/parts/", views_desk.parts, name="desk-parts"),
    path("<uuid:pk>/names/", views_names.names, name="desk-names"),
    path("<uuid:pk>/names/do/<slug:verb>/", views_names.answer, name="desk-answer"),
]
