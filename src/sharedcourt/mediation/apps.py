from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "sharedcourt.mediation"
    label = "mediation"

    def ready(self) -> None:
        from sharedcourt.mediation import reactions, recordings, telling, wording

        wording.register()
        telling.register()
        reactions.register()
        recordings.register()
