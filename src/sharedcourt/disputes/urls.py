"""Addresses of this room."""

from django.urls import path

from sharedcourt.disputes import views, views_agents, views_party, views_public
from sharedcourt.disputes.intake import views as intake

app_name = "disputes"
urlpatterns = [
    path("d/", views_public.enter, name="enter"),
    path("d/<str:code>/", views_public.public, name="public"),
    path("d/<str:code>/join/", views_public.join, name="join"),
    path("disputes/", views.disputes, name="list"),
    path("disputes/export.csv", views.export, name="export"),
    path("disputes/mine/", views.mine, name="mine"),
    path("disputes/new/", intake.new, name="new"),
    path("disputes/<uuid:pk>/", views.detail, name="detail"),
    path("disputes/<uuid:pk>/edit/<slug:step>/", intake.edit, name="edit"),
    path("disputes/<uuid:pk>/edit/remove/<slug:what>/<str:which>/", intake.remove, name="remove"),
    path("disputes/<uuid:pk>/submitted/", intake.submitted, name="submitted"),
    path("disputes/<uuid:pk>/code/", views.code, name="code"),
    path("disputes/<uuid:pk>/timeline.csv", views.timeline_csv, name="timeline"),
    path("disputes/<uuid:pk>/together/", views_public.sue_together, name="sue-together"),
    path("disputes/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("disputes/<uuid:pk>/evidence/", views.add_evidence, name="evidence"),
    path("disputes/<uuid:pk>/parties/<uuid:party_pk>/invite/", views.invite, name="invite"),
    path("disputes/<uuid:pk>/parties/<uuid:party_pk>/agents/", views_agents.agents, name="agents"),
    path("disputes/<uuid:pk>/parties/<uuid:party_pk>/agents/colleague/", views_agents.colleague, name="colleague"),
    path("disputes/<uuid:pk>/agents/<uuid:agent_pk>/end/", views_agents.end, name="end-agent"),
    path(
        "disputes/<uuid:pk>/nominations/<uuid:nomination_pk>/withdraw/",
        views_agents.withdraw_nomination,
        name="withdraw-nomination",
    ),
    path("disputes/<uuid:pk>/parties/<uuid:party_pk>/correct/", views_party.correct, name="correct"),
    path("disputes/<uuid:pk>/answer/", views_party.answer, name="answer"),
    path("disputes/<uuid:pk>/consent/", views_party.consent, name="consent"),
    path("disputes/<uuid:pk>/consent/refuse/", views_party.refuse, name="refuse"),
    path("disputes/<uuid:pk>/co-obligor/", views_party.co_obligor, name="co-obligor"),
    path("disputes/<uuid:pk>/thanks/", views_party.thanks, name="thanks"),
]
