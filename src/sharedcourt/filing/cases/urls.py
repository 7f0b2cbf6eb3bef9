"""Addresses of cases, under /filing/."""

from django.urls import path

from sharedcourt.filing.cases import views, views_desk, views_suing

urlpatterns = [
    path("cases/", views.mine, name="cases"),
    path("cases/desk/", views_desk.desk, name="case_desk"),
    path("cases/begin/<uuid:dispute_id>/", views.begin, name="begin_case"),
    path("sue/", views_suing.start, name="sue"),
    path("sue/<slug:cause>/<slug:whom>/new/", views_suing.new, name="sue_new"),
    path("sue/<uuid:dispute_id>/", views_suing.suing, name="suing"),
    path("sue/<uuid:dispute_id>/claim/", views_suing.claim, name="suing_claim"),
    path("sue/<uuid:dispute_id>/evidence/", views_suing.evidence, name="suing_evidence"),
    path("sue/<uuid:dispute_id>/give-up/", views_suing.give_up, name="suing_give_up"),
    path("sue/<uuid:dispute_id>/add/<slug:what>/", views_suing.add, name="suing_add"),
    path("sue/<uuid:dispute_id>/parties/<uuid:party_id>/", views_suing.party, name="suing_party"),
    path("sue/<uuid:dispute_id>/parties/<uuid:party_id>/remove/", views_suing.remove, name="suing_remove"),
    path("cases/<uuid:pk>/", views.case, name="case"),
    path("cases/<uuid:pk>/court/", views.court, name="case_court"),
    path("cases/<uuid:pk>/do/<slug:verb>/", views.act, name="case_act"),
]
