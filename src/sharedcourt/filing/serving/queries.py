"""Reads of service, with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import accounts_of, agencies_of, own_parties, parties_of
from sharedcourt.documents import queries as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.issuing import NOT_SERVED
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving.models import ServiceProof
from sharedcourt.law import service as rules
from sharedcourt.people.models import User

# What the Civil Procedure Law calls by these names (90, 100): served electronically only on who agreed to that, too.
DECISIONS = ("判决书", "裁定书", "调解书")


def is_decision(file: SigningFile) -> bool:
    """Judgments, rulings and the court's mediation documents, by the last word of their title (a 调解协议书 is none)."""
    return file.title.endswith(DECISIONS)


def is_mediation_document(file: SigningFile) -> bool:
    """The court's mediation document (调解书), which is handed to the party (CPLI 133)."""
    return file.title.endswith("调解书")


def rows(case: Case) -> QuerySet[Service]:
    return Service.objects.filter(case=case).select_related("file", "party", "user", "served_by").order_by("created_at")


def given_to(user: User) -> QuerySet[Any, Any]:
    """Documents that were served on this person in a case, whatever their kind, as long as they are that party or act for it."""
    still = Q(party__in=own_parties(user)) | Q(party__in=agencies_of(user).values("party"))
    found = Service.objects.filter(still, user=user, case__isnull=False, file__state__in=FINISHED)
    return found.order_by().values("file_id")


def proofs_for(user: User) -> QuerySet[Any, Any]:
    """Proofs of what was served on parties whom this person is or acts for."""
    still = Q(party__in=own_parties(user)) | Q(party__in=agencies_of(user).values("party"))
    return ServiceProof.objects.filter(still).order_by().values("paper_id")


FINISHED = (SigningState.SEALED, SigningState.ALL_SIGNED)


def to_serve(user: Any, case: Case) -> QuerySet[SigningFile]:
    """Finished documents of the case that this person of the court may read: sealed, or signed by all where no seal is due."""
    done = Q(state=SigningState.SEALED) | Q(state=SigningState.ALL_SIGNED, sealer=None)
    found = documents.signing_files(user).filter(done, scope=case.dispute_id)
    return found.exclude(kind__in=NOT_SERVED).order_by("created_at")


def people_of(party: Party) -> list[User]:
    """In whose accounts a paper for this party arrives: the party's and its agents' (CPLI 132). `party` is of `parties_of`."""
    return accounts_of(party)


def receivers(party: Party, file: SigningFile) -> list[User]:
    """In whose accounts this paper arrives: the court's mediation document in the party's own, where the party is a person (CPLI 133)."""
    if is_mediation_document(file) and party.is_person:
        return [party.user] if party.user is not None else []
    return people_of(party)


def basis_for(party: Party, file: SigningFile, channel: str = Service.Channel.PLATFORM) -> Service.Basis:
    """Whether the party confirmed an electronic address of this kind, and for decisions too where the paper is one (ODLR 29, 31).

    The confirmation names a phone, perhaps an e-mail address, and no fax.
    """
    address = getattr(party, "service_address", None)
    agreed = address is not None and address.e_service and (address.judgments_too or not is_decision(file))
    named = channel in {Service.Channel.PLATFORM, Service.Channel.MESSAGE} or (
        channel == Service.Channel.EMAIL and address is not None and bool(address.email)
    )
    return Service.Basis.CONFIRMED if agreed and named else Service.Basis.UNCONFIRMED


def earliest_day(services: Iterable[Service]) -> date | None:
    """The first day on which one of them counts (ODLR 31(4)); a notice whose time is not over counts later."""
    found = list(services)
    electronic = rules.earliest(each.delivery for each in found if each.means == Service.Way.ELECTRONIC)
    days = [clock.local(electronic.at).date()] if electronic is not None else []
    days += [each.served_day for each in found if each.day is not None and each.served_day is not None]
    return min(days) if days else None


def served_on(case: Case, party: Party | UUID, file: SigningFile | UUID) -> date | None:
    """The day on which a document of the case was served on a party, by whatever means first: periods run from the day after.

    None while it has not been served; a public notice counts only once its days are over.
    """
    party_id = party.pk if isinstance(party, Party) else party
    file_id = file.pk if isinstance(file, SigningFile) else file
    day = earliest_day(Service.objects.filter(case=case, party=party_id, file=file_id))
    return day if day is not None and day <= clock.today() else None


def answer_due(case: Case, party: Party) -> date | None:
    """The last day for the party's statement of defence, fifteen days from service of the plaint (CPL 128); None before."""
    served = served_on(case, party, case.plaint_id) if case.plaint_id is not None else None
    return rules.answer_deadline(served) if served is not None else None


@dataclass
class ToParty:
    """What became of one document for one party."""

    party: Party
    file: SigningFile
    services: list[Service] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return earliest_day(self.services)

    @property
    def ground(self) -> rules.Ground | None:
        """Why the electronic service counts that was complete first; None while none does."""
        found = rules.earliest(each.delivery for each in self.services if each.means == Service.Way.ELECTRONIC)
        return found.ground if found is not None else None

    @property
    def is_served(self) -> bool:
        return self.day is not None and self.day <= clock.today()

    @property
    def pending(self) -> date | None:
        """The day on which a public notice will count."""
        return self.day if self.day is not None and not self.is_served else None


def table(case: Case, parties: list[Party] | None = None) -> list[ToParty]:
    """Every document that was served, party by party, in order; of some parties only when they are named."""
    found: dict[tuple[UUID, UUID], ToParty] = {}
    wanted = {party.pk: party for party in (parties if parties is not None else parties_of(case.dispute))}
    for row in rows(case):
        if row.party is None or row.party_id not in wanted:
            continue
        key = (row.file_id, row.party.pk)
        found.setdefault(key, ToParty(wanted[row.party.pk], row.file)).services.append(row)
    return list(found.values())


def by_file(entries: list[ToParty]) -> list[tuple[SigningFile, list[ToParty]]]:
    """The same, document by document."""
    grouped: dict[UUID, list[ToParty]] = defaultdict(list)
    for entry in entries:
        grouped[entry.file.pk].append(entry)
    return [(group[0].file, group) for group in grouped.values()]
