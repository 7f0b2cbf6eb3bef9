from django.apps import AppConfig


class JudgmentsConfig(AppConfig):
    name = "sharedcourt.judgments"
    label = "judgments"

    def ready(self) -> None:
        from sharedcourt.judgments import reactions, sections, telling, wording
        from sharedcourt.judgments.finding import setup as finding
        from sharedcourt.judgments.reading import sections as reading

        wording.register()
        telling.register()
        reactions.register()
        sections.register()
        finding.register()
        reading.register()
