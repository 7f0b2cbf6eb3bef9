"""Cases as the API shows and takes them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

MOST_AT_ONCE = 100


class CourtCaseOut(Schema):
    """A case. Days are the last day of a limit, in China."""

    id: UUID
    dispute: UUID
    state: str
    cause: str
    court: UUID
    court_name: str
    court_ground: str
    received_at: UUID | None = Field(description="the court that takes the papers in and passes them on")
    passed_on_at: datetime | None
    amount: Decimal | None
    from_mediation: bool
    plaint: UUID | None
    submitted_at: datetime | None
    review_due: date | None = Field(description="the court decides by; while returned: corrected by")
    missing: list[str] = Field(description="what the court has asked to be corrected and has not got back")
    number: str
    accepted_at: datetime | None
    judge: UUID | None
    clerk: UUID | None = Field(description="the court clerk who keeps the record of the case")
    procedure: str
    trial_due: date | None
    ground: str = Field(description="of refusal: article and item")
    ruling: UUID | None
    outcome: str
    ended_at: datetime | None


class CourtProposal(Schema):
    """A competent court and why; `id` is empty where it does not work on this platform."""

    id: UUID | None
    name: str
    division: str
    level: str
    reason: str
    article: str


class ClauseIn(Schema):
    """The court that the contract names, by its district or county (GB/T 2260); without one, nothing."""

    division: str = Field("", max_length=6)
    connected: bool = Field(True, description="whether the place has to do with the dispute (article 35)")
    standard_form: bool = Field(False, description="a standard term towards a consumer")
    pointed_out: bool = Field(True, description="whether the consumer was made aware of it")
    thing: str = Field("", max_length=6, description="district or county in which the leased or insured thing is")


class PlacesIn(Schema):
    """Where the parties are domiciled; without `homes` they are guessed from addresses, and refused where that is not possible."""

    homes: dict[UUID, str] | None = Field(None, description="party's id → six digits (GB/T 2260)")
    clause: ClauseIn | None = None


class CourtProposalsOut(Schema):
    """The competent courts, a handful."""

    courts: list[CourtProposal]
    level_certain: bool
    missing: list[str]


class PlaintiffAddressIn(Schema):
    """The plaintiff's confirmation of the address for service, where it has not been given yet."""

    receiver: str
    address: str
    phone: str
    email: str = ""
    e_service: bool = False
    judgments_too: bool = False


class CaseCourtIn(PlacesIn):
    court: UUID
    received_at: UUID | None = None


class CaseBeginIn(CaseCourtIn):
    idempotency_key: str = Field("", max_length=200)


class CaseSubmitIn(Schema):
    declared: bool = Field(description="what is stated is true, and no other court has this case")
    address: PlaintiffAddressIn | None = None
    without_plaint: bool = Field(
        False, description="an institution's complete elements stand in the place of the signed plaint"
    )


class FilingIn(PlacesIn):
    """One case of a bulk filing; `court` may be left out when exactly one competent court works here.

    The institution's complete elements stand in the place of a signed plaint; where one has been signed, it counts.
    """

    dispute: UUID
    court: UUID | None = None
    received_at: UUID | None = None
    idempotency_key: str = Field(min_length=1, max_length=200)
    declared: bool = False
    address: PlaintiffAddressIn | None = None


class BulkFilingIn(Schema):
    filings: list[FilingIn] = Field(max_length=MOST_AT_ONCE)


class FilingOut(Schema):
    """What became of one filing: the case, or why not."""

    idempotency_key: str
    case: UUID | None
    state: str
    error: str
    field: str


class BulkFilingOut(Schema):
    filings: list[FilingOut]


class CaseAcceptIn(Schema):
    procedure: str = Field("summary", description="ordinary, summary or small")
    excluded: list[str] = Field([], description="items of article 166 that keep it from small claims, 1 to 6")
    agreed: bool = Field(False, description="both parties agree to small claims procedure (165(2))")


class CaseReturnIn(Schema):
    items: list[str]
    days: int


class CaseRefusalIn(Schema):
    ground: str = Field(description="122-1 … 127-6, or `correction`")
    reasons: str


class CaseJudgeIn(Schema):
    judge: UUID
    reason: str


class CaseClerkIn(Schema):
    clerk: UUID
    reason: str


class CounterCheckIn(Schema):
    """Whom a clerk has seen at the court's counter, and what was shown."""

    person: UUID
    document: str = Field(description="resident_id, passport, travel_permit, permanent_residence or other")
    note: str = Field("", description="needed for another document", max_length=500)


class CounterCheckOut(Schema):
    person: UUID
    checked_by: UUID
    document: str
    stage: str = Field(description="the state of the case for which it counts")
    at: datetime


class CaseOrdinaryIn(Schema):
    reasons: str
    bench: str = Field(description="who tries the case in ordinary procedure, as the ruling says it")


class CaseSummaryIn(Schema):
    reasons: str


class CaseMediationIn(Schema):
    agreed: bool
    for_parties: list[UUID] = Field([], description="for whom, where you act for several parties", max_length=50)


class CaseOutcomeIn(Schema):
    outcome: str = Field(description="judgment, mediated, withdrawn, dismissed or transferred")
