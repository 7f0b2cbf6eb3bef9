"""Addresses of scheduling, under /hearings/."""

from django.urls import path

from sharedcourt.hearings.scheduling import views, views_court, views_public

urlpatterns = [
    path("", views.mine, name="mine"),
    path("court/", views_court.court, name="court_list"),
    path("court/<uuid:court_id>/courtrooms/", views_court.open_courtroom, name="open_courtroom"),
    path("courtrooms/<uuid:pk>/close/", views_court.close_courtroom, name="close_courtroom"),
    path("causes/", views_public.courts, name="causes_courts"),
    path("causes/<uuid:court_id>/", views_public.causes, name="causes"),
    path("arrange/<uuid:case_id>/", views.arrange, name="arrange"),
    path("<uuid:pk>/", views.hearing, name="hearing"),
    path("<uuid:pk>/times/", views.times, name="times"),
    path("<uuid:pk>/calendar.ics", views.calendar_file, name="calendar"),
    path("<uuid:pk>/do/<slug:verb>/", views.act, name="act"),
]
