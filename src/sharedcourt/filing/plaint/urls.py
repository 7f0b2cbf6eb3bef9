"""Addresses of the plaint and the answer to it, under /filing/plaint/."""

from django.urls import path

from sharedcourt.filing.plaint import views

PLAINT, ANSWER = {"which": "plaint"}, {"which": "answer"}
urlpatterns = [
    path("plaint/<uuid:case_id>/", views.home, PLAINT, name="plaint"),
    path("plaint/<uuid:case_id>/check/", views.check, PLAINT, name="plaint-check"),
    path("plaint/<uuid:case_id>/reopen/", views.reopen, PLAINT, name="plaint-reopen"),
    path("plaint/<uuid:case_id>/draft.<slug:fmt>", views.draft, PLAINT, name="plaint-draft"),
    path("plaint/<uuid:case_id>/page/<slug:page>/", views.page, PLAINT, name="plaint-page"),
    path("plaint/<uuid:case_id>/answer/", views.home, ANSWER, name="answer"),
    path("plaint/<uuid:case_id>/answer/check/", views.check, ANSWER, name="answer-check"),
    path("plaint/<uuid:case_id>/answer/reopen/", views.reopen, ANSWER, name="answer-reopen"),
    path("plaint/<uuid:case_id>/answer/draft.<slug:fmt>", views.draft, ANSWER, name="answer-draft"),
    path("plaint/<uuid:case_id>/answer/page/<slug:page>/", views.page, ANSWER, name="answer-page"),
]
