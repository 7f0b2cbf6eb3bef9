"""What one room has made of a dispute and another goes on with: rooms on one floor do not know each other, but both know this.

Only what may leave the room is handed over: an agreement in effect, never what was said on the way to it (ODMR 18).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sharedcourt.disputes.models import Dispute
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.plans import Receipt
from sharedcourt.people.models import Organisation

# The kind of document that agreements are, for who may read them.
AGREEMENT_KIND = "mediation.agreement"


@dataclass(frozen=True)
class Agreement:
    """A mediation agreement in effect: its sealed file, its terms, who mediated, and who signs for each party.

    `effective_on` is the earlier of the two days on which it may be said to have taken effect, in China.
    """

    file: SigningFile
    terms: AgreementTerms
    organisation: Organisation
    effective_on: date
    signers: tuple[SignerSpec, ...]
    invited_by: Organisation | None = None


@dataclass(frozen=True)
class Performance:
    """What has been received under the agreement that ended a dispute; `closed`: nothing is owed any more, by payment or declaration."""

    receipts: tuple[Receipt, ...]
    closed: bool


@dataclass(frozen=True)
class UndisputedFacts:
    """What all parties have confirmed in writing (ODMR 18, 22): of all that was said in mediation, only this may be used in court."""

    facts: tuple[str, ...]
    confirmed_on: date


Provider = Callable[[Dispute], Agreement | None]
FactsProvider = Callable[[Dispute], UndisputedFacts | None]
_providers: list[Provider] = []
_followers: list[Callable[[Dispute], bool]] = []


def register(provider: Provider) -> None:
    """A room says what it has; call it in `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


def agreement_of(dispute: Dispute) -> Agreement | None:
    """The agreement in effect that ended the dispute, if there is one."""
    return next((found for provider in _providers if (found := provider(dispute)) is not None), None)


def register_follower(goes_on: Callable[[Dispute], bool]) -> None:
    """A room says whether it goes on with the agreement of a dispute; call it in `AppConfig.ready`."""
    if goes_on not in _followers:
        _followers.append(goes_on)


def is_taken_further(dispute: Dispute) -> bool:
    """Whether a room goes on with the agreement: confirmation has been applied for."""
    return any(goes_on(dispute) for goes_on in _followers)


_performance: list[Callable[[Dispute], Performance | None]] = []


def register_performance(provider: Callable[[Dispute], Performance | None]) -> None:
    """A room says what has been received under an agreement; call it in `AppConfig.ready`."""
    if provider not in _performance:
        _performance.append(provider)


def performance_of(dispute: Dispute) -> Performance | None:
    """What has been received under the agreement, if a room keeps account of it."""
    return next((found for provider in _performance if (found := provider(dispute)) is not None), None)


_facts: list[FactsProvider] = []
_courts: list[Callable[[Dispute], bool]] = []


def register_facts(provider: FactsProvider) -> None:
    """A room says which facts nobody disputes; call it in `AppConfig.ready`."""
    if provider not in _facts:
        _facts.append(provider)


def undisputed_facts_of(dispute: Dispute) -> UndisputedFacts | None:
    """The facts that every party has confirmed, if there are any."""
    return next((found for provider in _facts if (found := provider(dispute)) is not None), None)


def register_court(is_before: Callable[[Dispute], bool]) -> None:
    """A room says whether a court has the dispute before it; call it in `AppConfig.ready`."""
    if is_before not in _courts:
        _courts.append(is_before)


_suits: list[Callable[[Dispute, str], bool]] = []


def register_suit(is_open: Callable[[Dispute, str], bool]) -> None:
    """A room says whether a suit about the dispute is open as far as that side knows; call it in `AppConfig.ready`."""
    if is_open not in _suits:
        _suits.append(is_open)


def has_suit(dispute: Dispute, side: str) -> bool:
    """Whether a suit is being prepared or tried of which the side knows: the other side from its acceptance on."""
    return any(is_open(dispute, side) for is_open in _suits)


def is_before_court(dispute: Dispute) -> bool:
    """Whether a court has the case now: what was filed stays as it is, until the court returns it."""
    return any(is_before(dispute) for is_before in _courts)
