"""What each kind of document is made from: the data a Typst template prints, as plain JSON types.

The room that makes a document builds one of these dictionaries and keeps it as the master copy; the PDF is only its
printed form. Rules for every value:

- Money is a plain decimal string of yuan, "10691.10"; the template adds separators and the ¥ sign.
- A date is "2022-01-20", a moment is "2022-01-06T14:20" (or with seconds), both already in Asia/Shanghai time.
- Sums in capital numerals (大写), masked numbers and roles arrive ready to print; templates calculate nothing.
- A key marked NotRequired may be missing; a list may be empty. Its heading is then not printed.
- `signers` decides the signature fields: one drawn box per entry, in this order, field names unique in the document.
- `verify` decides the QR code; the engine adds `verify.qr` (an SVG) itself.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class Verify(TypedDict):
    """Where anyone can check the paper: printed in the foot of every page and as a QR code."""

    url: str  # "https://court.example/verify/7K2M.../"
    token: str


class Agent(TypedDict):
    name: str
    authority: str  # "特别授权代理"
    details: NotRequired[list[list[str]]]  # [["所在单位", "…"], …]


class Party(TypedDict):
    """One party, agent or co-obligor as the party block prints it."""

    role: str  # "申请人（出借人）"
    name: str
    details: list[list[str]]  # [["统一社会信用代码", "9133…"], ["住所地", "…"]]
    identity: NotRequired[str]  # "实名核验：现场核验（庭务主任）"
    agents: NotRequired[list[Agent]]


class SignerBox(TypedDict):
    """One drawn box that will hold a signature."""

    field: str  # "signature-1"; letters, digits and hyphens
    role: str  # "申请人委托诉讼代理人"
    name: str


class SealBox(TypedDict):
    field: str  # "seal"
    organisation: str
    code: NotRequired[str]  # unified social credit code


class DebtRow(TypedDict):
    item: str  # "借款期内利息"
    method: str  # "以28万元为基数，年利率6.50%，按实际天数/360计"
    amount: str


class Debts(TypedDict):
    """The sums both sides confirm as of one day."""

    as_of: str
    rows: list[DebtRow]
    total: str
    total_capital: str  # "贰拾捌万捌仟叁佰元贰角肆分"


class ScheduleRow(TypedDict):
    no: int
    due: str
    amount: str
    principal: str
    interest: str
    balance: str


class Schedule(TypedDict):
    title: NotRequired[str]  # default "还款计划表"
    rows: list[ScheduleRow]
    total_amount: str
    total_principal: str
    total_interest: str
    account: NotRequired[list[list[str]]]  # [["收款户名", "…"], ["开户行", "…"], ["账号", "6222 **** 0017"]]
    note: NotRequired[str]


class Clause(TypedDict):
    """A term: numbered 一、 on the first level, （一） on the second, 1. on the third."""

    text: str
    heading: NotRequired[str]
    items: NotRequired[list[Any]]  # list[Clause]
    after: NotRequired[str]  # "debts" | "schedule": the table printed right after this clause


class AgreementData(TypedDict):
    """调解协议书 (People's Mediation Law art. 29; specially-invited mediation rules art. 24): mediation/typst/agreement.typ."""

    number: str  # "温银保调〔2022〕1号"
    version: int
    dispute_code: str
    cause: str  # "金融借款合同纠纷"
    organisation: str
    mediators: list[str]
    guiding_judge: NotRequired[str]
    parties: list[Party]
    opening: str  # how the dispute came here and where the mediation was held
    facts: list[str]
    dispute: NotRequired[list[str]]
    undisputed: NotRequired[list[str]]
    clauses: list[Clause]
    debts: NotRequired[Debts]
    schedule: NotRequired[Schedule]
    statements: list[str]  # voluntary, no sham mediation, e-service, copies, effect; the last stays with the signatures
    signers: list[SignerBox]
    seal: SealBox
    date: str
    verify: Verify
    draft: NotRequired[bool]  # prints 草稿 and no QR code


class Attendant(TypedDict):
    role: str
    name: str
    place: str  # "温州市鹿城区共享法庭网点"
    identity: str


class RecordEntry(TypedDict):
    time: NotRequired[str]  # "14:05"
    speaker: str
    role: NotRequired[str]
    text: str


class RecordSection(TypedDict):
    heading: str  # "权利义务告知", "回避", "陈述", "调解方案", "无争议事实", "结果"
    paragraphs: NotRequired[list[str]]
    entries: NotRequired[list[RecordEntry]]


class RecordData(TypedDict):
    """调解笔录: mediation/typst/record.typ. Notes of a caucus (背对背) never go in here."""

    number: str
    dispute_code: str
    cause: str
    organisation: str
    mode: str  # "在线音视频调解"
    started: str
    ended: str
    mediator: str
    recorder: NotRequired[str]
    attendants: list[Attendant]
    sections: list[RecordSection]
    signers: list[SignerBox]
    seal: NotRequired[SealBox]
    date: str
    verify: Verify


class CertificateSigner(TypedDict):
    """What the certificate of signing tells of one signature."""

    role: str
    name: str
    identity: str  # level of real-name verification reached
    device: str  # "手机浏览器 · Chrome 156 · Android"
    sent: NotRequired[str]
    opened: NotRequired[str]
    signed: str
    signed_entry: NotRequired[int]  # the number of the ledger entry
    timestamp: str  # time in the token
    timestamp_authority: str
    downgraded: NotRequired[bool]  # the configured authority did not answer; the local one stamped
    certificate: str  # serial number of the signing certificate, hex
    issuer: str
    hash_before: str  # SHA-256 of the file that was signed
    hash_after: str


class CertificateData(TypedDict):
    """签署证明: documents/typst/certificate.typ. Not signed itself; every line can be checked on the verification page."""

    title: str  # of the document signed
    number: str
    pages: int
    size: int  # bytes
    sha256: str
    sm3: str
    base_sha256: str  # of the text that was put to the signers
    state: str
    signers: list[CertificateSigner]
    seal: NotRequired[
        dict[str, Any]
    ]  # organisation, sealed, timestamp, timestamp_authority, downgraded, certificate, entry
    ledger: list[list[str]]  # [["142", "2022-01-06 14:27:03", "documents.sealed", "9f3c…"], …]
    tree: NotRequired[dict[str, Any]]  # size, root, time of the signed tree head
    issued: str
    authority: str  # label of the certificate authority
    licensed: bool
    verify: Verify
