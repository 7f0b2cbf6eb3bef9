from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "sharedcourt.hearings"
    label = "hearings"

    def ready(self) -> None:
        from sharedcourt.hearings.transcript import setup

        setup.register()
