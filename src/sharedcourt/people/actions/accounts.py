"""A person's own account: name, language, coming and going."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people.models import IdentityLevel, User


@transaction.atomic
def change_language(*, by: User, language: str) -> None:
    """The language of pages and messages for this person."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose one of the languages."), field="language")
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
        record("people.user.language_changed", by=by, subject=by, language=language)


@transaction.atomic
def change_name(*, by: User, name: str) -> None:
    """Correct one's own name, as long as nobody has checked it."""
    locked = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > 60:  # noqa: PLR2004  longer than any name on an ID card
        raise Invalid(_("Enter your name as it stands on your ID card."), field="name")
    if wanted == locked.name:
        return
    if locked.identity_level >= IdentityLevel.DECLARED:
        raise Conflict(_("Your name has been checked and can no longer be changed here."), field="name")
    locked.name = by.name = wanted
    locked.save(update_fields=["name"])
    record("people.user.name_changed", by=by, subject=by, name=personal(wanted))


@transaction.atomic
def record_sign_in(*, by: User, method: str) -> None:
    """Keep that somebody came in by a way this room does not lead itself (password and second factor, demonstration)."""
    record("people.user.signed_in", by=by, subject=by, method=method)


@transaction.atomic
def record_sign_out(*, by: User) -> None:
    record("people.user.signed_out", by=by, subject=by)
