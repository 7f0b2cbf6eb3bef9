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
        from sharedcourt.hearings.courtroom import reactions as courtroom
        from sharedcourt.hearings.courtroom import telling as courtroom_telling
        from sharedcourt.hearings.courtroom import wording as courtroom_wording

        courtroom_wording.register()
        courtroom_telling.register()
        courtroom.register()
        from sharedcourt.hearings.transcript import setup

        setup.register()
