from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "sharedcourt.filing"
    label = "filing"

    def ready(self) -> None:
        from sharedcourt.filing import reactions, telling, wording
        from sharedcourt.filing.folder import reactions as folder

        wording.register()
        telling.register()
        reactions.register()
        folder.register()
