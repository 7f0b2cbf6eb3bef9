from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "sharedcourt.filing"
    label = "filing"

    def ready(self) -> None:
        from sharedcourt.filing import calendar, reactions, telling, wording
        from sharedcourt.notices import calendars

        wording.register()
        telling.register()
        reactions.register()
        calendars.register(calendar.days_of)
