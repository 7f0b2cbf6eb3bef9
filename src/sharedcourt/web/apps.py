from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sharedcourt.web"
    label = "web"

    def ready(self) -> None:
        from sharedcourt.people.demo import register_state_of_play
        from sharedcourt.web import checks  # noqa: F401
        from sharedcourt.web.demo import state_of_play

        register_state_of_play(state_of_play)
