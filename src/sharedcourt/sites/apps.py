from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "sharedcourt.sites"
    label = "sites"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from sharedcourt.ledger import words

        words.register(
            {
                "sites.terminal.paired": _("paired a terminal"),
                "sites.terminal.withdrawn": _("withdrew a terminal"),
                "sites.terminal.booked": _("booked a place at a shared court"),
                "sites.terminal.booking_cancelled": _("cancelled a place at a shared court"),
            }
        )
