from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "sharedcourt.hearings"
    label = "hearings"

    def ready(self) -> None:
        from sharedcourt.hearings import telling, wording
        from sharedcourt.hearings.scheduling import calendar, reactions
        from sharedcourt.notices import calendars

        wording.register()
        telling.register()
        reactions.register()
        calendars.register(calendar.days_of)
