"""Invented people, firms and numbers: valid in form, and nobody's (division 330399 is not assigned, subscriber numbers lie in 0000)."""

from dataclasses import dataclass, field
from random import Random

from bench._judgments import words

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PHONE_HEADS = ("130", "133", "135", "137", "138", "139", "150", "158", "166", "177", "186", "189", "198")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def resident_id(year: int, month: int, day: int, order: int) -> str:
    """A resident ID of division 330399 (unassigned) with a right check character; an odd `order` is a man."""
    body = f"330399{year:04d}{month:02d}{day:02d}{order:03d}"
    return body + _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def credit_code(order: int) -> str:
    """A company's credit code of division 330399 whose last character fits."""
    body = f"91330399MA0T{order:05d}"[:17]
    total = sum(_CREDIT.index(letter) * weight for letter, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return body + _CREDIT[(31 - total % 31) % 31]


def card(head: str, order: int) -> str:
    """A card number: `head`, zeros, `order`, and the digit of Luhn."""
    body = f"{head}{order:0{18 - len(head)}d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def name(rng: Random) -> str:
    """A Chinese personal name; one in ten is an ordinary word too, a few have a surname of two characters, a few are no Han names."""
    draw = rng.random()
    if draw < 0.1:
        return rng.choice(words.WORD_NAMES)
    if draw < 0.13:
        return rng.choice(words.COMPOUND_SURNAMES) + rng.choice(words.GIVEN)
    if draw < 0.15:
        return rng.choice(words.FOREIGN_NAMES)
    if draw < 0.157:
        return rng.choice(words.LATIN_NAMES)
    surname = rng.choice(words.SURNAMES)
    if draw < 0.35:
        return surname + rng.choice(words.GIVEN)
    return surname + rng.choice(words.GIVEN) + rng.choice(words.GIVEN)


def plain_name(rng: Random) -> str:
    """The name of a judge, agent or head of a firm."""
    return (
        rng.choice(words.SURNAMES) + rng.choice(words.GIVEN) + (rng.choice(words.GIVEN) if rng.random() < 0.7 else "")
    )


@dataclass(slots=True)
class Person:
    """Somebody a judgment names. `hidden`: "party", "minor", "passer" or "" for whoever keeps the name (judges, agents, heads of firms)."""

    key: int
    name: str
    hidden: str = "party"
    is_firm: bool = False
    male: bool = True
    born: tuple[int, int, int] = (1985, 1, 1)
    place: tuple[str, str, str, str, str] = words.PLACES[0]
    below: str = ""
    resident: str = ""
    phone: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def given(self) -> str:
        """建川 of 林建川; empty where there is no given name of two characters."""
        return self.name[1:] if len(self.name) == 3 and not self.is_firm else ""


def below_county(rng: Random) -> str:
    """What stands in an address after the county."""
    number, block, flat = rng.randrange(1, 400), rng.randrange(1, 30), rng.randrange(101, 2904)
    draw = rng.random()
    if draw < 0.25:
        return f"{rng.choice(words.TOWNS)}{rng.choice(words.VILLAGES)}{number}号"
    if draw < 0.5:
        return f"{rng.choice(words.STREETS)}{number}号{block}幢{flat}室"
    if draw < 0.75:
        return f"{rng.choice(words.TOWNS)}{rng.choice(words.ESTATES)}{block}幢{rng.randrange(1, 4)}单元{flat}室"
    return f"{rng.choice(words.TOWNS)}{rng.choice(words.STREETS)}{number}弄{block}号"


def person(rng: Random, key: int, hidden: str = "party", called: str = "") -> Person:
    """A natural person with all particulars."""
    male = rng.random() < 0.55
    born = (rng.randrange(1950, 2001), rng.randrange(1, 13), rng.randrange(1, 29))
    if hidden == "minor":
        born = (rng.randrange(2012, 2019), born[1], born[2])
    return Person(
        key, called or name(rng), hidden, False, male, born, rng.choice(words.PLACES), below_county(rng),
        resident_id(*born, rng.randrange(0, 499) * 2 + male), phone(rng),
    )  # fmt: skip


def phone(rng: Random) -> str:
    """A mobile number in a block that is not given out."""
    return f"{rng.choice(_PHONE_HEADS)}0000{rng.randrange(10000):04d}"


def firm(rng: Random, key: int, called: str = "") -> Person:
    """A company with its seat."""
    place = rng.choice(words.PLACES)
    title = called or f"{place[1][:2]}{rng.choice(words.BRANDS)}{rng.choice(words.TRADES)}有限公司"
    return Person(
        key, title, "", True, True, (2010, 1, 1), place, f"{rng.choice(words.STREETS)}{rng.randrange(1, 900)}号",
        credit_code(rng.randrange(100000)), f"0577-0000{rng.randrange(10000):04d}",
    )  # fmt: skip


def plate(rng: Random, place: tuple[str, str, str, str, str]) -> str:
    """A number plate; one in three is of an electric car."""
    letters = rng.choice(_LETTERS)
    if rng.random() < 0.33:
        return f"{place[4]}D{rng.randrange(1000):05d}"
    return f"{place[4]}{letters}{rng.randrange(1000):04d}"


def certificate(rng: Random, place: tuple[str, str, str, str, str], year: int) -> str:
    """A title certificate in one of its historic forms."""
    number = rng.randrange(1, 9999)
    draw = rng.random()
    if draw < 0.4:
        return f"浙（{year}）{place[1]}不动产权第{number:07d}号"
    if draw < 0.6:
        return f"{place[1][:2]}房权证{place[2]}字第{number:06d}号"
    if draw < 0.8:
        return f"{place[1][0]}国用（{year}）第{rng.randrange(1, 9)}-{number:05d}号"
    return f"浙（{year}）{place[1]}不动产证明第{number:07d}号"


def wechat(rng: Random) -> str:
    """A WeChat name."""
    return f"{rng.choice(('wx', 'wxid_', 'lin-', 'shifan_', 'qinglan'))}{rng.randrange(1000, 99999999)}"


def mail(rng: Random) -> str:
    """An address in a domain kept for examples."""
    return f"{rng.choice(('linxi', 'user', 'sf.', 'haiyan_', 'w'))}{rng.randrange(10, 99999)}@{rng.choice(('example.com', 'mail.example.cn', 'example.org'))}"


def vehicle_number(rng: Random) -> str:
    """A vehicle identification number of 17 characters, of no maker."""
    return (
        "LZZ0000"
        + "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(4))
        + f"{rng.randrange(999999):06d}"
    )
