"""The two disputes at whose doors everybody knocks, and the keys of institutions' programs."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from sharedcourt.disputes import actions as disputes
from sharedcourt.documents import actions as documents
from sharedcourt.ledger.queries import timeline
from sharedcourt.mediation.actions import cases as mediation
from sharedcourt.notices import endpoints
from sharedcourt.notices.models import Channel, Message
from sharedcourt.people import cast
from sharedcourt.people.actions import invite
from sharedcourt.people.models import Membership
from sharedcourt.people.tokens import create_token
from sharedcourt.rooms.models import Seat
from sharedcourt.sites.models import Booking
from tests.access.knocking import PDF, Case
from tests.world import OTHERS, WORKED, World


def tokens() -> dict[str, str]:
    """The texts of two institutions' API tokens."""
    own, rival = cast.person(cast.OFFICER), cast.person(cast.RIVAL_OFFICER)
    return {
        "own_token": create_token(by=own, organisation=cast.organisation(cast.BRANCH), label="core system")[1],
        "rival_token": create_token(
            by=rival, organisation=cast.organisation(cast.RIVAL_OFFICER.roles[0][1]), label="x"
        )[1],
    }


def own() -> Case:
    """The cast's dispute, in the middle of the session: confirmed by all, signed by nobody."""
    world = World(company=WORKED).signing()
    mediation.propose_extension(by=world.mediator, case=world.case, until=date(2022, 3, 1))
    return _furnished(world)


def other() -> Case:
    """The strangers' dispute, sealed."""
    return _furnished(World(company=OTHERS).sealed())


def _furnished(world: World) -> Case:
    """What else has an address: files, messages, webhooks, tokens, invitations, bookings."""
    officer, borrower, dispute = world.officer, world.borrower, world.dispute
    organisation = Membership.objects.get(user=officer).organisation
    upload = SimpleUploadedFile("contract.pdf", PDF, "application/pdf")
    file = documents.keep_upload(by=officer, upload=upload, purpose="evidence")
    evidence = disputes.add_evidence(by=officer, dispute=dispute, file=file, title="借款合同")
    waiting = documents.start_upload(by=officer, purpose="other", name="a.pdf", size=1)
    endpoint, _secret = endpoints.add_endpoint(by=officer, organisation=organisation, url="https://93.184.216.34/hook")
    delivery = endpoints.test_endpoint(by=officer, endpoint=endpoint)
    token, _text = create_token(by=officer, organisation=organisation, label="to be ended")
    _invitation, link = invite(by=officer, phone="19900000077", name="", scope=dispute.pk, next_path="/")
    message = Message.objects.filter(user=borrower, channel=Channel.IN_APP).latest("created_at")
    booking = Booking.objects.get(scope=dispute.pk)
    seat = Seat.objects.get(room=world.room, user=borrower)
    ids = {
        "code": world.code,
        "case_id": world.case.pk,
        "meeting_id": world.meeting.pk,
        "room_id": world.room.pk,
        "seat_id": seat.pk,
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
        "documents:upload pk": waiting.pk,
        "documents:upload-finish pk": waiting.pk,
        "number": 1,
        "mediator": cast.person(cast.SECOND_MEDIATOR).pk,
        "user": borrower.pk,
        "organisation": organisation.pk,
        "mediation_organisation": world.case.organisation_id,
        "slot": world.meeting.slots.all()[0].pk,
        "version_id": world.version.pk,
        "text_sha256": world.version.text_sha256,
        "party": world.party("co_obligor").pk,
        "file": file.pk,
        "second_mediator": cast.person(cast.SECOND_MEDIATOR).pk,
        "notices:open pk": message.pk,
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


def invite_path(world: World) -> str:
    """The path of a fresh personal link, for a phone that belongs to nobody yet."""
    return invite(by=world.officer, phone="19900000078", name="", scope=world.dispute.pk, next_path="/")[1]
