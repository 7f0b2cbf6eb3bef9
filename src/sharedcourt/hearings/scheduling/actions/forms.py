"""Online or in court: what each party answers, what the court decides, and from where each person takes part."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import LONGEST, needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings import policy, telling
from sharedcourt.hearings.circuit import stopping
from sharedcourt.hearings.locking import locked, note, require_state
from sharedcourt.hearings.models import Form, Hearing, Participant, PublicHearing
from sharedcourt.hearings.scheduling import forms_of_hearing, holding, summons
from sharedcourt.hearings.scheduling.models import FormDecision, OnlineAnswer, PlaceWish
from sharedcourt.hearings.states import BEFORE, HearingState
from sharedcourt.law import hearings as rules
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User
from sharedcourt.sites.models import Site
from sharedcourt.sites.queries import open_sites

Place = Participant.Place


@transaction.atomic
def answer_online(
    *, by: User, hearing: Hearing, party_id: UUID | None, agrees: bool | None, reason: str = ""
) -> OnlineAnswer:
    """A party says whether it agrees to be heard online, for this hearing alone (ODLR 4); whoever refuses may say why (ODLR 21).

    It may change its mind until the hearing begins (ODLR 5(2)); the court is told. Who has refused takes part in court.
    """
    row = locked(hearing)
    party = next((each for each in policy.own_parties(by, row) if each.pk == party_id), None)
    if party is None:
        raise NotAllowed(_("Only a party says this."))
    require_state(row, *BEFORE)
    if agrees is None:
        raise Invalid(_("Choose yes or no."), field="agrees")
    why = "" if agrees else reason.strip()
    if len(why) > LONGEST:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field="reason")
    known = row.online_answers.filter(party=party).first()
    if known is not None and (known.agrees, known.reason) == (agrees, why):
        return known
    answer = known or OnlineAnswer(hearing=row, party=party)
    answer.user, answer.agrees, answer.reason, answer.good_reason = by, agrees, why, None
    answer.save()
    before = _places(row, party.pk)
    row.participants.filter(party=party).update(consents_online=agrees)
    for participant in row.participants.filter(party=party):
        _settle_place(row, participant, agrees, by)
    facts = {"party": party.pk, "agrees": agrees, "reason": personal(why)}
    note("hearings.online.answered", row, by=by, subject=answer, **facts)
    if before != _places(row, party.pk):
        summons.renew(row, by=by, parties=[party.pk])
    telling.tell(telling.at_court(row), "hearings.answered", row, by=by)
    return answer


def _places(row: Hearing, party: UUID) -> list[str]:
    return list(row.participants.filter(party=party).order_by("created_at").values_list("place", flat=True))


def _settle_place(row: Hearing, participant: Participant, agrees: bool, by: User) -> None:
    """Who does not agree comes to court; who agrees now, and was to come to court only for want of an answer, is online."""
    if not agrees and participant.place != Place.COURT:
        holding.leave_places(row, by=by, only=participant)
        PlaceWish.objects.filter(participant=participant).delete()
        participant.place, participant.booking = Place.COURT, None
    elif agrees and participant.place == Place.COURT and row.form != Form.ON_SITE:
        participant.place = Place.OWN_DEVICE
    participant.save(update_fields=["place", "booking"])


@transaction.atomic
def weigh(*, by: User, hearing: Hearing, party_id: UUID | None, good_reason: bool | None) -> OnlineAnswer:
    """The judge finds whether the reason of a refusal is good: a good one closes the online hearing for all (ODLR 21(1)(1))."""
    row = locked(hearing)
    policy.require_deciding(by, row)
    require_state(row, *BEFORE)
    answer = row.online_answers.filter(party=party_id, agrees=False).first()
    if answer is None:
        raise Invalid(_("This party has not refused."), field="party")
    if good_reason is None:
        raise Invalid(_("Choose yes or no."), field="good_reason")
    if answer.good_reason != good_reason:
        answer.good_reason = good_reason
        answer.save(update_fields=["good_reason"])
        note("hearings.online.weighed", row, by=by, subject=answer, good_reason=good_reason)
    return answer


@transaction.atomic
def decide_form(
    *, by: User, hearing: Hearing, form: str, grounds: Iterable[str] = (), reasons: str = ""
) -> FormDecision:
    """The court decides how the hearing is held, with the grounds that speak against an online hearing (ODLR 21).

    Refused when the law does not leave the form open: nobody is heard online against their will. Places follow from it.
    """
    row = locked(hearing)
    policy.require_deciding(by, row)
    require_state(row, *BEFORE)
    if row.form == Form.IN_TURN:
        raise Conflict(_("This hearing is held at different times and has no hour of its own."), field="form")
    found = list(dict.fromkeys(grounds))
    if any(each not in set(rules.NotOnline) or each == rules.NotOnline.REFUSED for each in found):
        raise Invalid(_("Choose one of the grounds."), field="grounds")
    if form not in {Form.ONLINE, Form.MIXED, Form.ON_SITE, Form.CIRCUIT}:
        raise Invalid(_("Choose how the hearing is to be held."), field="form")
    why = needed(reasons, "reasons", _("Write down why, so that the parties understand.")) if found else reasons.strip()
    if len(why) > LONGEST:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field="reasons")
    decision = FormDecision(hearing=row, form=form, reasons=why, decided_by=by)
    decision.grounds = found
    decision.save()
    standing = forms_of_hearing.standing_of(row, decision)
    if not standing.allows(form):
        raise Invalid(_not_open(standing), field="form")
    row.form = Form(form)
    row.save(update_fields=["form"])
    for participant in row.participants.select_related("party"):
        _place_for(row, participant, by)
    facts = {"form": form, "grounds": found, "reasons": personal(why)}
    note("hearings.hearing.form_decided", row, by=by, subject=decision, **facts)
    told = [*telling.everybody(row), *telling.at_court(row)]
    if row.form != Form.CIRCUIT:
        # Decided to be held otherwise, it is at no stop any more.
        row = stopping.leave(row, by=by) or row
    telling.tell(told, "hearings.form_decided", row, by=by, form=row.get_form_display())
    summons.renew(row, by=by)
    return decision


def _not_open(standing: forms_of_hearing.Standing) -> str:
    lang = get_language() or "zh"
    return "; ".join(f"{reason.text(lang)} ({reason.article})" for reason in standing.ruling.reasons)


def _place_for(row: Hearing, participant: Participant, by: User) -> None:
    """In court when the hearing is; online for who has agreed; witnesses and others called as they were."""
    if row.form == Form.ON_SITE or (participant.party_id is not None and not participant.consents_online):
        wanted = Place.COURT
    elif participant.place == Place.COURT and row.form == Form.ONLINE:
        wanted = Place.OWN_DEVICE
    else:
        return
    if participant.place != wanted:
        holding.leave_places(row, by=by, only=participant)
        PlaceWish.objects.filter(participant=participant).delete()
        participant.place, participant.booking = wanted, None
        participant.save(update_fields=["place", "booking"])


@transaction.atomic
def decide_publicity(
    *, by: User, hearing: Hearing, publicity: str, reasons: str, asked_by: UUID | None = None
) -> Hearing:
    """Whether the public may attend (CPL 137). A divorce, or trade secrets, only when a party has asked for it: `asked_by`."""
    row = locked(hearing)
    policy.require_deciding(by, row)
    require_state(row, *BEFORE)
    if publicity not in PublicHearing.values:
        raise Invalid(_("Choose whether the hearing is public."), field="publicity")
    parties = {party.pk for party, _answer in forms_of_hearing.standing_of(row).parties}
    if rules.needs_request(publicity) and asked_by not in parties:
        raise Invalid(_("Say which party has asked for it (CPL 137)."), field="asked_by")
    why = needed(reasons, "reasons", _("Write down why, so that the parties understand."))
    if row.publicity == publicity:
        return row
    if publicity == PublicHearing.SECRETS and row.form in {Form.ONLINE, Form.MIXED, Form.IN_TURN}:
        raise Conflict(_("State secrets are never heard online. Decide first that the hearing is in court."))
    row.publicity = PublicHearing(publicity)
    row.save(update_fields=["publicity"])
    facts = {"publicity": publicity, "asked_by": asked_by, "reasons": personal(why)}
    note("hearings.hearing.publicity_decided", row, by=by, **facts)
    told = [*telling.everybody(row), *telling.at_court(row)]
    telling.tell(told, "hearings.publicity_decided", row, by=by, publicity=row.get_publicity_display())
    return row


# ---------- from where


def _own(by: User, row: Hearing, participant_id: UUID | None) -> Participant:
    rows = row.participants.select_related("party", "user")
    found = rows.filter(pk=participant_id).first() if participant_id is not None else None
    if found is None:
        raise Invalid(_("This person does not take part in the hearing."), field="participant")
    if policy.may_arrange(by, row) or found.user_id == by.pk:
        return found
    raise NotAllowed(_("Only the person, or the court, chooses the place."))


def _site(site_id: UUID | None) -> Site:
    found = open_sites().filter(pk=site_id).first() if site_id is not None else None
    if found is None:
        raise Invalid(_("Choose a shared court that is open."), field="site")
    return found


@transaction.atomic
def choose_place(
    *, by: User, hearing: Hearing, participant_id: UUID | None, place: str, site_id: UUID | None = None
) -> Participant:
    """From where a person takes part: their own device, a shared court's terminal, or in court. The court may say it for them.

    Once the hearing has its time the terminal is booked at once; raises Conflict when none is free.
    """
    row = locked(hearing)
    participant = _own(by, row, participant_id)
    require_state(row, *BEFORE)
    if place not in Place.values:
        raise Invalid(_("Choose from where this person takes part."), field="place")
    online = place != Place.COURT
    if online and row.form == Form.ON_SITE:
        raise Conflict(_("This hearing is in court only."), field="place")
    if online and participant.party_id is not None and not participant.consents_online:
        raise Invalid(_("Say first that your side agrees to an online hearing."), field="place")
    site = _site(site_id) if place == Place.SITE else None
    known = PlaceWish.objects.filter(participant=participant).first()
    if participant.place == place and (known.site_id if known is not None else None) == (site.pk if site else None):
        return participant
    holding.leave_places(row, by=by, only=participant)
    if site is None:
        PlaceWish.objects.filter(participant=participant).delete()
    else:
        PlaceWish.objects.update_or_create(participant=participant, defaults={"site": site})
    participant.place, participant.booking = Place(place), None
    participant.save(update_fields=["place", "booking"])
    if site is not None and row.state == HearingState.SCHEDULED:
        holding.book_places(row, by=by, only=participant)
    facts = {"place": place, "site": site.pk if site is not None else None, "at": clock.today()}
    note("hearings.participant.place_chosen", row, by=by, subject=participant, **facts)
    if participant.party_id is not None:
        summons.renew(row, by=by, parties=[participant.party_id])
    participant.refresh_from_db()
    return participant
