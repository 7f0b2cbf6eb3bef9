"""The two disputes at whose doors everybody knocks, and the keys of institutions' programs."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sharedcourt.core import clock
from sharedcourt.core.models import new_id
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Nomination
from sharedcourt.disputes.tests.worked import ELEMENTS
from sharedcourt.documents import actions as documents
from sharedcourt.documents.reading import actions as reading
from sharedcourt.documents.reading.models import Reading
from sharedcourt.filing.actions import confirmations
from sharedcourt.filing.cases import actions as sue
from sharedcourt.filing.cases.models import Case as SuedCase
from sharedcourt.filing.cases.views import VERBS
from sharedcourt.filing.plaint import actions as pleading
from sharedcourt.ledger.queries import timeline
from sharedcourt.mediation.actions import apart, assistants, cases, guidance, mediators, meetings, sessions
from sharedcourt.mediation.models import Meeting, Payment
from sharedcourt.mediation.states import MeetingState
from sharedcourt.notices import devices, endpoints
from sharedcourt.notices.models import Channel, Message, PushSubscription
from sharedcourt.people import actions as people
from sharedcourt.people import cast
from sharedcourt.people.actions import invite
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Membership, Organisation, Role
from sharedcourt.people.tokens import create_token
from sharedcourt.rooms import circles
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.tests import recorded
from sharedcourt.sites.models import Booking
from tests.access import (
    attending,
    courtroom,
    enforcing,
    fees_and_papers,
    finding,
    folders,
    hearings,
    judged,
    publishing,
    records,
    showing,
    suits,
    turns,
)
from tests.access.knocking import PDF, Case
from tests.world import OTHERS, WORKED, World, strokes

DISMISSED_OFFICER = Member("dismissed_officer", "前启程", "19900000051", "", cast.OFFICER.roles)


READING = ("reading", "reading-confirm", "reading-progress", "reading-page")
OF_ORGANISATIONS = ("organisation", "change_organisation", "members", "appointments", "appoint")


def tokens() -> dict[str, str]:
    """The texts of institutions' API tokens; the wife's office at the other bank begins and ends with each knock of its program."""
    own, rival, wife = cast.person(cast.OFFICER), cast.person(cast.RIVAL_OFFICER), cast.person(cast.WIFE)
    bank = cast.organisation(cast.RIVAL_OFFICER.roles[0][1])
    wives_office(is_active=True)
    return {
        "own_token": create_token(by=own, organisation=cast.organisation(cast.BRANCH), label="core system")[1],
        "rival_token": create_token(by=rival, organisation=bank, label="x")[1],
        "party_token": create_token(by=wife, organisation=bank, label="x")[1],
    }


# Not of the fixed cast: what they were in this one dispute is over.
OTHER_CLERK = Member("other_clerk", "何另立", "19900000063", "", ((Role.FILING_CLERK, cast.OTHER_COURT),))
OTHER_JUDGE = Member("other_judge", "孙另法", "19900000064", "", ((Role.JUDGE, cast.OTHER_COURT),))
FORMER_MEDIATOR = Member("former_mediator", "严前任", "19900000061", "", ((Role.MEDIATOR, cast.MEDIATION),))
# Of the court of the own case, to whom none of its cases was given.
COLLEAGUE_JUDGE = Member("colleague_judge", "邻法官", "19900000071", "", ((Role.JUDGE, cast.COURT),))
COLLEAGUE_CLERK = Member("colleague_clerk", "邻书记", "19900000072", "", ((Role.COURT_CLERK, cast.COURT),))
REMOVED_PARTY = Member("removed_party", "古移出", "19900000062", "")


def wives_office(*, is_active: bool) -> None:
    """She is an officer of the other bank, or not."""
    bank = cast.organisation(cast.RIVAL_OFFICER.roles[0][1])
    Membership.objects.update_or_create(
        user=cast.person(cast.WIFE),
        organisation=bank,
        role=Role.INSTITUTION_OFFICER,
        defaults={"is_active": is_active},
    )


def own() -> Case:
    """The cast's dispute, in the middle of the session: confirmed by all, signed by nobody; one officer has been dismissed.

    Before, another mediator had it and a meeting with them had begun; and a person was named by mistake and taken out.
    """
    world = World(company=WORKED).joined()
    gone = cast.person(DISMISSED_OFFICER)
    disputes.appoint_colleague(by=world.officer, party=world.party("lender"), colleague=gone)
    people.dismiss(by=cast.person(cast.PLATFORM_OPERATOR), membership=Membership.objects.get(user=gone))
    _name_by_mistake(world)
    former = _meet_with_former_mediator(world)
    world.signing()
    cases.propose_extension(by=world.mediator, case=world.case, until=date(2022, 3, 1))
    case = _furnished(world)
    # Of the same people, an agreement in effect that is before the court.
    concluded = World(company=replace(WORKED, site_name="示范共享法庭二", contract_number="OY-2020-1110-0317")).sealed()
    case.ids |= _before_the_court(concluded, cast.organisation(cast.COURT))
    case.ids |= _sued(world, cast.organisation(cast.COURT), cast.FILING_CLERK, cast.JUDGE)
    case.ids |= _heard(case, cast.JUDGE, cast.COURT_CLERK)
    case.ids |= finding.ids_of(world.borrower)
    case.ids |= judged.ids_of(SuedCase.objects.get(pk=case.ids["filing:case pk"]), case.world.dispute.pk)
    case.former = {
        "meeting_id": former.pk,
        "room_id": former.room_id,
        "seat_id": Seat.objects.get(room=former.room_id, user=world.borrower).pk,
        "slot": former.slots.all()[0].pk,
    }
    return case


def _name_by_mistake(world: World) -> None:
    cast.person(REMOVED_PARTY)
    party = disputes.name_co_obligor(
        by=world.borrower,
        dispute=world.dispute,
        name=REMOVED_PARTY.name,
        phone=REMOVED_PARTY.phone,
        relation="亲属",
    )
    disputes.take_out_party(by=world.borrower, party=party)


def _meet_with_former_mediator(world: World) -> Meeting:
    former = cast.person(FORMER_MEDIATOR)
    mediators.assign(by=world.manager, case=world.case, mediator=former)
    mediators.disclose(by=former, case=world.case, disclosure="none")
    case = type(world.case).objects.get(pk=world.case.pk)
    meeting = meetings.propose_now(by=former, case=case)
    slot = meeting.slots.all()[0]
    for member in world.company.parties:
        meetings.answer_times(by=cast.person(member), meeting=meeting, answers={slot.pk: True})
    meeting.refresh_from_db()
    sessions.compare_identity(by=former, meeting=meeting, user=world.borrower)
    mediators.ask_for_another_mediator(by=world.borrower, case=case, reason="不信任")
    return meeting


def other() -> Case:
    """The strangers' dispute, sealed."""
    case = _furnished(World(company=OTHERS).sealed())
    court = cast.organisation(cast.OTHER_COURT)
    case.ids |= _before_the_court(case.world, court)
    case.ids |= _sued(case.world, court, OTHER_CLERK, OTHER_JUDGE)
    case.ids |= _heard(case, OTHER_JUDGE, OTHER_CLERK)
    case.ids |= finding.ids_of(case.world.borrower)
    case.ids |= judged.ids_of(SuedCase.objects.get(pk=case.ids["filing:case pk"]), case.world.dispute.pk)
    return case


def _heard(case: Case, judge: Member, clerk: Member) -> dict[str, Any]:
    """The case on trial is being heard, and its shown paper looked at; and at different times."""
    sued = SuedCase.objects.get(pk=case.ids["filing:case pk"])
    ids = courtroom.going_on(case.world, sued, judge, clerk, case.ids["filing:folder-page paper_id"])
    return ids | turns.ids_of(case.world, sued, judge, clerk)


def _sued(world: World, court: Organisation, clerk: Member, judge: Member) -> dict[str, Any]:
    """Of the same people: a case that the court has accepted, and another that is being prepared; what their addresses name."""
    cast.person(judge)
    if court.name == cast.COURT:
        cast.person(cast.COURT_CLERK)
    sued, prepared = case_on_trial(world, court, clerk), _begun(world, court, "C-2")
    accepted = ("case", *(f"case_act {verb}" for verb in VERBS))
    operations = (
        "case", "submit_case", "withdraw_case", "pass_on_case", "accept_case", "return_case", "refuse_case",
        "take_refusal_back", "reassign_case", "assign_clerk", "check_identity", "ask_mediation", "answer_mediation", "take_back_case",
        "close_case", "to_ordinary", "take_ordinary_back", "to_summary",
    )  # fmt: skip
    ids = {f"filing:{name} pk": sued.pk for name in accepted} | {f"filing_{name} pk": sued.pk for name in operations}
    ids |= folders.furnished(world, sued) | fees_and_papers.ids_of(sued, clerk) | suits.prepared(world)
    ids |= hearings.ids_of(world, sued)
    decided = [case_on_trial(world, court, clerk, number) for number in ("C-3", "C-4")]
    ids |= enforcing.ids_of(world, decided[0], decided[1])
    scribe = cast.COURT_CLERK if clerk is cast.FILING_CLERK else clerk
    ids |= records.ids_of(world, sued, cast.person(scribe), cast.person(judge))
    ids |= showing.ids_of(case_on_trial(world, court, clerk, "C-5"), cast.person(scribe))
    ids |= attending.ids_of(sued, scribe, judge)
    ids |= publishing.ids_of(sued, cast.person(judge))
    return ids | {
        "filing:case_court pk": prepared.pk,
        "filing_change_court pk": prepared.pk,
        "filing_change_court court": court.pk,
        "filing:begin_case dispute_id": prepared.dispute_id,
        "filing_case_courts pk": prepared.dispute_id,
        "filing_begin_case pk": prepared.dispute_id,
        "filing_begin_case court": court.pk,
        **_pleaded(world, sued, prepared),
    }


def _pleaded(world: World, sued: SuedCase, prepared: SuedCase) -> dict[str, Any]:
    """The plaint of the case that is being prepared, and the defendants' answers in the one that was accepted."""
    pleading.begin_plaint(by=world.officer, case=prepared)
    for member in (world.company.borrower, world.company.wife):
        pleading.begin_answer(by=cast.person(member), case=sued)
    pages = ("", "-page", "-check", "-reopen", "-draft")
    found: dict[str, Any] = {f"filing:plaint{page} case_id": prepared.pk for page in pages}
    found |= {f"filing:answer{page} case_id": sued.pk for page in pages}
    of_plaint = ("plaint", "begin_plaint", "save_plaint", "draw_up_plaint", "reopen_plaint", "plaint_draft")
    of_answer = (
        "answer_form",
        "begin_answer",
        "save_answer",
        "draw_up_answer",
        "reopen_answer",
        "answer_draft",
        "answers",
    )
    found |= {f"filing_{name} case_id": prepared.pk for name in of_plaint}
    found |= {f"filing_{name} case_id": sued.pk for name in of_answer}
    return found | {"filing:plaint-page page": "signing", "filing:answer-page page": "settle", "fmt": "pdf"}


def _begun(world: World, court: Organisation, number: str) -> SuedCase:
    dispute = disputes.open_draft(by=world.officer)
    people = ((world.company.borrower, "borrower"), (world.company.wife, "co_obligor"))
    for member, capacity in people:
        disputes.add_party(
            by=world.officer,
            dispute=dispute,
            capacity=capacity,
            name=member.name,
            phone=member.phone,
            resident_id=member.resident_id,
            address="示范市示范路1号",
            relation="配偶",
        )
    elements = {**ELEMENTS, "contract_number": number}
    disputes.save_elements(by=world.officer, dispute=dispute, elements=elements)
    homes = {party.pk: court.division for party in dispute.parties.all()}
    return sue.begin(by=world.officer, dispute=dispute, court=court, homes=homes)


def case_on_trial(world: World, court: Organisation, clerk: Member, number: str = "C-1") -> SuedCase:
    case = _begun(world, court, number)
    address = {
        "receiver": "收件人",
        "address": "示范市示范路1号",
        "phone": world.company.officer.phone,
        "e_service": True,
    }
    case = sue.submit(by=world.officer, case=case, declared=True, address=address, without_plaint=True)
    case = sue.accept(by=cast.person(clerk), case=case)
    for member in (world.company.borrower, world.company.wife):
        disputes.join(by=cast.person(member), dispute=case.dispute, name=member.name, resident_id=member.resident_id)
    return case


def _before_the_court(world: World, court: Organisation) -> dict[str, Any]:
    """The joint application for judicial confirmation, signed by all and not taken in yet; what its addresses name."""
    homes = {party.pk: court.division for party in world.dispute.parties.filter(removed_at=None)}
    made = confirmations.apply_together(by=world.officer, dispute=world.dispute, court=court, homes=homes)
    assert made.application is not None
    for member in world.company.parties:
        documents.sign(by=cast.person(member), signing_file=made.application, strokes=strokes(), intends=True)
    confirmed = {f"filing_{name} pk": world.dispute.pk for name in ("courts", "apply")}
    return {"filing pk": made.pk, "filing dispute_id": world.dispute.pk, "filing court": court.pk, **confirmed}


def _furnished(world: World) -> Case:
    """What else has an address: files, messages, webhooks, tokens, invitations, bookings."""
    officer, borrower, dispute = world.officer, world.borrower, world.dispute
    organisation = Membership.objects.get(user=officer).organisation
    upload = SimpleUploadedFile("contract.pdf", PDF, "application/pdf")
    file = documents.keep_upload(by=officer, upload=upload, purpose="evidence")
    evidence = disputes.add_evidence(by=officer, dispute=dispute, file=file, title="借款合同")
    read = _read_photograph(world)
    waiting = documents.start_upload(by=officer, purpose="other", name="a.pdf", size=1)
    endpoint, _secret = endpoints.add_endpoint(by=officer, organisation=organisation, url="https://93.184.216.34/hook")
    delivery = endpoints.test_endpoint(by=officer, endpoint=endpoint)
    token, _text = create_token(by=officer, organisation=organisation, label="to be ended")
    _invitation, link = invite(by=officer, phone="19900000077", name="", scope=dispute.pk, next_path="/")
    message = Message.objects.filter(user=borrower, channel=Channel.IN_APP).latest("created_at")
    phone = PushSubscription.objects.create(user=borrower, endpoint_hash=str(dispute.pk))
    booking = Booking.objects.get(scope=dispute.pk)
    seat = Seat.objects.get(room=world.room, user=borrower)
    called, proposed, note = _in_the_room(world)
    manager, wife = world.manager, world.wife
    mediation_office = Membership.objects.get(user=manager, organisation_id=world.case.organisation_id)
    appointment, office_link = people.appoint(
        by=manager, organisation=mediation_office.organisation, role="mediator", name="新来", send=False
    )
    lender, co_obligor = world.party("lender"), world.party("co_obligor")
    paper = SimpleUploadedFile("power.pdf", PDF, "application/pdf")
    power = documents.keep_upload(by=wife, upload=paper, purpose="authority", scope=dispute.pk)
    nomination = Nomination.objects.create(
        party=co_obligor, name="律明", phone="19900000052", authority="special", standing="lawyer", named_by=wife
    )
    mediator_office = Membership.objects.get(user=world.mediator, organisation_id=world.case.organisation_id)
    # As if all had been inside: the recording is of those who took part.
    Seat.objects.filter(room=world.room).update(joined_at=clock.now())
    recording = recorded.ready(world.room)
    ids = {
        "guidance_id": called,
        "guidance": called,
        "assistant": proposed,
        "kept": note,
        "rooms_say client_id": "line-0001",
        "mediation_write_note talk": 1,
        "sharedcourt_mediation_api_agreements_change_plan talk": 0,
        "mediation_call_judge judge": cast.person(cast.LIAISON_JUDGE).pk,
        "mediation_propose_assistant helps": world.meeting.participants.get(user=wife).pk,
        "mediation_propose_assistant kind": "helper",
        "operator pk": world.case.organisation_id,
        "operator:create kind": "mediation",
        "operator:dismiss pk": mediator_office.pk,
        "operator:reactivate pk": mediator_office.pk,
        "operator:second-factor pk": mediator_office.pk,
        "operator:revoke pk": appointment.pk,
        "people:appointment token": office_link.split("/")[2],
        **{f"people_{name} pk": world.case.organisation_id for name in OF_ORGANISATIONS},
        "people_dismiss pk": mediator_office.pk,
        "people_reactivate pk": mediator_office.pk,
        "people_remove_second_factor pk": mediator_office.pk,
        "people_revoke_appointment pk": appointment.pk,
        "site_id": world.site.pk,
        "court_id": cast.organisation(cast.COURT).pk,
        "disputes:colleague party_pk": lender.pk,
        "disputes_appoint_colleague party_id": lender.pk,
        "disputes_name_agent document": power.pk,
        "agent_pk": lender.agents.get(user=officer).pk,
        "agent_id": lender.agents.get(user=officer).pk,
        "nomination_pk": nomination.pk,
        "colleague": officer.pk,
        "code": world.code,
        "case_id": world.case.pk,
        "meeting_id": world.meeting.pk,
        "room_id": world.room.pk,
        "seat_id": seat.pk,
        "recording_id": recording.pk,
        "track_id": recording.tracks.all()[0].pk,
        "scope": dispute.pk,
        "dispute_id": dispute.pk,
        "organisation_id": organisation.pk,
        "booking_id": booking.pk,
        "terminal_id": booking.terminal_id,
        "party_pk": world.party("co_obligor").pk,
        "party_id": world.party("co_obligor").pk,
        "disputes pk": dispute.pk,
        "documents pk": world.signing_file.pk,
        "documents token": world.signing_file.token,
        "documents:file pk": file.pk,
        "documents_file pk": file.pk,
        "documents_file_content pk": file.pk,
        "documents:read-file pk": read.file_id,
        "documents_read pk": read.file_id,
        **{f"documents:{name} pk": read.pk for name in READING},
        "documents_reading pk": read.pk,
        "documents_confirm_reading pk": read.pk,
        "documents:upload pk": waiting.pk,
        "documents:upload-finish pk": waiting.pk,
        "documents_read_upload pk": waiting.pk,
        "documents_receive_piece pk": waiting.pk,
        "documents_finish_upload pk": waiting.pk,
        "documents_cancel_upload pk": waiting.pk,
        "documents_start_upload purpose": "evidence",
        "documents_start_upload scope": dispute.pk,
        "documents_original token": world.signing_file.token,
        "people_read_invitation token": link.removeprefix("/i/").rstrip("/"),
        "people_accept_invitation token": link.removeprefix("/i/").rstrip("/"),
        "evidence": evidence.pk,
        "site": world.site.pk,
        "starts_at": "2022-01-07T06:00:00Z",
        "ends_at": "2022-01-07T07:00:00Z",
        "number": 1,
        "mediator": cast.person(cast.SECOND_MEDIATOR).pk,
        "user": borrower.pk,
        "organisation": organisation.pk,
        "mediation_organisation": world.case.organisation_id,
        "slot": world.meeting.slots.all()[0].pk,
        "version_id": world.version.pk,
        "text_sha256": world.version.text_sha256,
        "party": world.party("co_obligor").pk,
        "payment_id": _payment(world).pk,
        "file": file.pk,
        "liaison_judge": cast.person(cast.LIAISON_JUDGE).pk,
        "second_mediator": cast.person(cast.SECOND_MEDIATOR).pk,
        "notices:open pk": message.pk,
        "notices:push-end pk": phone.pk,
        "notices_end_device pk": phone.pk,
        "notices:calendar word": devices.open_calendar(by=borrower),
        "notices pk": endpoint.pk,
        "notices:delivery-again pk": delivery.pk,
        "notices_send_again pk": delivery.pk,
        "people pk": token.pk,
        "people:invitation token": link.removeprefix("/i/").rstrip("/"),
        "people:step-in key": "borrower",
        "seq": 1,
        "sharedcourt_disputes_api_timeline_proof seq": timeline(dispute.pk).values_list("seq", flat=True)[0],
        "first": 1,
        "second": 2,
        "evidence_id": evidence.pk,
        "disputes:edit step": "check",
        "what": "party",
        "which": world.party("co_obligor").pk,
    }
    return Case(world, ids)


def _in_the_room(world: World) -> tuple[object, object, object]:
    """A judge who was called, an interpreter who was proposed, a note of a separate talk that is over. After the meeting: nothing."""
    if world.meeting.state != MeetingState.FIXED:
        return new_id(), new_id(), new_id()
    by, meeting, room = world.mediator, world.meeting, world.room
    judge = cast.person(cast.LIAISON_JUDGE)
    called = guidance.ask(by=by, meeting=meeting, judge_id=judge.pk)
    helps = meeting.participants.get(user=world.wife)
    proposed = assistants.propose(
        by=by, meeting=meeting, helps=helps.pk, kind="interpreter", name="译者", phone="19900000079"
    )
    circles.begin(by=by, room=room, side="respondent")
    note = apart.write_note(by=by, case=world.case, text="每月最多还六千")
    circles.end(by=by, room=room)
    return called.pk, proposed.pk, note.pk


def _read_photograph(world: World) -> Reading:
    """A photograph that the officer had read, one page of it."""
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "PNG")
    upload = SimpleUploadedFile("photo.png", kept.getvalue(), "image/png")
    file = documents.keep_upload(by=world.officer, upload=upload, purpose="evidence", scope=world.dispute.pk)
    pk = reading.ask(by=world.officer, file=file).pk
    reading.begin(by=None, pk=pk)
    reading.keep_page(by=None, pk=pk, number=1, page={"source": "picture", "width": 40, "height": 30})
    return reading.end(by=None, pk=pk)


def _payment(world: World) -> Payment:
    """An entry under the agreement; before it is in effect no action makes one, and its address is knocked at all the same."""
    return Payment.objects.create(
        version=world.version, amount="100", received_on=date(2022, 1, 6), entered_by=world.officer
    )


def invite_path(world: World) -> str:
    """The path of a fresh personal link, for a phone that belongs to nobody yet."""
    return invite(by=world.officer, phone="19900000078", name="", scope=world.dispute.pk, next_path="/")[1]
