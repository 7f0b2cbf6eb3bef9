"""The life of a dispute as one table: states, transitions, who may make them, and what the ledger records.

A dispute ends as done, terminated (one of the eight reasons of ODMR 25) or withdrawn; returned ones can be corrected. One that is
filed with a court without mediation goes on there.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition


class DisputeState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for correction")
    OFFERED = "offered", _("offered to a mediation organisation")
    ACCEPTED = "accepted", _("accepted")
    CONSENTING = "consenting", _("asking everyone's consent")
    MEDIATING = "mediating", _("in mediation")
    SIGNING = "signing", _("being signed")
    EFFECTIVE = "effective", _("agreement in force")
    PERFORMING = "performing", _("being performed")
    DONE = "done", _("performed")
    TERMINATED = "terminated", _("ended without agreement")
    WITHDRAWN = "withdrawn", _("withdrawn")
    COURT = "court", _("before a court")


S = DisputeState
# Who may make a transition: officers of the applicant, the mediation organisation's people, a party, or the system by itself.
APPLICANT, ORGANISATION, PARTY, SYSTEM = "applicant", "organisation", "party", "system"

EDITABLE = (S.DRAFT, S.RETURNED)
BEFORE_MEDIATION = (S.SUBMITTED, S.OFFERED, S.ACCEPTED, S.CONSENTING)
OPEN = (*BEFORE_MEDIATION, S.MEDIATING, S.SIGNING)
SETTLED = (S.EFFECTIVE, S.PERFORMING, S.DONE)
ENDED = (S.DONE, S.TERMINATED, S.WITHDRAWN)


class DisputeLifecycle(FSMModelMixin, models.Model):
    """draft → submitted → offered → accepted → consenting → mediating ⇄ signing → effective → performing ⇄ done."""

    state = FSMField(max_length=12, choices=DisputeState, default=DisputeState.DRAFT, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state", list(EDITABLE), S.SUBMITTED, custom={"who": (APPLICANT,), "records": "disputes.dispute.submitted"}
    )
    def submit(self) -> None:
        """The applicant asks for mediation: the code becomes public, the limitation period is interrupted (LIM 12)."""

    @transition(
        "state",
        [S.SUBMITTED, S.OFFERED],
        S.RETURNED,
        custom={"who": (ORGANISATION, SYSTEM), "records": "disputes.dispute.returned"},
    )
    def give_back(self) -> None:
        """Outside the courts' scope, no jurisdiction, unsuitable online (ODMR 9), or to be corrected."""

    @transition(
        "state",
        [S.SUBMITTED, S.OFFERED],
        S.OFFERED,
        custom={"who": (ORGANISATION, SYSTEM), "records": "disputes.dispute.offered"},
    )
    def offer(self) -> None:
        """A mediation organisation is asked; again when the former one declined or was silent (ODMR 12)."""

    @transition("state", S.OFFERED, S.ACCEPTED, custom={"who": (ORGANISATION,), "records": "disputes.dispute.accepted"})
    def accept(self) -> None:
        """The organisation takes it: the mediation period starts (ODMR 24)."""

    @transition(
        "state",
        S.ACCEPTED,
        S.CONSENTING,
        custom={"who": (ORGANISATION, SYSTEM), "records": "disputes.dispute.consent_asked"},
    )
    def ask_consent(self) -> None:
        """Whoever has not agreed yet is asked, within three working days of acceptance (ODMR 15)."""

    @transition(
        "state",
        [S.ACCEPTED, S.CONSENTING],
        S.MEDIATING,
        custom={"who": (ORGANISATION, PARTY, SYSTEM), "records": "disputes.dispute.mediation_began"},
    )
    def begin(self) -> None:
        """Everyone has agreed to mediate online (ODMR 4)."""

    @transition(
        "state",
        S.MEDIATING,
        S.SIGNING,
        custom={"who": (ORGANISATION, PARTY, SYSTEM), "records": "disputes.dispute.signing_opened"},
    )
    def open_signing(self) -> None:
        """Everyone has confirmed the same words."""

    @transition(
        "state",
        S.SIGNING,
        S.MEDIATING,
        custom={"who": (ORGANISATION, PARTY, SYSTEM), "records": "disputes.dispute.signing_reopened"},
    )
    def reopen(self) -> None:
        """A word or a party changed: back to the table, earlier signatures count no longer."""

    @transition(
        "state",
        S.SIGNING,
        S.EFFECTIVE,
        custom={"who": (PARTY, ORGANISATION, SYSTEM), "records": "disputes.dispute.took_effect"},
    )
    def take_effect(self) -> None:
        """All parties have signed: the agreement is in force (ODMR 19)."""

    @transition(
        "state",
        S.EFFECTIVE,
        S.PERFORMING,
        custom={"who": (SYSTEM, ORGANISATION, APPLICANT), "records": "disputes.dispute.performance_began"},
    )
    def start_performance(self) -> None:
        """The first instalment is due or has been paid."""

    @transition(
        "state",
        [S.EFFECTIVE, S.PERFORMING],
        S.DONE,
        custom={"who": (APPLICANT, SYSTEM), "records": "disputes.dispute.performed"},
    )
    def finish(self) -> None:
        """Everything agreed has been done."""

    @transition(
        "state", S.DONE, S.PERFORMING, custom={"who": (SYSTEM,), "records": "disputes.dispute.performance_resumed"}
    )
    def resume_performance(self) -> None:
        """An entry that had made the performance complete was wrong and has been undone."""

    @transition(
        "state",
        list(OPEN),
        S.TERMINATED,
        custom={"who": (ORGANISATION, SYSTEM), "records": "disputes.dispute.terminated"},
    )
    def terminate(self) -> None:
        """One of the reasons of ODMR 25, items 2 to 8."""

    @transition(
        "state",
        [*EDITABLE, *OPEN],
        S.WITHDRAWN,
        custom={"who": (APPLICANT,), "records": "disputes.dispute.withdrawn"},
    )
    def withdraw(self) -> None:
        """The applicant takes the application back."""

    @transition("state", list(EDITABLE), S.COURT, custom={"who": (SYSTEM,), "records": "disputes.dispute.before_court"})
    def go_to_court(self) -> None:
        """A court has accepted the case that was filed without mediation."""
