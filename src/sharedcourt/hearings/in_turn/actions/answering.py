"""What a party does in its turn: it says what it has to say, at a time of its own. What was handed in is never changed."""

import hashlib
import json
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.courtroom.actions import entry
from sharedcourt.hearings.in_turn import policy, telling
from sharedcourt.hearings.in_turn.actions import clips, running
from sharedcourt.hearings.in_turn.locking import locked, note, turn_of
from sharedcourt.hearings.in_turn.models import Turn, TurnAnswer, TurnClip
from sharedcourt.hearings.in_turn.states import TurnState
from sharedcourt.hearings.locking import require_state
from sharedcourt.hearings.models import Participant
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

LONGEST_ANSWER = 20_000
LONGEST_WHY = 500
MOST_ANSWERS = 20  # the first, and what corrects it


@transaction.atomic
def answer(*, by: User, turn: Turn, text: str, clip_id: UUID | None = None, why_no_clip: str = "") -> TurnAnswer:
    """Hand in what the party says: words, and a clip or why there is none (ODLR 20). The court and the other side see it at once.

    A second answer corrects or completes the first, which stays. The same handed in twice is one answer. Raises `NotAllowed` for
    another party's turn; `Conflict` before the first day, after the last, and until the rules are read (`declared`) and the person
    has shown who they are (`identity`); `Invalid` (`text`, `clip`, `why_no_clip`).
    """
    row = locked(turn.question.hearing)
    who = policy.require_attendee(by, row)
    held = turn_of(turn.pk, row)
    if who.participant is None or held.party_id not in {party.pk for party in policy.own_parties(by, row)}:
        raise NotAllowed(_("It is another party's turn to answer this."))
    words, why = _entered(text, why_no_clip)
    last = held.answers.order_by("-number").first()
    if last is not None and _is_same(last, by, words, clip_id):
        return last
    row = running.begun(row)
    require_state(row, HearingState.IN_SESSION)
    _require_open(held)
    _require_entered(who.participant)
    clip = clips.for_use(by, row, clip_id)
    if clip is None and not _may_do_without():
        raise Invalid(_("Record yourself while you answer: in this court an answer needs a recording."), field="clip")
    if clip is None and not why:
        raise Invalid(_("Record yourself while you answer, or say why you cannot."), field="why_no_clip")
    number = last.number + 1 if last is not None else 1
    if number > MOST_ANSWERS:
        raise Conflict(_("You have answered this many times. Send the court a message instead."))
    now = clock.now()
    made = TurnAnswer.objects.create(
        turn=held,
        number=number,
        participant=who.participant,
        by=by,
        text=words,
        clip=clip,
        why_no_clip="" if clip is not None else why,
        at=now,
        sha256=fingerprint(words, clip, now.isoformat()),
    )
    held.answer()
    held.save(update_fields=["state"])
    sha256 = clip.sha256 if clip is not None else ""
    note("said", row, by=by, subject=made, turn=held.pk, text=personal(words), sha256=made.sha256, clip=sha256)
    telling.answered(row, held, by=by)
    return made


def fingerprint(words: str, clip: TurnClip | None, at: str) -> str:
    """SHA-256 over the words, the clip's hash and the time, as the ledger has it."""
    content = {"at": at, "clip": clip.sha256 if clip is not None else "", "text": words}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _may_do_without() -> bool:
    return not settings.SHAREDCOURT_IN_TURN_CLIP_NEEDED


def _entered(text: str, why_no_clip: str) -> tuple[str, str]:
    words, why = text.strip(), why_no_clip.strip()
    if not words:
        raise Invalid(_("Write down what you say."), field="text")
    if len(words) > LONGEST_ANSWER:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST_ANSWER}, field="text")
    if len(why) > LONGEST_WHY:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST_WHY}, field="why_no_clip")
    return words, why


def _is_same(last: TurnAnswer, by: User, words: str, clip_id: UUID | None) -> bool:
    return last.by_id == by.pk and last.text == words and last.clip_id == clip_id


def _require_open(turn: Turn) -> None:
    if turn.state == TurnState.PASSED:
        raise Conflict(_("The court has gone on without an answer. Ask the court for more time."))
    if clock.today() > turn.last_day:
        raise Conflict(_("The last day for this answer is over. Ask the court for more time."), field="text")


def _require_entered(one: Participant) -> None:
    if not entry.has_declared(one):
        raise Conflict(_("First read the rules of the hearing."), field="declared")
    if not entry.has_shown_identity(one):
        raise Conflict(_("First show once more that it is you (Online Litigation Rules, article 7)."), field="identity")
