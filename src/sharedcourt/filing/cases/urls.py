"""Addresses of cases, under /filing/."""

from django.urls import path

from sharedcourt.filing.cases import views, views_desk

urlpatterns = [
    path("cases/", views.mine, name="cases"),
    path("cases/desk/", views_desk.desk, name="case_desk"),
    path("cases/begin/<uuid:dispute_id>/", views.begin, name="begin_case"),
    path("cases/<uuid:pk>/", views.case, name="case"),
    path("cases/<uuid:pk>/court/", views.court, name="case_court"),
    path("cases/<uuid:pk>/do/<slug:verb>/", views.act, name="case_act"),
]
