"""Addresses of this room."""

from sharedcourt.hearings.attendance.urls import urlpatterns as attendance
from sharedcourt.hearings.circuit.urls import urlpatterns as circuit
from sharedcourt.hearings.courtroom.urls import urlpatterns as courtroom
from sharedcourt.hearings.in_turn.urls import urlpatterns as in_turn
from sharedcourt.hearings.offline.urls import urlpatterns as offline
from sharedcourt.hearings.recordings.urls import urlpatterns as recordings
from sharedcourt.hearings.scheduling.urls import urlpatterns as scheduling
from sharedcourt.hearings.transcript.urls import urlpatterns as transcript

app_name = "hearings"
urlpatterns = [*attendance, *circuit, *in_turn, *offline, *recordings, *scheduling, *courtroom, *transcript]
