"""Phrases (常用语) of the record, by the stage of the hearing at which they are said. The record is Chinese, whatever the page's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.hearings.courtroom.stages import Stage as Led


@dataclass(frozen=True)
class Stage:
    """A stage of the hearing: its key, what it is called on the page and in the record, and what is usually said in it."""

    key: str
    label: Any
    heading: str
    phrases: tuple[str, ...]


STAGES: tuple[Stage, ...] = (
    Stage(
        "check_in",
        _("Check-in"),
        "核对到庭情况",
        (
            "（书记员查明当事人和其他诉讼参与人到庭情况，宣布法庭纪律。）",
            "双方当事人及诉讼代理人均已通过身份认证，在线到庭。",
            "在线庭审期间，未经法庭许可不得录音、录像、截屏或者传播庭审内容，不得无故退出。",
            "上述纪律是否听清？",
            "听清了。",
        ),
    ),
    Stage(
        "rights",
        _("Rights and challenges"),
        "告知权利义务",
        (
            "现在开庭。",
            "核对当事人及诉讼代理人身份。",
            "对方当事人对出庭人员的身份有无异议？",
            "无异议。",
            "诉讼权利义务是否清楚？是否申请回避？",
            "清楚，不申请回避。",
            "对采用在线方式审理是否同意？",
            "同意。",
        ),
    ),
    Stage(
        "investigation",
        _("Court investigation"),
        "法庭调查",
        (
            "现在进行法庭调查。",
            "原告陈述诉讼请求、事实与理由。",
            "诉讼请求与起诉状一致，无变更。",
            "被告答辩。",
            "对原告主张的事实有无异议？",
            "本案争议焦点归纳如下：",
            "对争议焦点有无异议、补充？",
        ),
    ),
    Stage(
        "evidence",
        _("Evidence"),
        "举证质证",
        (
            "现在举证、质证。",
            "原告举证。",
            "对真实性、合法性、关联性无异议。",
            "对真实性无异议，对关联性、证明目的有异议。",
            "请出示原件核对。",
            "（当庭核对原件，与提交的电子化材料一致。）",
            "传证人到庭。",
            "证人应当如实作证，作虚假证言应承担法律责任，听清了吗？",
        ),
    ),
    Stage(
        "debate",
        _("Debate"),
        "法庭辩论",
        ("法庭调查结束，现在进行法庭辩论。", "原告发表辩论意见。", "被告发表辩论意见。", "有无补充？", "没有补充。"),
    ),
    Stage(
        "last",
        _("Last statements"),
        "最后陈述",
        ("法庭辩论终结，双方陈述最后意见。", "请求支持原告的诉讼请求。", "坚持答辩意见。"),
    ),
    Stage(
        "mediation",
        _("Mediation"),
        "法庭调解",
        ("双方是否愿意调解？", "愿意调解。", "不愿意调解。", "鉴于双方意见差距较大，不再调解。"),
    ),
    Stage(
        "adjourn",
        _("Adjournment"),
        "休庭",
        (
            "（因网络故障，庭审暂停。）",
            "（故障排除，庭审继续。）",
            "庭审笔录由书记员发送，请当事人和其他诉讼参与人阅读、核对后逐页确认并签名；认为对自己的陈述记录有遗漏或者差错的，可以申请补正。",
            "现在休庭。",
        ),
    ),
    Stage(
        "verdict",
        _("Verdict"),
        "宣判",
        (
            "现在宣判。",
            "（审判长宣读判决结果。）",
            "本案定期宣判，宣判时间另行通知。",
            "判决书将在法定期限内送达。",
            "上诉权利、上诉期限和上诉的法院是否清楚？",
            "清楚。",
            "现在闭庭。",
        ),
    ),
)
# By the stage of the order sheet (`courtroom.stages`) the one that the clerk's desk shows.
OF: dict[str, str] = {
    stage.value: stage.value for stage in Led if stage not in {Led.LAST_STATEMENTS, Led.ADJOURNED}
} | {
    Led.LAST_STATEMENTS.value: "last",
    Led.ADJOURNED.value: "adjourn",
}
