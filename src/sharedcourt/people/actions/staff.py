"""Who works where: appointed by a link that only they use, dismissed at once."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people import entry, messenger, offices, phones
from sharedcourt.people.models import ApiToken, Appointment, Membership, Organisation, Role, User, Verification
from sharedcourt.people.policy import acting_for, is_person

VALID_FOR = timedelta(days=7)
FIRST_OPERATOR_VALID_FOR = timedelta(hours=24)
LONGEST_NAME = 60
LONGEST_REASON = 500
SHORTEST_USERNAME = 3
USERNAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")


def _token_hash(token: str) -> str:
    """Tokens are case-sensitive, keyed hashes are not: hash the hex of the text."""
    return cipher.keyed_hash("appointment", token.encode().hex())


def _name(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise Invalid(_("Enter the person's name as it stands on the ID card."), field="name")
    return wanted


def _email(email: str) -> str:
    wanted = email.strip()
    if wanted:
        try:
            validate_email(wanted)
        except ValidationError as error:
            raise Invalid(_("Enter an e-mail address like name@example.org."), field="email") from error
    return wanted


def _prepare(
    by: User | None, organisation: Organisation, role: str, name: str, phone: str, email: str, *, send: bool,
    valid_for: timedelta,
) -> tuple[Appointment, str]:  # fmt: skip
    token = secrets.token_urlsafe(24)
    appointment = Appointment.objects.create(
        organisation=organisation,
        role=role,
        name=name,
        phone=phone,
        email=email,
        was_sent=send,
        token_hash=_token_hash(token),
        appointed_by=by,
        expires_at=clock.now() + valid_for,
    )
    record(
        "people.appointment.made",
        by=by,
        subject=appointment,
        organisation=organisation.pk,
        role=role,
        name=personal(name),
        sent=send,
    )
    link = f"/appointments/{token}/"
    if send:
        messenger.send(
            user=None,
            phone=phone,
            kind="people.appointment",
            context={"organisation": organisation.name, "days": valid_for.days},
            link=link,
        )
    return appointment, link


@transaction.atomic
def appoint(
    *, by: User, organisation: Organisation, role: str, name: str, phone: str = "", email: str = "", send: bool = True
) -> tuple[Appointment, str]:
    """Somebody is to have a role at the organisation. Gives the appointment and its link's path, good for a week and one use.

    With `send` the link goes to the phone by SMS; otherwise it is shown once and handed over. By whoever runs the organisation.
    """
    if not offices.may_run(by, organisation):
        raise NotAllowed
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not row.is_active:
        raise Conflict(_("This organisation has been closed."))
    if role not in offices.ROLES[row.kind]:
        raise Invalid(_("Choose a role that this kind of organisation has."), field="role")
    if role == Role.OPERATOR and acting_for(by) is not None:
        raise NotAllowed(_("An operator is appointed by a person, not by a program."))
    wanted, address = _name(name), _email(email)
    number = phones.normal_phone(phone) if phone.strip() else ""
    if send and not number:
        raise Invalid(_("Enter the mobile number to which the link is sent, or choose to hand it over."), field="phone")
    user = User.objects.with_phone(number) if number else None
    if user and Membership.objects.filter(user=user, organisation=row, role=role, is_active=True).exists():
        raise Invalid(_("The person with this number has this role here already."), field="phone")
    for waiting in Appointment.objects.filter(organisation=row, role=role, used_at=None, revoked_at=None):
        if number and waiting.phone == number:
            _revoke(by, waiting)
    return _prepare(by, row, role, wanted, number, address, send=send, valid_for=VALID_FOR)


@transaction.atomic
def appoint_first_operator(*, name: str, organisation_name: str) -> tuple[Appointment, str]:
    """An operator of this installation, appointed by whoever holds the machine; the link is good for a day."""
    wanted = _name(name)
    kind = Organisation.Kind.OPERATOR
    organisation = Organisation.objects.filter(kind=kind).order_by("created_at").first()
    if organisation is None:
        if Organisation.objects.filter(name=organisation_name).exists():
            raise Invalid(_("An organisation of this name is here already."), field="name")
        organisation = Organisation.objects.create(kind=kind, name=organisation_name)
        record("people.organisation.created", by=None, subject=organisation, kind=kind.value, name=organisation.name)
    return _prepare(None, organisation, Role.OPERATOR, wanted, "", "", send=False, valid_for=FIRST_OPERATOR_VALID_FOR)


def find_appointment(token: str) -> Appointment | None:
    """The appointment of a link, in whatever state; reading it uses nothing up."""
    return (
        Appointment.objects.select_related("organisation", "appointed_by").filter(token_hash=_token_hash(token)).first()
    )


def needs_own_sign_in(appointment: Appointment) -> bool:
    """Whether the number belongs to somebody who works here already: they accept as the person they are."""
    user = User.objects.with_phone(appointment.phone) if appointment.was_sent and appointment.phone else None
    return user is not None and entry.is_staff_account(user)


def _username(entered: str) -> str:
    wanted = entered.strip().lower()
    if len(wanted) < SHORTEST_USERNAME or not set(wanted) <= USERNAME_CHARACTERS:
        message = _("A user name has at least three letters (a–z), digits, dots or hyphens, without blanks.")
        raise Invalid(message, field="username")
    return wanted


@transaction.atomic
def accept_appointment(*, token: str, username: str, password: str) -> User:
    """Take the office with a new user name and password; the second factor follows at the first sign-in.

    A link that was sent to a phone gives its holder the account of that phone; one that was handed over always makes a new
    account, without a phone, for it proves nothing. Raises `Invalid` with the field, `Conflict` when the link has been used.
    """
    appointment = _open(token)
    if needs_own_sign_in(appointment):
        raise Conflict(_("You have an account here already. Sign in with it, then open the link again."))
    wanted = _username(username)
    phone = appointment.phone if appointment.was_sent else ""
    user = (
        User.objects.select_for_update().filter(phone_hash=cipher.keyed_hash("phone", phone)).first() if phone else None
    )
    if user is not None and not user.is_active:
        raise Conflict(_("This account has been closed. Ask the platform's operator."))
    fresh = user or User(username=wanted, name=appointment.name, phone=phone)
    try:
        validate_password(password, fresh)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error
    if User.objects.filter(username=wanted).exclude(pk=fresh.pk).exists():
        raise Invalid(_("This user name is taken. Choose another one."), field="username")
    fresh.username, fresh.name = wanted, fresh.name or appointment.name
    fresh.email = fresh.email or appointment.email
    fresh.set_password(password)
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError as error:
        raise Invalid(_("This user name is taken. Choose another one."), field="username") from error
    if phone:
        entry.phone_confirmed(fresh, Verification.Method.INVITATION)
    _begin(appointment, fresh)
    return fresh


@transaction.atomic
def accept_appointment_as(*, by: User, token: str) -> Membership:
    """Take a further office with the account one works with already."""
    appointment = _open(token)
    if not is_person(by) or not entry.is_staff_account(by):
        raise NotAllowed
    if appointment.was_sent and appointment.phone and by.phone != appointment.phone:
        raise Conflict(_("This link was sent to somebody else's phone. Sign out, then open it again."))
    return _begin(appointment, by)


def _open(token: str) -> Appointment:
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(token_hash=_token_hash(token))
        .first()
    )
    if appointment is None:
        raise Invalid(_("This link is not complete. Open it again from the message."))
    if not appointment.is_open or not appointment.organisation.is_active:
        raise Conflict(_("This link cannot be used any more. Ask for a new one."))
    return appointment


def _begin(appointment: Appointment, user: User) -> Membership:
    membership, made = Membership.objects.get_or_create(
        user=user, organisation=appointment.organisation, role=appointment.role
    )
    if not made and not membership.is_active:
        membership.is_active, membership.ended_at = True, None
        membership.save(update_fields=["is_active", "ended_at"])
    appointment.used_at, appointment.membership = clock.now(), membership
    appointment.save(update_fields=["used_at", "membership"])
    record(
        "people.membership.began",
        by=user,
        subject=membership,
        organisation=appointment.organisation_id,
        role=appointment.role,
        person=user.pk,
    )
    return membership


def enter_after_accepting(*, request: HttpRequest, user: User) -> bool:
    """Sign in whoever has just chosen a password, unless a second factor is there and has to be asked for."""
    from allauth.account.internal.flows.login import record_authentication
    from allauth.mfa.utils import is_mfa_enabled

    if is_mfa_enabled(user):
        return False
    entry.enter(request, user)
    # Just chosen: it is not asked for once more before the second factor is set up.
    record_authentication(request, user, method="password", username=user.username, reauthenticated=True)
    return True


def _revoke(by: User, appointment: Appointment) -> None:
    appointment.revoked_at = clock.now()
    appointment.save(update_fields=["revoked_at"])
    record("people.appointment.revoked", by=by, subject=appointment, organisation=appointment.organisation_id)


@transaction.atomic
def revoke_appointment(*, by: User, appointment: Appointment) -> None:
    """End a link that has not been used; doing it twice changes nothing."""
    if not offices.may_run(by, appointment.organisation_id):
        raise NotAllowed
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.used_at is None and row.revoked_at is None:
        _revoke(by, row)


def end_access(*, by: User | None, user: User, organisation: Organisation) -> None:
    """End the person's sessions everywhere and their API tokens of the organisation."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    for token in ApiToken.objects.select_for_update().filter(user=user, organisation=organisation, revoked_at=None):
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record("people.token.revoked", by=by, subject=token)


@transaction.atomic
def dismiss(*, by: User, membership: Membership) -> Membership:
    """End a person's role at once: every session ends, and the API tokens made for this organisation. Twice is once.

    By whoever runs the organisation. Nobody dismisses themselves, and the last operator stays.
    """
    if not offices.may_run(by, membership.organisation_id):
        raise NotAllowed
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    row = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=membership.pk)
    )
    if not row.is_active:
        return row
    if row.user_id == by.pk:
        raise Conflict(_("You cannot dismiss yourself. Ask a colleague who may."))
    row.is_active, row.ended_at = False, clock.now()
    row.save(update_fields=["is_active", "ended_at"])
    _refuse_without_operator(row.role, row.organisation_id)
    end_access(by=by, user=row.user, organisation=row.organisation)
    record(
        "people.membership.ended",
        by=by,
        subject=row,
        organisation=row.organisation_id,
        role=row.role,
        person=row.user_id,
    )
    return row


def _refuse_without_operator(role: str, organisation_id: UUID) -> None:
    left = Membership.objects.filter(role=Role.OPERATOR, is_active=True, user__is_active=True)
    if role == Role.OPERATOR and not left.exists():
        raise Conflict(_("This is the last operator. Appoint another one first."))


@transaction.atomic
def reactivate(*, by: User, membership: Membership) -> Membership:
    """Give a dismissed person the role back; they sign in as before. Tokens stay ended."""
    if not offices.may_run(by, membership.organisation_id):
        raise NotAllowed
    row = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=membership.pk)
    )
    if row.is_active:
        return row
    if not row.organisation.is_active:
        raise Conflict(_("This organisation has been closed."))
    row.is_active, row.ended_at = True, None
    row.save(update_fields=["is_active", "ended_at"])
    record(
        "people.membership.resumed",
        by=by,
        subject=row,
        organisation=row.organisation_id,
        role=row.role,
        person=row.user_id,
    )
    return row


@transaction.atomic
def remove_second_factor(*, by: User, membership: Membership, reason: str) -> None:
    """Let somebody who has lost phone and recovery codes set up a new second factor at the next sign-in with the password.

    By whoever runs every organisation in which the person works, never for oneself; every session ends and the person is told.
    """
    from allauth.mfa.models import Authenticator

    if not offices.may_run(by, membership.organisation_id) or acting_for(by) is not None:
        raise NotAllowed
    user = User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    if user.pk == by.pk:
        raise Conflict(_("Change your own second factor on your account page."))
    elsewhere = Membership.objects.filter(user=user, is_active=True).exclude(
        organisation__in=offices.organisations_run_by(by)
    )
    if elsewhere.exists():
        raise Conflict(
            _("This person also works for an organisation that you do not run. Ask the platform's operator.")
        )
    why = " ".join(reason.split())
    if not why:
        raise Invalid(_("Write down how you made sure who is asking, and why."), field="reason")
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    record("people.second_factor.removed", by=by, subject=user, reason=personal(why[:LONGEST_REASON]))
    messenger.send(
        user=user,
        phone=user.phone,
        kind="people.second_factor_removed",
        context={"by": by.name},
        channels=("in_app", "sms", "email"),
    )
