"""The data of the papers: the joint application and the ruling (`documents.schema` for the rules of such data)."""

import re
from typing import Any

from sharedcourt.core import clock, codes
from sharedcourt.disputes.handover import Agreement
from sharedcourt.filing.models import Confirmation
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.causes import cause
from sharedcourt.law.confirmation import (
    NOT_ACCEPTED_WORDS,
    NotAccepted,
    not_accepted_articles,
    rejected_words,
    ruling_articles,
    withdrawal_articles,
)
from sharedcourt.law.wording import zh_date

STATEMENTS = (
    "申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为。",
    "协议内容不违反法律强制性规定，不损害国家利益、社会公共利益和他人合法权益，不违背公序良俗。",
    "申请人提交的材料和陈述真实；如有虚假，愿意承担相应的法律后果。",
    "申请人同意人民法院以本平台向其电子送达本案文书（以其送达地址确认书为准）。",
)
ATTACHMENTS = (
    "调解协议书（已由各方当事人、调解员签名并加盖调解组织印章）",
    "各申请人的身份信息、联系方式和送达地址确认书（平台已留存）",
)


def _applicants(terms: AgreementTerms) -> list[str]:
    """Before the court all are applicants; the letters stay, for the clauses speak of 甲方 and 乙方."""
    return [re.sub(r"^(.方)（(.+?)）：", r"申请人（\1，\2）：", line) for line in terms.party_lines("zh")]


def application(confirmation: Confirmation, agreement: Agreement) -> dict[str, Any]:
    """司法确认申请书 (CPLI 353, 354; 司法确认程序规定 3)."""
    terms = agreement.terms
    return {
        "number": "",
        "dispute_code": codes.display(confirmation.dispute.code),
        "court": confirmation.court.name,
        "parties": _applicants(terms),
        "request": f"请求人民法院依法确认{terms.organisation}主持达成的编号为{terms.number}的调解协议有效。",
        "facts": (
            f"申请人因{cause(terms.cause).zh}，于{zh_date(terms.agreed_on)}经{terms.organisation}"
            f"调解员{'、'.join(terms.mediators)}主持调解，自愿达成调解协议，协议自{zh_date(agreement.effective_on)}起生效。"
            "现依法共同申请司法确认。"
        ),
        "statements": list(STATEMENTS),
        "attachments": list(ATTACHMENTS),
        "date": clock.today().isoformat(),
    }


def ruling(confirmation: Confirmation, agreement: Agreement) -> dict[str, Any]:
    """民事裁定书, granting or rejecting (CPL 206; CPLI 358)."""
    assert confirmation.number is not None and confirmation.accepted_at is not None
    terms, signed = agreement.terms, agreement.file.payload
    names = "、".join(party.name for party in terms.parties)
    accepted = zh_date(clock.local(confirmation.accepted_at).date())
    how = f"于{zh_date(terms.agreed_on)}经{terms.organisation}主持调解"
    rejected = "" if confirmation.granted else confirmation.ground
    if not rejected:
        opinion = "本院经审查认为，申请人达成的调解协议，符合司法确认调解协议的法定条件。"
        order = [
            f"申请人{names}{how}达成的调解协议有效。",
            "当事人应当按照调解协议的约定自觉履行义务。一方当事人拒绝履行或者未全部履行的，对方当事人可以向人民法院申请执行。",
        ]
    else:
        opinion = f"本院经审查认为，申请人达成的调解协议{rejected_words(rejected)[0]}。{confirmation.reasons}"
        order = [
            f"驳回申请人{names}的申请。",
            "当事人可以通过调解方式变更原调解协议或者达成新的调解协议，也可以向人民法院提起诉讼。",
        ]
    return {
        "number": confirmation.number.text,
        "court": confirmation.court.name,
        "parties": _applicants(terms),
        "course": (f"本院于{accepted}立案受理申请人{names}关于司法确认调解协议的申请并进行了审查。现已审查终结。"),
        "agreement_intro": f"申请人因{cause(terms.cause).zh}，{how}，达成了如下调解协议（编号{terms.number}）：",
        # The very text that was signed, its tables with it.
        **{part: signed[part] for part in ("clauses", "debts", "schedule") if part in signed},
        "opinion": opinion,
        "basis": f"依照{ruling_articles(clock.today(), rejected)}规定，裁定如下：",
        "order": order,
        "fee": "本案不收取费用。",
        "date": clock.today().isoformat(),
    }


def refusal(confirmation: Confirmation, agreement: Agreement) -> dict[str, Any]:
    """民事裁定书（对申请不予受理）(CPLI 355(1))."""
    assert confirmation.submitted_at is not None
    terms, ground = agreement.terms, NotAccepted(confirmation.ground)
    names = "、".join(party.name for party in terms.parties)
    received = zh_date(clock.local(confirmation.submitted_at).date())
    return {
        "number": "",
        "court": confirmation.court.name,
        "parties": _applicants(terms),
        "course": f"{received}，本院收到申请人{names}关于司法确认调解协议（编号{terms.number}）的申请。",
        "opinion": f"本院经审查认为，申请人的申请{NOT_ACCEPTED_WORDS[ground][0]}。{confirmation.reasons}",
        "basis": f"依照{not_accepted_articles(ground)}规定，裁定如下：",
        "order": [f"对申请人{names}的申请，本院不予受理。"],
        "appeal": "",
        "date": clock.today().isoformat(),
    }


def leave(confirmation: Confirmation, agreement: Agreement, who: str, decision: str) -> dict[str, Any]:
    """民事裁定书（准许撤回申请）(CPLI 357(1)). `who` wants it back."""
    assert confirmation.number is not None and confirmation.accepted_at is not None
    terms = agreement.terms
    names = "、".join(party.name for party in terms.parties)
    accepted = zh_date(clock.local(confirmation.accepted_at).date())
    return {
        "number": confirmation.number.text,
        "court": confirmation.court.name,
        "parties": _applicants(terms),
        "course": (
            f"本院于{accepted}立案受理申请人{names}关于司法确认调解协议（编号{terms.number}）的申请。"
            f"本院裁定作出前，{who}申请撤回。"
        ),
        "opinion": f"本院经审查认为，撤回申请可以准许。{decision}",
        "basis": f"依照{withdrawal_articles()}规定，裁定如下：",
        "order": [f"准许撤回申请人{names}的申请。"],
        "appeal": "",
        "date": clock.today().isoformat(),
    }
