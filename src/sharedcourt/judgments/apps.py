from django.apps import AppConfig


class JudgmentsConfig(AppConfig):
    name = "sharedcourt.judgments"
    label = "judgments"

    def ready(self) -> None:
        from sharedcourt.judgments import reactions, sections, telling, wording

        wording.register()
        telling.register()
        reactions.register()
        sections.register()
