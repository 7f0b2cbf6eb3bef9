from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "sharedcourt.people"
    label = "people"

    def ready(self) -> None:
        from sharedcourt.ledger import words
        from sharedcourt.people import signals  # noqa: F401  connects staff sign-ins

        words.register(
            {
                "people.user.signed_in": _("signed in"),
                "people.user.signed_out": _("signed out"),
                "people.user.language_changed": _("chose another language"),
                "people.user.name_changed": _("corrected their name"),
                "people.invitation.created": _("sent a personal invitation"),
                "people.invitation.revoked": _("ended a personal invitation"),
                "people.invitation.accepted": _("came in by the personal invitation"),
                "people.identity.declared": _("entered name and ID number"),
                "people.identity.seen_at_counter": _("saw the person and their document at the court's counter"),
                "people.identity.compared": _("compared the ID card with the person"),
                "people.identity.provider_checked": _("was identified by an identity provider"),
                "people.token.created": _("made an API token"),
                "people.token.revoked": _("ended an API token"),
                "people.organisation.created": _("brought in an organisation"),
                "people.organisation.changed": _("corrected an organisation"),
                "people.organisation.closed": _("closed an organisation"),
                "people.organisation.reopened": _("opened an organisation again"),
                "people.appointment.made": _("appointed somebody to an office"),
                "people.appointment.revoked": _("ended the link of an appointment"),
                "people.membership.began": _("took an office"),
                "people.membership.ended": _("dismissed somebody from an office"),
                "people.membership.resumed": _("gave somebody their office back"),
                "people.second_factor.removed": _("removed somebody's second factor"),
            },
            quiet={"people.user.signed_in", "people.user.signed_out", "people.user.language_changed"},
        )
