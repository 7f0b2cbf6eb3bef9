from django.apps import AppConfig


class JudgmentsConfig(AppConfig):
    name = "sharedcourt.judgments"
    label = "judgments"

    def ready(self) -> None:
        from sharedcourt.judgments.finding import setup as finding

        finding.register()
