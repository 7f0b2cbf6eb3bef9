from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "sharedcourt.mediation"
    label = "mediation"

    def ready(self) -> None:
        from sharedcourt.documents import roles as signer_roles
        from sharedcourt.mediation import (
            agents,
            busy,
            calendar,
            handing_over,
            reactions,
            recordings,
            roles,
            telling,
            wording,
        )
        from sharedcourt.notices import calendars
        from sharedcourt.people import busy as people_busy

        wording.register()
        telling.register()
        signer_roles.register(roles.WORDS)
        reactions.register()
        agents.register()
        recordings.register()
        handing_over.register()
        calendars.register(calendar.days_of)
        people_busy.register(busy.taken)
