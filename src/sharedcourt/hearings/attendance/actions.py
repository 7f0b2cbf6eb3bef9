"""Checking somebody in at a shared court, and saying from where a judge takes part. The only writers of both."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings import telling as directors
from sharedcourt.hearings.attendance import policy, queries, telling
from sharedcourt.hearings.attendance.locking import locked_hearing, note, require_not_over
from sharedcourt.hearings.attendance.models import BenchPlace, CheckIn, Finding, Item
from sharedcourt.hearings.attendance.states import CheckInState
from sharedcourt.hearings.models import Hearing, PanelMember, Participant
from sharedcourt.hearings.states import HOLDING
from sharedcourt.ledger.actions import personal
from sharedcourt.people.actions import record_comparison
from sharedcourt.people.models import Organisation, User, Verification
from sharedcourt.rooms import places
from sharedcourt.sites import actions as sites
from sharedcourt.sites.models import Booking, Site


def _locked(participant: Participant) -> tuple[Hearing, Participant]:
    hearing = locked_hearing(participant.hearing_id)
    with_booking = Participant.objects.select_for_update(of=("self",), no_key=True).select_related(
        "booking__terminal__site", "user"
    )
    return hearing, with_booking.get(pk=participant.pk)


@transaction.atomic
def find(*, by: User, participant: Participant, item: str, in_order: bool, text: str = "") -> CheckIn:
    """The director says of one item whether it is in order; what is not needs words.

    A person who is not who was called is stopped there and then. The last finding on each item counts.
    Raises `NotAllowed`, `Invalid` (`item`, `text`), and `Conflict` when the hearing is over or the person was stopped.
    """
    hearing, person = _locked(participant)
    policy.require_director(by, person)
    require_not_over(hearing)
    if item not in policy.items_for(person):
        raise Invalid(_("This is not on the list for this person."), field="item")
    words = text.strip() if in_order else needed(text, "text", _("Say what is not in order."))
    assert person.booking is not None
    check, _made = CheckIn.objects.select_for_update(no_key=True).get_or_create(
        participant=person, defaults={"site": person.booking.terminal.site}
    )
    if check.state == CheckInState.STOPPED:
        raise Conflict(_("The person was stopped. The clerk of the hearing decides how it goes on."))
    Finding.objects.create(check_in=check, round=check.round, item=item, in_order=in_order, note=words[:1000], by=by)
    facts = {"note": personal(words)} if words else {}
    note("attendance.found", hearing, by=by, subject=check, item=item, in_order=in_order, **facts)
    if item == Item.IDENTITY and in_order and person.user is not None:
        method = Verification.Method.IN_PERSON
        record_comparison(by=by, user=person.user, scope=hearing.case.dispute_id, method=method)
    _settle(check, hearing, person, by=by, item=item, in_order=in_order)
    return check


def _settle(check: CheckIn, hearing: Hearing, person: Participant, *, by: User, item: str, in_order: bool) -> None:
    """What the finding makes of the check-in as a whole."""
    site = check.site.name
    if item == Item.IDENTITY and not in_order:
        check.stop()
        check.save()
        note("attendance.stopped", hearing, by=by, subject=check, participant=person.pk)
        telling.tell(telling.of_the_court(hearing), "hearings.check_in_stopped", hearing, by=by, site=site)
        return
    fresh = Participant.objects.select_related("check_in").prefetch_related("check_in__findings").get(pk=person.pk)
    complete = all(line.in_order for line in queries.lines(fresh))
    if complete and check.state == CheckInState.OPEN:
        check.complete()
        check.passed_at = clock.now()
        check.save()
        note("attendance.checked_in", hearing, by=by, subject=check, participant=person.pk, site=check.site_id)
        show_place(hearing, person.user_id)
    elif not complete and check.state == CheckInState.PASSED:
        check.reopen()
        check.save()
        note("attendance.reopened", hearing, by=by, subject=check, participant=person.pk)
        telling.tell(telling.of_the_court(hearing), "hearings.check_in_reopened", hearing, by=by, site=site)


@transaction.atomic
def allow_again(*, by: User, participant: Participant, reason: str) -> CheckIn:
    """The clerk or the presiding judge has cleared up who it is; the site checks everything anew.

    Raises `NotAllowed`, `Invalid` (`reason`), and `Conflict` when nobody was stopped.
    """
    hearing, person = _locked(participant)
    policy.require_leading(by, hearing)
    require_not_over(hearing)
    check = CheckIn.objects.select_for_update(no_key=True).filter(participant=person).first()
    if check is None or check.state != CheckInState.STOPPED:
        raise Conflict(_("Nobody was stopped here."))
    words = needed(reason, "reason", _("Say how it was cleared up."))
    check.allow_again()
    check.round, check.passed_at = check.round + 1, None
    check.save()
    note("attendance.allowed_again", hearing, by=by, subject=check, reason=personal(words))
    return check


@transaction.atomic
def sit_at(
    *, by: User, member: PanelMember, site: Site | None = None, court: Organisation | None = None
) -> BenchPlace | None:
    """Somebody on the bench takes part from a site (a screen is booked there) or another court; with neither, from the court itself.

    Raises `NotAllowed`, `Invalid` (`place`), and `Conflict` (`site`) when no screen is free at the time of the hearing.
    """
    hearing = locked_hearing(member.hearing_id)
    policy.require_leading(by, hearing)
    require_not_over(hearing)
    row = PanelMember.objects.select_related("user").get(pk=member.pk, hearing=hearing)
    if site is not None and court is not None:
        raise Invalid(_("Choose one place."), field="place")
    if court is not None and (court.kind != Organisation.Kind.COURT or not court.is_active):
        raise Invalid(_("Choose a court."), field="place")
    if court is not None and court.pk == hearing.court_id:
        court = None
    _give_up(row, by=by)
    place = None
    if site is not None or court is not None:
        place = BenchPlace.objects.create(member=row, site=site, court=court)
        if site is not None and hearing.starts_at is not None and hearing.ends_at is not None:
            place.booking = _booked(row, site, hearing, by=by)
            place.save(update_fields=["booking"])
    where = site.pk if site is not None else court.pk if court is not None else hearing.court_id
    note("panel.place_set", hearing, by=by, subject=row, member=row.user_id, place=where)
    show_place(hearing, row.user_id)
    return place


def _booked(member: PanelMember, site: Site, hearing: Hearing, *, by: User | None) -> Booking:
    assert hearing.starts_at is not None and hearing.ends_at is not None
    made = sites.book(
        by=by,
        site=site,
        scope=hearing.case.dispute_id,
        user=member.user,
        starts_at=hearing.starts_at,
        ends_at=hearing.ends_at,
    )
    directors.expected_at(site, hearing, by=by)
    return made


def _give_up(member: PanelMember, *, by: User | None) -> None:
    earlier = BenchPlace.objects.select_related("booking").filter(member=member).first()
    if earlier is None:
        return
    booking = earlier.booking
    earlier.delete()
    if booking is not None:
        sites.cancel(by=by, booking=booking)


Places = dict[UUID, tuple[Site | None, Organisation | None]]


def leave_places(hearing: Hearing, *, by: User | None) -> Places:
    """The bench is about to be seated anew: its screens are given up. From where each took part. Inside that action's transaction."""
    found: Places = {}
    for member in hearing.panel.all():
        place = BenchPlace.objects.select_related("site", "court").filter(member=member).first()
        if place is not None:
            found[member.user_id] = (place.site, place.court)
            _give_up(member, by=by)
    return found


def keep_places(hearing: Hearing, places: Places, *, by: User | None) -> None:
    """Whoever still sits takes part from the same place as before; a screen is booked for them again."""
    for member in hearing.panel.filter(user__in=places):
        site, court = places[member.user_id]
        BenchPlace.objects.create(member=member, site=site, court=court)
    if places:
        follow(hearing, by=by)


def follow(hearing: Hearing, *, by: User | None) -> None:
    """The hearing has another time, or is not held: screens of the bench are booked anew or given up. Inside that action's transaction."""
    places_of = BenchPlace.objects.select_related("booking", "site", "member__user")
    for place in places_of.filter(member__hearing=hearing, site__isnull=False):
        booking, place.booking = place.booking, None
        place.save(update_fields=["booking"])
        if booking is not None:
            sites.cancel(by=by, booking=booking)
        if hearing.starts_at is None or hearing.ends_at is None or hearing.state not in HOLDING:
            continue
        assert place.site is not None
        try:
            with transaction.atomic():
                place.booking = _booked(place.member, place.site, hearing, by=by)
        except (Conflict, Invalid):
            people = telling.of_the_court(hearing)
            telling.tell(people, "hearings.bench_place_lost", hearing, by=None, site=place.site.name)
            continue
        place.save(update_fields=["booking"])


def show_place(hearing: Hearing, user_id: UUID | None) -> None:
    """After the commit: the place stands under the picture of this person in the hearing's room."""
    room_id = hearing.room_id
    if room_id is None or user_id is None:
        return
    person: UUID = user_id

    def write() -> None:
        place = queries.place_of(hearing, [person]).get(person, "")
        places.show(room_id=room_id, user_id=person, place=place)

    transaction.on_commit(write)
