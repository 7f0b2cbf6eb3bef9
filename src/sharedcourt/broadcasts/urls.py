"""Addresses of hearings shown to the public."""

from django.urls import path

from sharedcourt.broadcasts import views, views_court

app_name = "broadcasts"

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("live/", views.now, name="now"),
    path("live/replays/", views.replays, name="replays"),
    path("live/screen/", views.screen, name="screens"),
    path("live/court/", views_court.desk, name="desk"),
    path("live/court/ask/<uuid:hearing_id>/", views_court.ask, name="ask"),
    path("live/court/<uuid:pk>/", views_court.broadcast, name="broadcast"),
    path("live/court/<uuid:pk>/do/<slug:verb>/", views_court.act, name="act"),
    path("live/<uuid:pk>/", views.watch, name="watch"),
    path("live/<uuid:pk>/screen/", views.screen, name="screen"),
    path("live/<uuid:pk>/seen/", views.seen, name="seen"),
]
