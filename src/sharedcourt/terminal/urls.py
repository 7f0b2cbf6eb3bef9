"""The terminal's addresses, the director's console, and the list of sites."""

from django.urls import path

from sharedcourt.terminal import views

app_name = "terminal"
urlpatterns = [
    path("terminal/", views.home, name="home"),
    path("terminal/pairing/", views.pairing_state, name="pairing"),
    path("terminal/pairing/begin/", views.begin_pairing, name="begin-pairing"),
    path("terminal/join/", views.join, name="join"),
    path("terminal/wipe/", views.wipe, name="wipe"),
    path("terminal/alive/", views.alive, name="alive"),
    path("terminal/console/", views.console, name="console"),
    path("terminal/console/<uuid:terminal_id>/withdraw/", views.withdraw, name="withdraw"),
    path("terminal/console/bookings/<uuid:booking_id>/compare/", views.compare, name="compare"),
    path("sites/", views.find, name="sites"),
]
