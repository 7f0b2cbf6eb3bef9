from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "sharedcourt.sites"
    label = "sites"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from sharedcourt.ledger import words

        words.register(
            {
                "sites.site.opened": _("opened a shared court"),
                "sites.site.changed": _("corrected a shared court"),
                "sites.site.closed": _("closed a shared court"),
                "sites.site.reopened": _("opened a shared court again"),
                "sites.terminal.paired": _("paired a terminal"),
                "sites.terminal.withdrawn": _("withdrew a terminal"),
                "sites.terminal.booked": _("booked a place at a shared court"),
                "sites.terminal.booking_cancelled": _("cancelled a place at a shared court"),
            }
        )
