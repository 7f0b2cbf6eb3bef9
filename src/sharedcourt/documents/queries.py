"""Reading: who sees which file, and what is known of a document."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField, Value

from sharedcourt.documents.models import SignatureSlot, SigningFile, StoredFile
from sharedcourt.ledger.models import Entry
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person, within_reach

ScopesOf = Callable[[User], "Iterable[UUID] | QuerySet[Any, Any]"]
EVERY_KIND = "*"
_visibility: dict[str, list[ScopesOf]] = {}


def register_visibility(kind: str, scopes_of: ScopesOf) -> None:
    """Say in which disputes a person may read files of this kind ("*": every kind); call it in `AppConfig.ready`.

    `scopes_of(user)` gives dispute ids, as a list or as a QuerySet of one column, which stays a subquery.
    """
    registered = _visibility.setdefault(kind, [])
    if scopes_of not in registered:
        registered.append(scopes_of)


FilesOf = Callable[[User], "QuerySet[Any, Any]"]
_given: list[FilesOf] = []


def register_given(files_of: FilesOf) -> None:
    """Say which single documents were given to a person, whatever their kind: a QuerySet of one column; call it in `ready`."""
    if files_of not in _given:
        _given.append(files_of)


def _seen(user: User, kind_column: str) -> Q:
    condition = Q(pk__in=[])
    for kind, functions in _visibility.items():
        for scopes_of in functions:
            scopes = scopes_of(user)
            inside = Q(scope__in=scopes if isinstance(scopes, QuerySet) else list(scopes))
            condition |= inside if kind == EVERY_KIND else inside & Q(**{kind_column: kind})
    return condition


def sees_scope(user: User, kind: str, scope: UUID) -> bool:
    """Whether a person may read files of a kind in one dispute."""
    for scopes_of in (*_visibility.get(kind, ()), *_visibility.get(EVERY_KIND, ())):
        scopes = scopes_of(user)
        if not isinstance(scopes, QuerySet):
            if scope in set(scopes):
                return True
            continue
        wanted = User.objects.alias(wanted=Value(scope, output_field=UUIDField()))
        if wanted.filter(pk=user.pk, wanted__in=scopes).exists():
            return True
    return False


def signing_files(user: Any) -> QuerySet[SigningFile]:
    """Documents this person may read: those they sign, and those of their disputes."""
    files = SigningFile.objects.select_related("current_file", "base_file", "sealer")
    if not is_person(user):
        return files.none()
    mine = Q(pk__in=SignatureSlot.objects.filter(user=user).values("signing_file"))
    for files_of in _given:
        mine |= Q(pk__in=files_of(user))
    return within_reach(user, files.filter(mine | _seen(user, "kind")))


visible_to = signing_files


def readable_files(user: Any) -> QuerySet[StoredFile]:
    """Uploaded files this person may read: their own, and those of their disputes. Not the revisions of documents."""
    files = StoredFile.objects.exclude(purpose=StoredFile.Purpose.SIGNING)
    if not is_person(user):
        return files.none()
    own = Q(uploaded_by=user) if acting_for(user) is None else Q(uploaded_by=user, scope=None)
    return files.filter(own | _seen(user, "purpose"))


def slot_of(user: Any, signing_file: SigningFile) -> SignatureSlot | None:
    """The place where this person signs, if they sign."""
    if not is_person(user):
        return None
    return signing_file.slots.filter(user=user).first()


def revisions(signing_file: SigningFile) -> QuerySet[StoredFile]:
    """Every state of a document, oldest first: the text, then one more signature each."""
    return StoredFile.objects.filter(purpose=StoredFile.Purpose.SIGNING, subject=signing_file.pk).order_by("created_at")


def by_hash(sha256: str) -> SigningFile | None:
    """The document one of whose revisions has this hash."""
    file = StoredFile.objects.filter(purpose=StoredFile.Purpose.SIGNING, sha256=sha256).first()
    if file is None or file.subject is None:
        return None
    return SigningFile.objects.select_related("current_file", "sealer").filter(pk=file.subject).first()


def by_token(token: str) -> SigningFile | None:
    """The document with this verification code."""
    return SigningFile.objects.select_related("current_file", "sealer").filter(token=token.strip().upper()).first()


def entries(signing_file: SigningFile) -> QuerySet[Entry]:
    """What the ledger has on a document, oldest first."""
    return Entry.objects.filter(subject=signing_file.pk).select_related("payload").order_by("seq")
