"""Who appears in a case: parties with all particulars, agents, the court and its people, and what belongs to them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench._judgments import invented, words
from bench._judgments.invented import Person
from bench._judgments.matters import Matter


@dataclass(slots=True)
class Agent:
    """Who acts for a party: a lawyer with firm and licence, or a member of staff."""

    name: str
    firm: str
    licence: str


@dataclass(slots=True)
class Docket:
    """A case with its people, the same in all its documents."""

    matter: Matter
    plaintiff: Person
    debtor: Person
    sued: date
    place: tuple[str, str, str, str, str]
    serial: int
    contract: str
    spouse: Person | None = None
    guarantor: Person | None = None
    child: Person | None = None
    passer: Person | None = None
    heads: dict[int, Person] = field(default_factory=dict)
    agents: dict[int, Agent] = field(default_factory=dict)
    judges: tuple[str, ...] = ()
    upper_judges: tuple[str, ...] = ()
    clerk: str = ""
    card: str = ""
    account: str = ""
    plate: str = ""
    certificate: str = ""
    estate: str = ""
    mail: str = ""
    wechat: str = ""
    vehicle: str = ""

    @property
    def defendants(self) -> list[Person]:
        """In the order of the head."""
        return [person for person in (self.debtor, self.spouse, self.guarantor) if person is not None]

    @property
    def people(self) -> list[Person]:
        """Everybody with a key of their own."""
        found = [self.plaintiff, *self.defendants, self.child, self.passer, *self.heads.values()]
        return list({id(person): person for person in found if person is not None}.values())


def _institution(rng: Random, family: str) -> str:
    if family in ("loan", "card"):
        return rng.choice(words.BANKS) + rng.choice(words.BRANCHES)
    if family == "insurance":
        return rng.choice(words.INSURERS)
    if family == "lease":
        return rng.choice(words.LESSORS)
    return rng.choice(words.SMALL_LENDERS)


def drawn(rng: Random, matter: Matter) -> Docket:
    """The people of a case, fit for its matter."""
    family = matter.family
    natural = family in ("lending", "labour", "accident", "divorce", "guarantee")
    if natural:
        plaintiff = invented.person(rng, 1)
    elif matter.cause == "小额借款合同纠纷":
        plaintiff = invented.firm(rng, 1, rng.choice(words.SMALL_LENDERS))
    elif family in ("sale", "estate"):
        plaintiff = invented.firm(
            rng, 1, f"示范{rng.choice(words.BRANDS)}物业服务有限公司" if family == "estate" else ""
        )
    else:
        plaintiff = invented.firm(rng, 1, _institution(rng, family))
    company = family in ("loan", "lease", "sale") and matter.spouse == "none" and rng.random() < 0.3
    debtor = invented.firm(rng, 2) if company else invented.person(rng, 2)
    released_serial = rng.randrange(1, 9000)
    docket = Docket(
        matter, plaintiff, debtor, matter.decided - timedelta(days=rng.randrange(50, 150)), rng.choice(words.PLACES), rng.randrange(1, 12000),
        f"{rng.choice(('JK', 'HT', 'GD', 'RZ'))}{matter.released:%Y%m%d}{released_serial:04d}",
    )  # fmt: skip
    if matter.spouse != "none" and not company:
        docket.spouse = invented.person(rng, 3)
    if matter.guarantee != "none":
        docket.guarantor = _guarantor(rng, docket)
    if family == "divorce":
        docket.child = invented.person(
            rng, 5, "minor", debtor.name[0] + rng.choice(words.GIVEN) + rng.choice(words.GIVEN)
        )
    if rng.random() < 0.5:
        docket.passer = invented.person(rng, 6, "passer")
    for party in (plaintiff, *docket.defendants):
        if party.is_firm:
            own = docket.guarantor if party is debtor and docket.guarantor and not docket.guarantor.is_firm else None
            docket.heads[party.key] = own or Person(party.key + 20, invented.plain_name(rng), "")
        if party is plaintiff or (not matter.absent and rng.random() < 0.4):
            docket.agents[party.key] = Agent(
                invented.plain_name(rng),
                rng.choice(words.FIRMS) if rng.random() < 0.85 or not party.is_firm else "",
                f"13303{rng.randrange(2005, 2020)}1{rng.randrange(9999999):07d}",
            )
    docket.judges = tuple(invented.plain_name(rng) for _ in range(1 if rng.random() < 0.7 else 3))
    docket.upper_judges = tuple(invented.plain_name(rng) for _ in range(3))
    docket.clerk = invented.plain_name(rng)
    _belongings(rng, docket)
    _distinct(docket)
    return docket


def _guarantor(rng: Random, docket: Docket) -> Person:
    draw = rng.random()
    debtor = docket.debtor
    if draw < 0.15:
        return invented.firm(rng, 4)
    called = ""
    if draw < 0.35 and not debtor.is_firm and 2 <= len(debtor.name) <= 3 and debtor.name[0] >= "\u4e00":
        # A brother's name, the name with one character more or less, or the same surname.
        called = (
            debtor.name + rng.choice(words.GIVEN)
            if len(debtor.name) == 2
            else debtor.name[:2]
            if draw < 0.25
            else debtor.name[:2] + rng.choice(words.GIVEN)
        )
    return invented.person(rng, 4, "party", called)


def _distinct(docket: Docket) -> None:
    """No two people of a case have the same name, and none of the court is called as a party is."""
    hidden: set[str] = set()
    for person in docket.people:
        while person.name in hidden and not person.is_firm:
            person.name += "川"
        hidden.add(person.name)
    docket.judges = tuple(name + "衡" if name in hidden else name for name in docket.judges)
    docket.upper_judges = tuple(name + "衡" if name in hidden else name for name in docket.upper_judges)
    docket.clerk += "衡" if docket.clerk in hidden else ""
    for agent in docket.agents.values():
        agent.name += "衡" if agent.name in hidden else ""


def _belongings(rng: Random, docket: Docket) -> None:
    place, year = docket.debtor.place, docket.matter.released.year
    docket.card = invented.card(rng.choice(("621700", "622000", "621600")), rng.randrange(1, 99999))
    docket.account = f"{rng.choice(('3301', '1203', '8101', '2010'))}000000{rng.randrange(10**7):07d}"
    docket.plate = invented.plate(rng, place)
    docket.estate = invented.below_county(rng)
    docket.certificate = (
        f"J330399-{year}-{rng.randrange(1, 9999):06d}"
        if docket.matter.family == "divorce"
        else invented.certificate(rng, place, year)
    )
    docket.mail, docket.wechat, docket.vehicle = invented.mail(rng), invented.wechat(rng), invented.vehicle_number(rng)
