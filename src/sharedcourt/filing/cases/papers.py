"""The data of rulings in a case (`documents.schema` for the rules of such data)."""

from typing import Any

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.cases.models import Case, Procedure
from sharedcourt.law.causes import cause
from sharedcourt.law.filing import REFUSAL_WORDS, Refusal, appeal_days, ordinary_basis, refusal_articles
from sharedcourt.law.wording import zh_date


def _party_line(party: Party) -> str:
    parts = [party.name]
    code = party.organisation.credit_code if party.organisation is not None else party.credit_code
    if code:
        parts.append(f"统一社会信用代码{code}")
    address = party.organisation.address if party.organisation is not None else party.address
    if address:
        parts.append(f"住{address}" if party.is_person else f"住所地{address}")
    if party.representative:
        parts.append(f"负责人{party.representative}")
    return f"起诉人：{'，'.join(parts)}。"


def to_ordinary(case: Case, reasons: str, bench: str) -> dict[str, Any]:
    """民事裁定书（转为普通程序）(CPL 169, 170; CPLI 258): that a case goes on in ordinary procedure, and who tries it."""
    assert case.number is not None and case.accepted_at is not None
    parties = list(parties_of(case.dispute))
    suing = "、".join(party.name for party in parties if party.side == Side.APPLICANT)
    sued = "、".join(party.name for party in parties if party.side == Side.RESPONDENT)
    accepted = zh_date(clock.local(case.accepted_at).date())
    before = "小额诉讼程序" if case.procedure == Procedure.SMALL else "简易程序"
    return {
        "number": case.number.text,
        "court": case.court.name,
        "parties": [
            f"{'原告' if party.side == Side.APPLICANT else '被告'}：{_party_line(party).removeprefix('起诉人：')}"
            for party in parties
        ],
        "course": f"{suing}与{sued}{cause(case.cause).zh}一案，本院于{accepted}立案后，依法适用{before}审理。",
        "opinion": f"本院经审查认为，本案不宜适用{before}。{reasons}",
        "basis": f"依照{ordinary_basis(case.procedure)}规定，裁定如下：",
        "order": ["本案转为普通程序审理。", f"审判人员：{bench}。"],
        "appeal": "",
        "date": clock.today().isoformat(),
    }


def refusal(case: Case) -> dict[str, Any]:
    """民事裁定书（对起诉不予受理）(CPL 126, 157)."""
    assert case.submitted_at is not None
    ground = Refusal(case.ground)
    parties = list(parties_of(case.dispute))
    suing = [party for party in parties if party.side == Side.APPLICANT]
    sued = "、".join(party.name for party in parties if party.side == Side.RESPONDENT)
    names = "、".join(party.name for party in suing)
    received = zh_date(clock.local(case.submitted_at).date())
    days = "〇一二三四五六七八九十"[appeal_days(clock.today())]
    above = case.court.parent.name if case.court.parent is not None else "上一级人民法院"
    return {
        "number": "",
        "court": case.court.name,
        "parties": [_party_line(party) for party in suing],
        "course": f"{received}，本院收到{names}诉{sued}{cause(case.cause).zh}的起诉材料。",
        "opinion": f"本院经审查认为，{REFUSAL_WORDS[ground][0]}。{case.reasons}",
        "basis": f"依照{refusal_articles(ground)}规定，裁定如下：",
        "order": [f"对{names}的起诉，本院不予受理。"],
        "appeal": f"如不服本裁定，可以在裁定书送达之日起{days}日内，向本院递交上诉状，上诉于{above}。",
        "date": clock.today().isoformat(),
    }
