from django.apps import AppConfig


class BroadcastsConfig(AppConfig):
    name = "sharedcourt.broadcasts"
    label = "broadcasts"

    def ready(self) -> None:
        from sharedcourt.broadcasts import sections, telling, wording

        wording.register()
        telling.register()
        sections.register()
