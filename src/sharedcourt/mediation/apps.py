from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "sharedcourt.mediation"
    label = "mediation"

    def ready(self) -> None:
        from sharedcourt.mediation import agents, reactions, telling, wording

        wording.register()
        telling.register()
        reactions.register()
        agents.register()
