"""Messages that need not be answered at once, and applications with the court's decision."""

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.policy import JUDGES
from sharedcourt.filing.folder import policy, telling
from sharedcourt.filing.folder.actions.holding import locked, note
from sharedcourt.filing.folder.models import Audience, CaseApplication, CaseMessage, MessageRead, Visible
from sharedcourt.filing.folder.policy import Reader
from sharedcourt.filing.folder.states import ApplicationState
from sharedcourt.law.mediation_rules import deadline
from sharedcourt.law.tables import rule
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import Membership, Role, User
from sharedcourt.people.policy import acting_for

Kind = CaseApplication.Kind
CLERKS = (Role.FILING_CLERK, Role.COURT_CLERK)
WHOM = ("judge", "clerk", "interpreter", "expert")
# What each kind asks beside the reason; all of it is typed text but `whom`, `amount` and `urgent`.
FIELDS: dict[str, tuple[str, ...]] = {
    Kind.ADJOURN: ("until",),
    Kind.PRESERVE: ("property", "amount", "security", "urgent"),
    Kind.RECUSE: ("whom", "name"),
    Kind.INVESTIGATE: ("evidence", "holder"),
    Kind.OTHER: ("what",),
}


@transaction.atomic
def send(
    *,
    by: User,
    case: Case,
    text: str,
    audience: str = Audience.COURT,
    to: Party | None = None,
    key: UUID | None = None,
    for_party: UUID | None = None,
) -> CaseMessage:
    """Write to the court, to one party (the court does), or to everyone. With a `key` the same form sent twice is one message.

    `for_party`: for whom it is written to the court, by who acts for several.
    """
    row = locked(case)
    reader = policy.require_reader(by, row)
    if reader.is_court:
        policy.require_court(by, row)
    policy.require_before_court(row)
    if key is not None and (there := CaseMessage.objects.filter(author=by, key=key).first()) is not None:
        return there
    if audience not in Audience.values:
        raise Invalid(_("Choose who is to read it."), field="audience")
    party = to
    if not reader.is_court:
        party = policy.chosen(reader, for_party) if audience == Audience.COURT else reader.party
    if audience == Audience.COURT and (party is None or party.dispute_id != row.dispute_id):
        raise Invalid(_("Choose who is to read it."), field="audience")
    message = CaseMessage.objects.create(
        case=row,
        author=by,
        by_court=reader.is_court,
        party=party if audience == Audience.COURT or not reader.is_court else None,
        audience=audience,
        text=needed(text, "text", _("Write something.")),
        key=key,
    )
    note("filing.folder.message_sent", row, by=by, subject=message, text=personal(message.text), audience=audience)
    if audience == Audience.ALL:
        people = telling.everyone(row)
    elif reader.is_court and party is not None:
        people = telling.of_party(row, party)
    else:
        people = telling.court(row)
    telling.tell(people, "filing.folder.message", row, by=by)
    return message


@transaction.atomic
def read(*, by: User, case: Case) -> int:
    """Everything that is addressed to this person counts as read from now on; a program reads nothing. Gives how many were new."""
    reader = policy.require_reader(by, case)
    if acting_for(by) is not None:
        return 0
    new = (
        CaseMessage.objects.filter(reader.messages(), case=case)
        .exclude(author=by)
        .exclude(reads__user=by)
        .values_list("pk", flat=True)
    )
    rows = [MessageRead(message_id=pk, user=by) for pk in new]
    MessageRead.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _fields(kind: str, entered: dict[str, Any]) -> dict[str, Any]:
    """What was entered for this kind, checked. Raises Invalid with the field."""
    found: dict[str, Any] = {}
    for name in FIELDS[kind]:
        value = entered.get(name, "")
        if name == "urgent":
            found[name] = bool(value)
        elif name == "whom":
            if value not in WHOM:
                raise Invalid(_("Choose who is to be recused."), field=name)
            found[name] = value
        elif name == "amount":
            found[name] = _amount(str(value))
        elif name in {"name", "security", "until"}:
            found[name] = " ".join(str(value).split())[:200]
        else:
            found[name] = needed(str(value), name, _("This is needed."))
    return found


def _amount(text: str) -> str:
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not Decimal(0) < amount < Decimal(10) ** 13:
        raise Invalid(_("Write the sum in yuan, for example 50000."), field="amount")
    return f"{amount:.2f}"


def _due(kind: str, fields: dict[str, Any], now: datetime) -> datetime | None:
    """Until when the law wants the decision: recusal CPL 50, urgent preservation CPL 103; else the law names no period here."""
    day = clock.local(now).date()
    if kind == Kind.RECUSE:
        last = deadline("recusal_decision", day)
        return datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=clock.SHANGHAI)
    if kind == Kind.PRESERVE and fields.get("urgent"):
        return now + timedelta(hours=int(rule("time_limits", "urgent_preservation", day)["value"]))
    return None


@transaction.atomic
def apply(
    *,
    by: User,
    case: Case,
    kind: str,
    reason: str,
    fields: dict[str, Any] | None = None,
    key: UUID | None = None,
    for_party: UUID | None = None,
) -> CaseApplication:
    """A party (`for_party`, where the person acts for several) asks something of the court.

    Preservation stays between that side and the court until the court shows it.
    """
    row = locked(case)
    _reader, party = policy.require_party(by, row, for_party)
    policy.require_before_court(row)
    if key is not None and (there := CaseApplication.objects.filter(made_by=by, key=key).first()) is not None:
        return there
    if kind not in Kind.values:
        raise Invalid(_("Choose what you apply for."), field="kind")
    checked = _fields(kind, fields or {})
    application = CaseApplication.objects.create(
        case=row,
        party=party,
        kind=kind,
        fields=checked,  # type: ignore[misc]
        reason=needed(reason, "reason", _("Say why.")),
        visible=Visible.COURT if kind == Kind.PRESERVE else Visible.ALL,
        made_by=by,
        concerns=_concerns(row, checked) if kind == Kind.RECUSE else None,
        due=_due(kind, checked, clock.now()),
        key=key,
    )
    note("filing.application.made", row, by=by, subject=application, kind=kind, **_kept(application))
    telling.tell(_told(application, row), "filing.folder.application", row, by=by)
    return application


def _concerns(row: Case, fields: dict[str, Any]) -> User | None:
    """Whom the party means: the judge of the case unless another judge of the court is named; a clerk by name. None where it is unclear."""
    if fields["whom"] not in {"judge", "clerk"}:
        return None
    roles = JUDGES if fields["whom"] == "judge" else CLERKS
    at = Membership.objects.filter(organisation=row.court_id, role__in=roles, is_active=True).values("user")
    wanted = "".join(str(fields["name"]).split())
    named = [user for user in User.objects.filter(pk__in=at) if "".join(user.name.split()) == wanted] if wanted else []
    if len(named) == 1:
        return named[0]
    return row.judge if fields["whom"] == "judge" else None


def _kept(application: CaseApplication) -> dict[str, str]:
    return {"kept_with": application.party.side} if application.visible != Visible.ALL else {}


def _told(application: CaseApplication, row: Case) -> list[User]:
    if application.visible == Visible.ALL:
        return telling.everyone(row)
    return [*telling.court(row), *telling.of_party(row, application.party)]


def _locked(application: CaseApplication) -> CaseApplication:
    rows = CaseApplication.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("party").get(pk=application.pk)


@transaction.atomic
def withdraw(*, by: User, application: CaseApplication) -> CaseApplication:
    """The party takes it back while it is undecided. Twice is once."""
    row = locked(application.case)
    reader = policy.require_side(by, row)
    kept = _locked(application)
    if kept.party_id not in reader.own:
        raise NotAllowed(_("This is not your application."))
    if kept.state == ApplicationState.WITHDRAWN:
        return kept
    if kept.state != ApplicationState.MADE:
        raise Conflict(_("The court has decided already."))
    kept.withdraw()
    kept.save(update_fields=["state"])
    note("filing.application.withdrawn", row, by=by, subject=kept, **_kept(kept))
    telling.tell(_told(kept, row), "filing.folder.application_withdrawn", row, by=by)
    return kept


def require_decider(reader: Reader, application: CaseApplication) -> None:
    """Raises NotAllowed for whoever does not decide on this application."""
    if not policy.may_decide(reader, application):
        raise NotAllowed(_("The judge of the case decides; on the recusal of a judge, the president of the court."))


@transaction.atomic
def decide(
    *, by: User, application: CaseApplication, granted: bool, decision: str, show: bool = False
) -> CaseApplication:
    """The judge decides, with the reason; `show` lets the other side see what was kept from it (CPL 106: told at once after preservation)."""
    row = locked(application.case)
    kept = _locked(application)
    reader = policy.require_court(by, row, urgent=policy.is_urgent(kept))
    require_decider(reader, kept)
    text = needed(decision, "decision", _("Give the reason for the decision."))
    if kept.state != ApplicationState.MADE:
        raise Conflict(_("This application is now: %(state)s.") % {"state": ApplicationState(kept.state).label})
    if granted:
        kept.grant()
    else:
        kept.refuse()
    kept.decision, kept.decided_by, kept.decided_at = text, by, clock.now()
    if show:
        kept.visible = Visible.ALL
    kept.save(update_fields=["state", "decision", "decided_by", "decided_at", "visible"])
    action = "filing.application.granted" if granted else "filing.application.refused"
    note(action, row, by=by, subject=kept, kind=kept.kind, decision=personal(text), **_kept(kept))
    telling.tell(_told(kept, row), "filing.folder.decided", row, by=by)
    return kept


@transaction.atomic
def show_application(*, by: User, application: CaseApplication) -> CaseApplication:
    """The court lets the other side see a decided application that it had kept. Twice is once."""
    row = locked(application.case)
    policy.require_court(by, row)
    kept = _locked(application)
    if kept.state not in (ApplicationState.GRANTED, ApplicationState.REFUSED):
        raise Conflict(_("Decide first; then it can be shown."))
    if kept.visible != Visible.ALL:
        kept.visible = Visible.ALL
        kept.save(update_fields=["visible"])
        note("filing.application.shown", row, by=by, subject=kept)
        telling.tell(telling.everyone(row), "filing.folder.decided", row, by=by)
    return kept
