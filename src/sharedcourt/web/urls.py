"""The public front page, the pages everybody may read, and the way to one's own work."""

from django.urls import path

from sharedcourt.web import pocket, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("display/", views.display, name="display"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/room/", views.styleguide_room, name="styleguide-room"),
    path("styleguide/terminal/", views.styleguide_terminal, name="styleguide-terminal"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", pocket.manifest, name="manifest"),
    path("sw.js", pocket.worker, name="worker"),
    path("offline/", pocket.offline, name="offline"),
]
