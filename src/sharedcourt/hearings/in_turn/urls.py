"""Addresses of hearings at different times, under /hearings/."""

from django.urls import URLPattern, path

from sharedcourt.hearings.in_turn import views, views_clips

HERE = "<uuid:hearing_id>/in-turn/"

urlpatterns: list[URLPattern] = [
    path(HERE, views.page, name="in-turn"),
    path(f"{HERE}ask/", views.ask, name="in-turn-ask"),
    path(f"{HERE}longer/", views.longer, name="in-turn-longer"),
    path(f"{HERE}close/", views.close, name="in-turn-close"),
    path(f"{HERE}turns/<uuid:turn_id>/", views.answer, name="in-turn-answer"),
    path(f"{HERE}turns/<uuid:turn_id>/extend/", views.extend, name="in-turn-extend"),
    path(f"{HERE}turns/<uuid:turn_id>/go-on/", views.go_on, name="in-turn-go-on"),
    path(f"{HERE}clips/", views_clips.announce, name="in-turn-clips"),
    path(f"{HERE}clips/<uuid:clip_id>/", views_clips.watch, name="in-turn-watch"),
    path(f"{HERE}clips/<uuid:clip_id>/film/", views_clips.film, name="in-turn-film"),
    path(f"{HERE}clips/<uuid:clip_id>/finish/", views_clips.finish, name="in-turn-clip-finish"),
    path(f"{HERE}clips/<uuid:clip_id>/<int:offset>/", views_clips.piece, name="in-turn-piece"),
]
