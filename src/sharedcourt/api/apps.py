from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sharedcourt.api"
    label = "api"
