"""What a party says and agrees to, before anybody sits down together."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy, statement, telling, texts
from sharedcourt.disputes.actions.lifecycle import locked
from sharedcourt.disputes.models import Answer, Consent, Dispute, Party, ServiceAddress, Side, Stage
from sharedcourt.disputes.queries import party_of
from sharedcourt.disputes.states import OPEN
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people import phones
from sharedcourt.people.models import User

LONGEST_REASON = 1000
LONGEST_ADDRESS = 200


def own_party(by: User, dispute: Dispute) -> Party:
    """The locked party this person acts for in an open dispute."""
    row = locked(dispute)
    party = party_of(by, row)
    if party is None:
        raise NotAllowed(_("Only a party says this."))
    if row.state not in OPEN:
        raise Conflict(_("This dispute is not open any more."))
    return Party.objects.select_for_update().get(pk=party.pk)


@transaction.atomic
def answer(
    *,
    by: User,
    dispute: Dispute,
    answers: dict[str, dict[str, Any]] | None = None,
    admit_all: bool = False,
    note: str = "",
) -> Answer:
    """Say of each item whether it is admitted; a disputed one needs a reason. A later answer replaces it and is recorded.

    `answers` is `{item: {"admitted": bool, "reason": str}}`; `admit_all` stands for admitting every item.
    """
    party = own_party(by, dispute)
    if not policy.may_settle(by, party):
        raise NotAllowed(_("Admitting needs special authority."))
    items = [item.key for item in statement.items(dispute, party)]
    given = {key: {"admitted": True, "reason": ""} for key in items} if admit_all else _checked(answers or {}, items)
    text = note.strip()
    if len(text) > LONGEST_REASON:
        raise Invalid(_("Use at most %(longest)d characters.") % {"longest": LONGEST_REASON}, field="note")
    row = Answer.objects.select_for_update().filter(party=party).first()
    if row is not None and row.answers == given and row.note == text:
        return row
    if row is None:
        row = Answer(party=party, user=by, revision=0)
    row.user, row.answers, row.note = by, given, text
    row.revision += 1
    row.answered_at = clock.now()
    row.save()
    disputed = [key for key in items if not given[key]["admitted"]]
    record(
        "disputes.answer.given",
        by=by,
        subject=row,
        scope=dispute.pk,
        party=party.pk,
        revision=row.revision,
        admitted=len(items) - len(disputed),
        disputed=disputed,
        text=personal(str(given) + text),
    )
    return row


def _checked(answers: dict[str, dict[str, Any]], items: list[str]) -> dict[str, dict[str, Any]]:
    if not set(answers) <= set(items):
        raise Invalid(_("There is no such item."), field="answers")
    found: dict[str, dict[str, Any]] = {}
    for key in items:
        one = answers.get(key)
        if one is None or not isinstance(one.get("admitted"), bool):
            raise Invalid(_("Say whether this is right."), field=key)
        reason = str(one.get("reason") or "").strip()
        if not one["admitted"] and not reason:
            raise Invalid(_("Say in a few words what is not right."), field=f"{key}_reason")
        if len(reason) > LONGEST_REASON:
            message = _("Use at most %(longest)d characters.") % {"longest": LONGEST_REASON}
            raise Invalid(message, field=f"{key}_reason")
        found[key] = {"admitted": one["admitted"], "reason": "" if one["admitted"] else reason}
    return found


def record_consent(by: User, party: Party, stage: str, *, given: bool, reason: str = "") -> Consent:
    """Keep an answer to a question of consent; the same answer again changes nothing. The party is locked by the caller."""
    earlier = Consent.objects.filter(party=party, stage=stage, replaced_at=None).first()
    if earlier is not None and earlier.given == given:
        return earlier
    if earlier is not None:
        earlier.replaced_at = clock.now()
        earlier.save(update_fields=["replaced_at"])
    consent = Consent.objects.create(
        party=party, user=by, stage=stage, given=given, reason=reason, text_version=texts.VERSION
    )
    verb = "given" if given else ("withdrawn" if earlier is not None else "refused")
    record(
        f"disputes.consent.{verb}",
        by=by,
        subject=consent,
        scope=party.dispute_id,
        party=party.pk,
        stage=stage,
        text_version=texts.VERSION,
        reason=personal(reason) if reason else None,
    )
    if stage == Stage.ONLINE_MEDIATION and party.side != Side.APPLICANT:
        kind = "disputes.consent_given" if given else "disputes.consent_refused"
        telling.applicant_agents(dispute=party.dispute, kind=kind, by=by)
    return consent


@transaction.atomic
def give_consent(
    *, by: User, dispute: Dispute, given: bool, stage: str = Stage.ONLINE_MEDIATION, reason: str = ""
) -> Consent:
    """Agree to one stage, refuse it, or take an agreement back (ODLR 4 and 5): recorded; rooms above react."""
    if stage not in Stage.values:
        raise Invalid(_("There is no such question."), field="stage")
    party = own_party(by, dispute)
    return record_consent(by, party, stage, given=given, reason=reason.strip()[:LONGEST_REASON])


@transaction.atomic
def confirm_service_address(
    *,
    by: User,
    dispute: Dispute,
    receiver: str,
    address: str,
    phone: str,
    e_service: bool,
    email: str = "",
    judgments_too: bool = False,
    paper_copy: bool = False,
) -> ServiceAddress:
    """The confirmation of address for service (CPLI 136-137); electronic service only on express consent (ODLR 29)."""
    party = own_party(by, dispute)
    return _confirm_address(
        by,
        party,
        receiver=receiver,
        address=address,
        phone=phone,
        email=email,
        e_service=e_service,
        judgments_too=judgments_too,
        paper_copy=paper_copy,
    )


@transaction.atomic
def give_service_address(*, by: User, party: Party, **entered: Any) -> ServiceAddress:
    """The same for a party of a case, whatever has become of the mediation; by the party, its agents, or its officers."""
    row = locked(party.dispute)
    own = Party.objects.select_for_update().get(pk=party.pk)
    if not policy.acts_for(by, own) and not (own.side == Side.APPLICANT and policy.is_officer(by, row)):
        raise NotAllowed(_("Only a party says this."))
    return _confirm_address(by, own, **entered)


def _confirm_address(
    by: User,
    party: Party,
    *,
    receiver: str,
    address: str,
    phone: str,
    e_service: bool,
    email: str = "",
    judgments_too: bool = False,
    paper_copy: bool = False,
) -> ServiceAddress:
    values = {
        "receiver": " ".join(receiver.split())[:60],
        "address": " ".join(address.split())[:LONGEST_ADDRESS],
        "phone": phone,
        "email": email.strip()[:120],
        "e_service": e_service,
        "judgments_too": e_service and judgments_too,
        "paper_copy": paper_copy,
    }
    if not values["receiver"]:
        raise Invalid(_("Enter who receives the papers."), field="receiver")
    if not values["address"]:
        raise Invalid(_("Enter the address to which papers can be sent."), field="address")
    return keep_address(by, party, {**values, "phone": phones.normal_phone(phone)})


def keep_address(by: User, party: Party, values: dict[str, Any]) -> ServiceAddress:
    """Keep and record the address for service; the same one again changes nothing. The party's dispute is locked by the caller."""
    row = ServiceAddress.objects.select_for_update().filter(party=party).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    row = row or ServiceAddress(party=party)
    for name, value in {**values, "user": by, "text_version": texts.VERSION, "confirmed_at": clock.now()}.items():
        setattr(row, name, value)
    row.save()
    record(
        "disputes.service_address.confirmed",
        by=by,
        subject=row,
        scope=party.dispute_id,
        party=party.pk,
        e_service=values["e_service"],
        judgments_too=values["judgments_too"],
        address=personal(values["address"]),
        phone=personal(values["phone"]),
    )
    return row


@transaction.atomic
def agree_to_mediate(
    *,
    by: User,
    dispute: Dispute,
    online_mediation: bool,
    sham_warning: bool,
    e_service: bool,
    address: str,
    phone: str,
    receiver: str = "",
    email: str = "",
    judgments_too: bool = False,
) -> Consent:
    """The consent page in one act: online mediation, the warning, the address for service. All of it is kept, or nothing."""
    party = own_party(by, dispute)
    if not online_mediation:
        raise Invalid(_("Tick the box if you agree, or choose the link below if you do not."), field="online_mediation")
    if not sham_warning:
        raise Invalid(_("Read the warning and tick the box."), field="sham_warning")
    confirm_service_address(
        by=by,
        dispute=dispute,
        receiver=receiver or party.name,
        address=address,
        phone=phone,
        e_service=e_service,
        email=email,
        judgments_too=judgments_too,
    )
    record_consent(by, party, Stage.SHAM_WARNING, given=True)
    return record_consent(by, party, Stage.ONLINE_MEDIATION, given=True)
