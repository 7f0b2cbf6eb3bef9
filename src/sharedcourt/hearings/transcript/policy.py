"""Who may do what with the record of a hearing. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.hearings.models import Capacity, Hearing, Participant
from sharedcourt.hearings.queries import taking_part
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person, memberships

# Heard apart from what the others say: they read the record once it is finished (ODLR 26).
APART = (Capacity.WITNESS, Capacity.EXPERT)
# Whose consent it takes that the recording stands for the record (REC 8).
PARTIES = (
    Capacity.PLAINTIFF,
    Capacity.PLAINTIFF_AGENT,
    Capacity.DEFENDANT,
    Capacity.DEFENDANT_AGENT,
    Capacity.THIRD_PARTY,
)


def is_clerk(user: Any, hearing: Hearing) -> bool:
    """The clerk of this hearing, as long as they work at its court. Programs write no records."""
    return (
        is_person(user)
        and acting_for(user) is None
        and hearing.clerk_id == user.pk
        and any(item.organisation_id == hearing.court_id for item in memberships(user))
    )


def require_clerk(user: Any, hearing: Hearing) -> None:
    if not is_clerk(user, hearing):
        raise NotAllowed(_("Only the clerk of this hearing may do this."))


def sits(user: Any, hearing: Hearing) -> bool:
    """On the bench of this hearing."""
    return is_person(user) and hearing.panel.filter(user=user).exists()


def participation(user: Any, hearing: Hearing) -> Participant | None:
    """As what the person takes part in the hearing, if they do."""
    return taking_part(user).filter(hearing=hearing).first() if is_person(user) else None


def may_ask(user: Any, transcript: Transcript) -> bool:
    """Ask for a correction, say that it is right or that one does not sign: whoever takes part, while it is being read."""
    return transcript.state == TranscriptState.READING and participation(user, transcript.hearing) is not None


def require_participant(user: User, transcript: Transcript) -> Participant:
    """Raises NotAllowed for the bench, the clerk and everybody else."""
    found = participation(user, transcript.hearing)
    if found is None or acting_for(user) is not None:
        raise NotAllowed(_("Only whoever takes part in the hearing may do this."))
    return found
