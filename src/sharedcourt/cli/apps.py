from django.apps import AppConfig


class CommandLineConfig(AppConfig):
    name = "sharedcourt.cli"
    label = "cli"
