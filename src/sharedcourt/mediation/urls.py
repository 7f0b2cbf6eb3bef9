"""Addresses of this room."""

from django.urls import path

from sharedcourt.mediation.views import cases, guidance, meetings, panel, panel_acts

app_name = "mediation"
urlpatterns = [
    path("", cases.case_list, name="list"),
    path("<uuid:case_id>/", cases.case, name="case"),
    path("<uuid:case_id>/do/<slug:verb>/", cases.act, name="act"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/do/<slug:verb>/", meetings.act, name="meeting-act"),
    path("meetings/<uuid:meeting_id>/calendar.ics", meetings.calendar, name="calendar"),
    path("guidance/<uuid:guidance_id>/", guidance.page, name="guidance"),
    path("guidance/<uuid:guidance_id>/do/<slug:verb>/", guidance.act, name="guidance-act"),
    path("meetings/<uuid:meeting_id>/panel/", panel.panel, name="panel"),
    path("meetings/<uuid:meeting_id>/panel/part/<slug:name>/", panel.part, name="panel-part"),
    path("meetings/<uuid:meeting_id>/panel/do/<slug:verb>/", panel_acts.act, name="panel-act"),
]
