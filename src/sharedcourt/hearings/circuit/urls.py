"""Addresses of courts on circuit, under /hearings/."""

from django.urls import path

from sharedcourt.hearings.circuit import views, views_public

urlpatterns = [
    path("circuit/", views_public.coming, name="circuit"),
    path("circuit/stops/<uuid:stop_id>/", views_public.stop, name="circuit-stop"),
    path("circuit/seats/<str:code>/", views_public.seat, name="circuit-seat"),
    path("circuit/tours/", views.tours, name="circuit-tours"),
    path("circuit/tours/new/", views.plan, name="circuit-plan"),
    path("circuit/tours/<uuid:tour_id>/", views.tour, name="circuit-tour"),
    path("circuit/tours/<uuid:tour_id>/edit/", views.edit_tour, name="circuit-tour-edit"),
    path("circuit/tours/<uuid:tour_id>/stops/new/", views.new_stop, name="circuit-stop-new"),
    path("circuit/tours/<uuid:tour_id>/do/<str:verb>/", views.act_on_tour, name="circuit-tour-act"),
    path("circuit/stops/<uuid:stop_id>/work/", views.work, name="circuit-work"),
    path("circuit/stops/<uuid:stop_id>/edit/", views.edit_stop, name="circuit-stop-edit"),
    path("circuit/stops/<uuid:stop_id>/do/<str:verb>/", views.act_on_stop, name="circuit-stop-act"),
]
