from django.apps import AppConfig


class JudgmentsConfig(AppConfig):
    name = "sharedcourt.judgments"
    label = "judgments"
