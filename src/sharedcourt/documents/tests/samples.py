"""The worked case of the fictional loan, as the data of its documents."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sharedcourt.documents.schema import AgreementData, RecordData, ScheduleRow

VERIFY = {"url": "https://odr.example.cn/verify/7K2MQW9XH4TR/", "token": "7K2MQW9XH4TR"}


def _schedule() -> list[ScheduleRow]:
    balance, rate, payment = Decimal(240000), Decimal("0.065") / 12, Decimal("10691.10")
    rows: list[ScheduleRow] = []
    for number in range(1, 25):
        interest = (balance * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
        amount = payment if number < 24 else balance + interest
        balance -= amount - interest
        due = date(2022 + number // 12, number % 12 + 1, 20)
        rows.append(
            {
                "no": number,
                "due": due.isoformat(),
                "amount": str(amount),
                "principal": str(amount - interest),
                "interest": str(interest),
                "balance": str(balance.quantize(Decimal("0.01"))),
            }
        )
    return rows


def agreement(**changes: Any) -> AgreementData:
    """The agreement between the bank, the borrower and his wife, five boxes to sign and the seal."""
    rows = _schedule()
    content: AgreementData = {
        "number": "温银保调〔2022〕1号",
        "version": 1,
        "dispute_code": "WZ22-7K2M-QW9X",
        "cause": "金融借款合同纠纷",
        "organisation": "温州示范银行业保险业人民调解委员会",
        "mediators": ["叶安"],
        "guiding_judge": "温州市鹿城区人民法院 吴法官",
        "parties": [
            {
                "role": "申请人（出借人）",
                "name": "瓯越示范银行股份有限公司鹿城支行",
                "details": [["统一社会信用代码", "91330399MA2T000154"], ["住所地", "浙江省温州市鹿城区示范路1号"]],
                "agents": [
                    {"name": "周启明", "authority": "特别授权代理", "details": [["职务", "客户经理"]]},
                ],
            },
            {
                "role": "被申请人（借款人）",
                "name": "林建川",
                "details": [["公民身份号码", "330399********0016"], ["住所地", "浙江省温州市鹿城区"]],
                "identity": "实名核验：调解员视频当面核验（2022年1月6日）",
            },
            {
                "role": "被申请人（共同还款人）",
                "name": "陈舒宁",
                "details": [["公民身份号码", "330399********0026"], ["住所地", "浙江省宁波市海曙区"]],
                "identity": "实名核验：共享法庭现场核验，庭务主任核对证件（2022年1月6日）",
            },
        ],
        "opening": "申请人于2022年1月4日通过共享法庭网点提出调解申请，各被申请人同意调解。本调解委员会受理后，指派调解员叶安"
        "于2022年1月6日14时以在线音视频方式主持调解，申请人的委托代理人及各被申请人均到庭参加。",
        "facts": [
            (
                "2020年11月20日，申请人向被申请人林建川发放个人经营性贷款300,000.00元，到期日2021年11月20日，"
                "年利率6.50%，按月付息、到期还本；逾期加收50%，即年利率9.75%。陈舒宁于2020年11月10日签署共同还款承诺书。"
            ),
            "被申请人于2021年7月20日归还本金20,000.00元，利息付至2021年8月20日，其余本金到期未还。",
        ],
        "dispute": ["被申请人因经营困难请求减免罚息、复利并分期归还；申请人要求一次性清偿。"],
        "undisputed": ["借款合同及共同还款承诺书真实有效。", "截至2022年1月6日，尚欠借款本金280,000.00元。"],
        "clauses": [
            {
                "heading": "债务确认",
                "text": "被申请人林建川、陈舒宁确认，截至2022年1月6日共同欠付申请人下表所列款项，并对此承担共同清偿责任。",
                "after": "debts",
            },
            {
                "heading": "减免",
                "text": "申请人同意作如下减免：",
                "items": [
                    {"text": "免除全部复利84.96元（大写：捌拾肆元玖角陆分）；"},
                    {"text": "免除罚息的一半，即1,782.08元，保留1,782.09元。"},
                ],
            },
            {
                "heading": "首期款",
                "text": "被申请人于2022年1月20日前向申请人支付46,433.20元（大写：肆万陆仟肆佰叁拾叁元贰角），其中利息4,651.11元、"
                "罚息1,782.09元、本金40,000.00元；2022年1月6日至1月20日期间不计利息。",
            },
            {
                "heading": "分期还款",
                "text": "剩余本金240,000.00元（大写：贰拾肆万元整）自2022年1月20日起按年利率6.50%计息，"
                "自2022年2月20日起分24期等额本息归还，每月20日前支付，具体如下表。",
                "after": "schedule",
            },
            {
                "heading": "提前到期",
                "text": "任何一期款项逾期超过10日未足额支付的，全部剩余本金立即到期，自该期还款日起以未还本金为基数按年利率9.75%计算罚息，"
                "申请人可以就全部未付款项申请强制执行或者提起诉讼。",
            },
            {"heading": "费用", "text": "本次调解不收取任何费用。"},
            {
                "heading": "司法确认",
                "text": "各方同意自本协议生效之日起三十日内，共同向温州市鹿城区人民法院申请司法确认。",
            },
        ],
        "debts": {
            "as_of": "2022-01-06",
            "rows": [
                {"item": "借款本金", "method": "300,000.00元减已还20,000.00元", "amount": "280000.00"},
                {
                    "item": "期内利息",
                    "method": "年利率6.50%，2021年8月20日至11月20日，按实际天数/360",
                    "amount": "4651.11",
                },
                {"item": "罚息", "method": "年利率9.75%，2021年11月20日至2022年1月6日，47天", "amount": "3564.17"},
                {"item": "复利", "method": "以欠付利息为基数，按合同约定分段计算", "amount": "84.96"},
            ],
            "total": "288300.24",
            "total_capital": "贰拾捌万捌仟叁佰元贰角肆分",
        },
        "schedule": {
            "rows": rows,
            "total_amount": str(sum(Decimal(r["amount"]) for r in rows)),
            "total_principal": "240000.00",
            "total_interest": str(sum(Decimal(r["interest"]) for r in rows)),
            "account": [["收款户名", "瓯越示范银行股份有限公司鹿城支行"], ["账号", "3303 **** **** 0017"]],
        },
        "statements": [
            "各方声明：本协议系各方自愿达成，所述事实真实，不存在虚假调解、恶意串通损害国家利益、社会公共利益或者他人合法权益的情形。",
            "各方同意以电子签名方式签署本协议，并同意通过平台以电子方式送达。本协议内容除依法申请司法确认外，各方均应保密。",
            (
                "本协议自各方当事人签名、调解员签名并加盖调解委员会公章之日起生效，具有法律约束力。各方当事人各执一份，调解委员会留存一份，"
                "电子文本与纸质文本具有同等效力。"
            ),
        ],
        "signers": [
            {"field": "signature-1", "role": "申请人委托代理人", "name": "周启明"},
            {"field": "signature-2", "role": "被申请人（借款人）", "name": "林建川"},
            {"field": "signature-3", "role": "被申请人（共同还款人）", "name": "陈舒宁"},
            {"field": "signature-4", "role": "调解员", "name": "叶安"},
            {"field": "signature-5", "role": "指导法官", "name": "吴法官"},
        ],
        "seal": {"field": "seal", "organisation": "温州示范银行业保险业人民调解委员会", "code": "52330399MJT000029L"},
        "date": "2022-01-06",
        "verify": {"url": VERIFY["url"], "token": VERIFY["token"]},
    }
    content.update(changes)  # type: ignore[typeddict-item]
    return content


def record() -> RecordData:
    """The record of the same mediation."""
    return {
        "number": "温银保调〔2022〕1号",
        "dispute_code": "WZ22-7K2M-QW9X",
        "cause": "金融借款合同纠纷",
        "organisation": "温州示范银行业保险业人民调解委员会",
        "mode": "在线音视频调解",
        "started": "2022-01-06T14:00",
        "ended": "2022-01-06T14:27",
        "mediator": "叶安",
        "attendants": [
            {"role": "申请人代理人", "name": "周启明", "place": "鹿城共享法庭网点", "identity": "现场核验"},
            {"role": "借款人", "name": "林建川", "place": "温州市鹿城区", "identity": "视频核验"},
            {"role": "共同还款人", "name": "陈舒宁", "place": "宁波市海曙区共享法庭", "identity": "现场核验"},
        ],
        "sections": [
            {
                "heading": "权利义务告知与回避",
                "entries": [
                    {"speaker": "叶安", "role": "调解员", "text": "各方是否申请调解员回避？", "time": "14:03"},
                    {"speaker": "林建川", "text": "不申请。", "time": "14:03"},
                ],
            },
            {"heading": "无争议事实", "paragraphs": ["截至2022年1月6日，尚欠借款本金280,000.00元。"]},
            {"heading": "结果", "paragraphs": ["达成调解协议，见温银保调〔2022〕1号调解协议书。"]},
        ],
        "signers": agreement()["signers"][:4],
        "date": "2022-01-06",
        "verify": {"url": VERIFY["url"], "token": VERIFY["token"]},
    }
