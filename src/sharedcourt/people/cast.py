"""The fixed cast of tests and of the demonstration: invented people and numbers, valid in form and nobody's.

Resident IDs use division 330399 and credit codes organisations that do not exist.
"""

from dataclasses import dataclass

from sharedcourt.people.models import Membership, Organisation, Role, User


@dataclass(frozen=True)
class Member:
    """A member of the cast: how they sign in, and what they are where."""

    key: str
    name: str
    phone: str
    resident_id: str = ""
    roles: tuple[tuple[Role, str], ...] = ()


COURT, OTHER_COURT, BANK, BRANCH, MEDIATION, OTHER_MEDIATION, REGULATOR, HOST, OPERATOR = (
    "浙江省示范市鹿城区人民法院",
    "浙江省示范市海曙区人民法院",
    "瓯越示范银行股份有限公司",
    "瓯越示范银行股份有限公司鹿城支行",
    "温州示范银行业保险业人民调解委员会",
    "温州示范商会人民调解委员会",
    "示范金融监管分局",
    "海曙示范街道办事处",
    "示范平台运营中心",
)

ORGANISATIONS: tuple[dict[str, str], ...] = (
    {
        "name": COURT,
        "kind": "court",
        "court_level": "basic",
        "court_code": "浙0302",
        "division": "330302",
        "short_name": "鹿城法院",
    },
    {
        "name": OTHER_COURT,
        "kind": "court",
        "court_level": "basic",
        "court_code": "浙0203",
        "division": "330203",
        "short_name": "海曙法院",
    },
    {"name": BANK, "kind": "institution", "division": "330302", "short_name": "瓯越示范银行"},
    {
        "name": BRANCH,
        "kind": "institution",
        "credit_code": "91330399MA2T000154",
        "division": "330302",
        "short_name": "鹿城支行",
        "parent": BANK,
        "address": "示范市鹿城区示范路1号",
    },
    {
        "name": MEDIATION,
        "kind": "mediation",
        "credit_code": "52330399MJT000029L",
        "division": "330302",
        "short_name": "温银保调",
        "expertise": "金融借款、信用卡、保险",
    },
    {
        "name": OTHER_MEDIATION,
        "kind": "mediation",
        "division": "330302",
        "short_name": "温商调",
        "expertise": "买卖、合伙",
    },
    {"name": REGULATOR, "kind": "regulator", "division": "330300"},
    {"name": HOST, "kind": "host", "division": "330203", "address": "示范市海曙区示范街8号"},
    {"name": OPERATOR, "kind": "operator"},
)

BORROWER = Member("borrower", "林建川", "19900000001", "330399198506150016")
WIFE = Member("wife", "陈舒宁", "19900000002", "330399198711020026")
OFFICER = Member("officer", "周启明", "19900000003", "330399199002140046", ((Role.INSTITUTION_OFFICER, BRANCH),))
MEDIATOR = Member("mediator", "叶安", "19900000004", "330399197903080037", ((Role.MEDIATOR, MEDIATION),))
SECOND_MEDIATOR = Member("second_mediator", "郑和", "19900000005", "", ((Role.MEDIATOR, MEDIATION),))
MANAGER = Member("manager", "方敏", "19900000006", "", ((Role.ORGANISATION_MANAGER, MEDIATION),))
OTHER_MANAGER = Member("other_manager", "钱程", "19900000007", "", ((Role.ORGANISATION_MANAGER, OTHER_MEDIATION),))
LIAISON_JUDGE = Member("liaison_judge", "吴法官", "19900000008", "", ((Role.LIAISON_JUDGE, COURT),))
JUDGE = Member("judge", "孙法官", "19900000009", "", ((Role.JUDGE, COURT),))
FILING_CLERK = Member("filing_clerk", "何立", "19900000010", "", ((Role.FILING_CLERK, COURT),))
COURT_CLERK = Member("court_clerk", "许记", "19900000011", "", ((Role.COURT_CLERK, COURT),))
DIRECTOR = Member("director", "胡庭", "19900000012", "", ((Role.COURT_AFFAIRS_DIRECTOR, HOST),))
COURT_ADMINISTRATOR = Member("court_administrator", "曹管", "19900000013", "", ((Role.COURT_ADMINISTRATOR, COURT),))
REGULATOR_OFFICER = Member("regulator", "邓监", "19900000014", "", ((Role.REGULATOR, REGULATOR),))
PLATFORM_OPERATOR = Member("operator", "冯运", "19900000015", "", ((Role.OPERATOR, OPERATOR),))
STRANGER = Member("stranger", "生人", "19900000016")
RIVAL_OFFICER = Member(
    "rival_officer", "彭另", "19900000017", "", ((Role.INSTITUTION_OFFICER, "另一示范银行股份有限公司"),)
)

# In the demonstration alone, around its case before the court: the bank's officer, the defendant, a clerk of another court.
PLAINTIFF = Member("plaintiff", "韩可", "19900000020", "330399198809230064", ((Role.INSTITUTION_OFFICER, BRANCH),))
DEFENDANT = Member("defendant", "许文博", "19900000018", "330399199207190055")
OTHER_CLERK = Member("other_clerk", "沈立", "19900000019", "", ((Role.FILING_CLERK, OTHER_COURT),))

DEMONSTRATION = (PLAINTIFF, DEFENDANT, OTHER_CLERK)

CAST = (
    BORROWER,
    WIFE,
    OFFICER,
    MEDIATOR,
    SECOND_MEDIATOR,
    MANAGER,
    OTHER_MANAGER,
    LIAISON_JUDGE,
    JUDGE,
    FILING_CLERK,
    COURT_CLERK,
    DIRECTOR,
    COURT_ADMINISTRATOR,
    REGULATOR_OFFICER,
    PLATFORM_OPERATOR,
    STRANGER,
    RIVAL_OFFICER,
)


def organisation(name: str) -> Organisation:
    """An organisation of the cast, made when it does not exist."""
    row = next((item for item in ORGANISATIONS if item["name"] == name), {"name": name, "kind": "institution"})
    parent = organisation(row["parent"]) if "parent" in row else None
    defaults = {key: value for key, value in row.items() if key not in {"name", "parent"}} | {"parent": parent}
    return Organisation.objects.get_or_create(name=name, defaults=defaults)[0]


def person(member: Member) -> User:
    """A member of the cast as an account, made when it does not exist. Parties made so have confirmed nothing yet."""
    user = User.objects.filter(username=member.key).first()
    if user is None:
        user = User.objects.create_user(
            member.key, name=member.name, phone=member.phone, resident_id=member.resident_id
        )
    for role, organisation_name in member.roles:
        Membership.objects.get_or_create(user=user, organisation=organisation(organisation_name), role=role)
    return user
