from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "sharedcourt.filing"
    label = "filing"

    def ready(self) -> None:
        from sharedcourt.documents import belonging
        from sharedcourt.filing import belonging as places
        from sharedcourt.filing import calendar, programs, reactions, telling, wording
        from sharedcourt.filing.cases import reactions as cases
        from sharedcourt.filing.cases import telling as case_telling
        from sharedcourt.filing.enforcing import reactions as enforcing
        from sharedcourt.filing.fees import reactions as fees
        from sharedcourt.filing.folder import reactions as folder
        from sharedcourt.filing.plaint import reactions as plaint
        from sharedcourt.filing.plaint import telling as plaint_telling
        from sharedcourt.filing.plaint import wording as plaint_wording
        from sharedcourt.filing.serving import reactions as serving
        from sharedcourt.notices import calendars, webhooks

        wording.register()
        telling.register()
        case_telling.register()
        reactions.register()
        fees.register()
        enforcing.register()
        serving.register()
        cases.register()
        plaint_wording.register()
        plaint_telling.register()
        plaint.register()
        folder.register()
        calendars.register(calendar.days_of)
        belonging.register(places.place_of)
        webhooks.register_hearers(programs.hearers)
