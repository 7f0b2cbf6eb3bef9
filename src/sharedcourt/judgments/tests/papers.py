"""Papers for tests of the desk. People and numbers are invented; the court is the cast's."""

from collections.abc import Callable

from sharedcourt.judgments import actions, kept
from sharedcourt.judgments.models import Judgment
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Membership, Role, User

SECRETS = ("林建川", "330399198506150016", "13900000001", "青禾路18号2幢301室", "陈舒宁", "6222020000000000012")


def court_name() -> str:
    """The court of the cast."""
    return cast.organisation(cast.COURT).name


def loan(serial: int = 1, *, suffix: str = "", borrower: str = "林建川") -> str:
    """A judgment of first instance on a loan, with a party's particulars and a wife who is told of."""
    return f"""{court_name()}
民事判决书
（2022）浙0302民初{serial}号{suffix}
原告：示范银行股份有限公司鹿城支行，住所地示范市鹿城区示范路1号。
负责人：赵行长，该支行行长。
委托诉讼代理人：吴律，示范律师事务所律师。
被告：{borrower}，男，1985年6月15日出生，汉族，公民身份号码330399198506150016，住示范市鹿城区青禾路18号2幢301室。
原告示范银行股份有限公司鹿城支行与被告{borrower}金融借款合同纠纷一案，本院于2022年1月5日立案后，依法适用简易程序公开开庭进行了审理。本案现已审理终结。
原告示范银行股份有限公司鹿城支行向本院提出诉讼请求：判令被告{borrower}偿还借款本金100000元。
被告{borrower}辩称：对借款没有异议，联系电话13900000001。
经审理查明，2020年1月1日，原告与被告签订借款合同，借款汇入被告账户6222020000000000012。其妻子陈舒宁在场。
本院认为，借款合同合法有效，被告应当还款。参照（2021）浙0302民初99号案。依照《中华人民共和国民法典》第六百七十五条、第六百七十六条规定，判决如下：
被告{borrower}于本判决生效之日起十日内偿还原告借款本金100000元。
如果未按本判决指定的期间履行给付金钱义务，应当加倍支付迟延履行期间的债务利息。
案件受理费2300元，减半收取1150元，由被告{borrower}负担。
审判员　孙法官
二〇二二年三月一日
书记员　许记
"""


def judge() -> User:
    """A judge of the court."""
    return cast.person(cast.JUDGE)


def clerk() -> User:
    """A clerk of the same court: a second person."""
    return cast.person(cast.COURT_CLERK)


def stranger() -> User:
    """A clerk of another court."""
    user = cast.person(cast.OTHER_CLERK)
    Membership.objects.get_or_create(user=user, organisation=cast.organisation(cast.OTHER_COURT), role=Role.COURT_CLERK)
    return user


def taken(serial: int = 1, *, by: Callable[[], User] = judge, **more: str) -> Judgment:
    """On the desk."""
    return actions.take_in(by=by(), court=cast.organisation(cast.COURT), text=loan(serial, **more))


def fresh(judgment: Judgment) -> Judgment:
    """As it stands."""
    return Judgment.objects.select_related("court", "case", "batch").get(pk=judgment.pk)


def answered(judgment: Judgment) -> Judgment:
    """Looked through: the structure confirmed where it is not certain, every change accepted, every held place looked at."""
    row = fresh(judgment)
    proposal = kept.proposal_of(row)
    if proposal.changes and not proposal.is_decided:
        actions.accept(by=judge(), judgment=row, places=range(len(proposal.changes)))
    if proposal.held:
        actions.look(by=judge(), judgment=row, places=range(len(proposal.held)))
    return fresh(row)


def decided(judgment: Judgment, **flags: bool) -> Judgment:
    """Said to be a judgment, and what it touches."""
    return actions.decide(by=judge(), judgment=judgment, kind="judgment", flags=flags)


def member(who: Member) -> User:
    """Anybody of the cast."""
    return cast.person(who)
