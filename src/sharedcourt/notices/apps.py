from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "sharedcourt.notices"
    label = "notices"

    def ready(self) -> None:
        from sharedcourt.ledger import events, words
        from sharedcourt.notices import texts, webhooks
        from sharedcourt.notices.actions import tell
        from sharedcourt.people import messenger

        messenger.register(tell)
        events.on("*")(webhooks.take_entry)
        texts.register(
            "people.code",
            subject=_("Your code"),
            body=_(
                "{code} is your code. It is good for {minutes} minutes. Tell it to nobody; nobody from the court or the bank will ask for it."
            ),
            secret=True,
        )
        texts.register(
            "people.code_again",
            subject=_("Your code"),
            body=_(
                "{code} is your code to show the court once more that it is you. It is good for {minutes} minutes. Tell it to nobody; nobody from the court or the bank will ask for it."
            ),
            secret=True,
        )
        texts.register(
            "people.staff_sign_in",
            subject=_("Sign in with your user name"),
            body=_("This number belongs to a staff account. Sign in with your user name and second factor:"),
        )
        texts.register(
            "people.appointment",
            subject=_("You are appointed at {organisation}"),
            body=_(
                "{organisation} has an office for you. Open the link, choose a user name and a password; it works once, for {days} days, and only for you:"
            ),
            secret=True,
        )
        texts.register(
            "people.second_factor_removed",
            subject=_("Your second factor was removed"),
            body=_(
                "{by} has removed your second factor and signed you out everywhere. Set up a new one at the next sign-in. If you did not ask for it, call the platform's operator at once."
            ),
        )
        texts.register("people.mail", subject="{subject}", body="{text}", secret=True)
        words.register(
            {
                "notices.message.sent": _("a message was sent"),
                "notices.message.delivered": _("a message was delivered"),
                "notices.message.failed": _("a message could not be delivered"),
                "notices.message.read": _("read a message"),
                "notices.webhook.created": _("added a webhook"),
                "notices.webhook.removed": _("switched off a webhook"),
                "notices.push.subscribed": _("switched on notifications on a device"),
                "notices.push.ended": _("notifications on a device ended"),
                "notices.calendar.opened": _("made an address for their calendar"),
                "notices.calendar.closed": _("ended the address of their calendar"),
            },
            quiet={
                "notices.message.sent",
                "notices.message.delivered",
                "notices.message.failed",
                "notices.message.read",
            },
        )
