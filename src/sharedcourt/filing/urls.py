"""Addresses of this room."""

from django.urls import include, path

from sharedcourt.filing import views
from sharedcourt.filing.cases.urls import urlpatterns as cases
from sharedcourt.filing.enforcing.urls import urlpatterns as enforcing
from sharedcourt.filing.fees.urls import urlpatterns as fees
from sharedcourt.filing.folder import urls as folder
from sharedcourt.filing.plaint.urls import urlpatterns as plaint
from sharedcourt.filing.serving.urls import urlpatterns as serving

app_name = "filing"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("disputes/<uuid:dispute_id>/confirmation/", views.apply_together, name="apply"),
    path("confirmations/<uuid:pk>/", views.confirmation, name="confirmation"),
    path("confirmations/<uuid:pk>/do/<slug:verb>/", views.act, name="act"),
    *fees,
    *enforcing,
    *serving,
    *cases,
    *plaint,
    path("folder/", include(folder)),
]
