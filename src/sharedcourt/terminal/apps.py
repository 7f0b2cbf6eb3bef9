from django.apps import AppConfig


class TerminalConfig(AppConfig):
    name = "sharedcourt.terminal"
    label = "terminal"
