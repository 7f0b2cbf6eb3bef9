"""Summonses (传票): one under the court's seal for each party, served through `filing.serving` as soon as the seal is on."""

from collections.abc import Container, Iterable
from typing import Any
from uuid import UUID

from django.db import transaction as db
from django.utils import translation
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.documents.states import SigningState
from sharedcourt.filing.serving import actions as serving
from sharedcourt.hearings.locking import note
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.hearings.places import place_of_hearing, stop_of
from sharedcourt.hearings.scheduling.models import Summons
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.models import User

KIND = "hearings.summons"
TEMPLATE = "hearings/typst/summons.typ"
TITLE = "传票"
PLACES = {
    Participant.Place.OWN_DEVICE: "在线（自备设备）",
    Participant.Place.SITE: "共享法庭",
    Participant.Place.COURT: "到庭",
}


def issue(hearing: Hearing, *, by: User, reason: str = "", only: Container[UUID] | None = None) -> None:
    """A summons for every party (or those of `only`); it replaces the former. Inside the action's transaction, in Chinese."""
    known = {row.party_id: row for row in hearing.summonses.select_related("paper")}
    for party in parties_of(hearing.case.dispute):
        if only is not None and party.pk not in only:
            continue
        row = known.get(party.pk)
        if row is not None and row.paper.is_in_force:
            documents.supersede(by=None, signing_file=row.paper, reason=reason or _("The hearing has been moved."))
        paper = documents.issue(
            by=None,
            kind=KIND,
            scope=hearing.case.dispute_id,
            template=TEMPLATE,
            payload=content_of(hearing, party),
            sealer=hearing.court,
            title=TITLE,
        )
        if row is None:
            Summons.objects.create(hearing=hearing, party=party, paper=paper, issued_by=by)
        else:
            row.paper, row.issued_by, row.served_at = paper, by, None
            row.save(update_fields=["paper", "issued_by", "served_at"])
    db.on_commit(lambda: serve_all(hearing.pk), robust=True)


def renew(hearing: Hearing, *, by: User, parties: Iterable[UUID] | None = None) -> None:
    """What a summons says has changed (judges, clerk, form, place): a new one, of these parties or of all, while the hearing has its time.

    It is issued in the name of whoever issued the former; a party may act here, too, for its own place.
    """
    if hearing.state != HearingState.SCHEDULED or hearing.form == Form.IN_TURN:
        return
    former = hearing.summonses.select_related("issued_by").first()
    issuer = former.issued_by if former is not None else hearing.clerk or by
    only = set(parties) if parties is not None else None
    with translation.override("zh-hans"):
        issue(hearing, by=issuer, reason=_("What it says of the hearing has changed."), only=only)


def withdraw(hearing: Hearing, *, by: User | None) -> None:
    """The hearing is not held: its summonses are replaced by nothing."""
    for row in hearing.summonses.select_related("paper"):
        if row.paper.is_in_force:
            documents.supersede(by=None, signing_file=row.paper, reason=_("The hearing has been cancelled."))


def content_of(hearing: Hearing, party: Party) -> dict[str, Any]:
    """What it prints."""
    assert hearing.starts_at is not None and hearing.ends_at is not None
    mine = hearing.participants.filter(party=party).select_related("booking__terminal__site").order_by("created_at")
    first = mine.first()
    site = first.booking.terminal.site if first is not None and first.booking is not None else None
    place = PLACES[Participant.Place(first.place)] if first is not None else PLACES[Participant.Place.COURT]
    if site is not None:
        place = f"{place}：{site.name}（{site.address}）"
    elif stop_of(hearing) is not None and place == PLACES[Participant.Place.COURT]:
        place = f"到巡回审判点：{place_of_hearing(hearing)}"
    starts = clock.local(hearing.starts_at)
    return {
        "number": hearing.case.number.text if hearing.case.number is not None else "",
        "court": hearing.court.name,
        "party": party.name,
        "session": hearing.session_number,
        "day": starts.date().isoformat(),
        "hours": f"{starts:%H:%M}–{clock.local(hearing.ends_at):%H:%M}",
        "courtroom": place_of_hearing(hearing),
        "form": {
            Form.ONLINE: "在线庭审",
            Form.MIXED: "部分在线、部分到庭",
            Form.ON_SITE: "到庭",
            Form.CIRCUIT: "巡回审判",
            Form.IN_TURN: "非同步庭审",
        }[Form(hearing.form)],
        "place": place,
        "judges": [member.user.name for member in hearing.panel.select_related("user").order_by("created_at")],
        "clerk": hearing.clerk.name if hearing.clerk is not None else "",
        "date": clock.today().isoformat(),
    }


def serve_all(hearing_id: UUID) -> None:
    """Serve what is sealed and has not been served. Outside a transaction; called again every minute by `run_scheduled`."""
    for row in Summons.objects.filter(hearing=hearing_id, served_at=None).select_related("paper"):
        serve(row)


def serve(row: Summons) -> bool:
    """Serve one summons in the accounts of its party and agents; False when that is not possible (yet)."""
    try:
        paper = documents.seal_issued(signing_file=row.paper)
        if paper.state != SigningState.SEALED:
            return False
        _serve(row.pk)
    except ActionRefused:
        return False
    return True


@transaction.atomic
def _serve(pk: UUID) -> None:
    row = Summons.objects.select_related("hearing__case__dispute", "paper", "issued_by").get(pk=pk)
    if row.served_at is not None:
        return
    serving.serve(by=row.issued_by, case=row.hearing.case, file_id=row.paper_id, parties=[row.party_id])
    row.served_at = clock.now()
    row.save(update_fields=["served_at"])
    note("hearings.summons.served", row.hearing, by=row.issued_by, subject=row, party=row.party_id)
