"""Every room's addresses under one roof."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sharedcourt.web.urls")),
    path("", include("sharedcourt.people.urls")),
    path("operator/", include("sharedcourt.people.operator_urls")),
    path("operator/sites/", include("sharedcourt.sites.urls")),
    path("notices/", include("sharedcourt.notices.urls")),
    path("", include("sharedcourt.documents.urls")),
    path("rooms/", include("sharedcourt.rooms.urls")),
    path("", include("sharedcourt.disputes.urls")),
    path("mediation/", include("sharedcourt.mediation.urls")),
    path("filing/", include("sharedcourt.filing.urls")),
    path("hearings/", include("sharedcourt.hearings.urls")),
    path("", include("sharedcourt.broadcasts.urls")),
    path("", include("sharedcourt.judgments.urls")),
    path("", include("sharedcourt.terminal.urls")),
    path("api/v1/", include("sharedcourt.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "sharedcourt.web.errors.bad_request"
handler403 = "sharedcourt.web.errors.forbidden"
handler404 = "sharedcourt.web.errors.not_found"
handler500 = "sharedcourt.web.errors.server_error"
