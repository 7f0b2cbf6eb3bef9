from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "sharedcourt.filing"
    label = "filing"

    def ready(self) -> None:
        from sharedcourt.filing import reactions, telling, wording
        from sharedcourt.filing.cases import reactions as cases
        from sharedcourt.filing.cases import telling as case_telling
        from sharedcourt.filing.fees import reactions as fees
        from sharedcourt.filing.serving import reactions as serving

        wording.register()
        telling.register()
        case_telling.register()
        reactions.register()
        fees.register()
        serving.register()
        cases.register()
