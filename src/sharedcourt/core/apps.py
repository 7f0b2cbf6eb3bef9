from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "sharedcourt.core"
    label = "core"
