from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "sharedcourt.hearings"
    label = "hearings"
