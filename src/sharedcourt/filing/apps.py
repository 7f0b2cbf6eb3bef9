from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "sharedcourt.filing"
    label = "filing"

    def ready(self) -> None:
        from sharedcourt.filing import reactions, telling, wording

        wording.register()
        telling.register()
        reactions.register()
