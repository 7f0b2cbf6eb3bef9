"""What the rules on hearings say to people, by code: (Chinese, English)."""

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, str]] = {
    # Panel.
    "panel_presiding": ("合议庭应当有一名审判长，由审判员担任", "a panel has one presiding member, who is a judge"),
    "panel_odd": ("合议庭的成员人数必须是单数", "a panel has an odd number of members"),
    "panel_too_small": ("合议庭至少三人", "a panel has at least three members"),
    "panel_too_large": ("合议庭人数过多", "the panel has too many members"),
    "panel_empty": ("没有审判人员", "nobody tries the case"),
    "single_is_judge": ("独任审理只能由审判员一人进行", "one alone can only be a judge"),
    "summary_is_single": (
        "适用简易程序（含小额诉讼）的案件由审判员一人独任审理",
        "in summary and small claims procedure one judge tries the case alone",
    ),
    "single_only_basic": (
        "只有基层人民法院可以由审判员一人适用普通程序独任审理",
        "in ordinary procedure only a basic court may let one judge try the case alone",
    ),
    "must_be_panel": ("本案属于不得独任审理的情形", "this case may not be tried by one judge alone"),
    # Notice.
    "notice_short": ("开庭三日前应当通知当事人和其他诉讼参与人", "everybody is told three days before the hearing"),
    # Why there is no online hearing.
    "all_refuse": ("各方当事人均明确表示不同意在线庭审", "every party has refused an online hearing"),
    "refused_with_reason": (
        "一方当事人不同意在线庭审且有正当理由",
        "a party refuses an online hearing and has a good reason",
    ),
    "no_means": (
        "各方当事人均不具备参与在线庭审的技术条件和能力",
        "no party has the means and the skill to take part online",
    ),
    "on_site_check": (
        "需要通过庭审现场查明身份、核对原件、查验实物",
        "identity, originals or objects have to be checked on the spot",
    ),
    "complex": (
        "案件疑难复杂、证据繁多，在线庭审不利于查明事实和适用法律",
        "the case is difficult with much evidence: online would not help to find the facts and the law",
    ),
    "state_secrets": ("案件涉及国家安全、国家秘密", "national security or state secrets are concerned"),
    "public_attention": ("案件具有重大社会影响，受到广泛关注", "the case is of great public concern"),
    "otherwise_unfit": ("人民法院认为存在其他不宜在线庭审的情形", "the court finds it unfit for another reason"),
    "not_answered": ("有当事人尚未答复是否同意在线庭审", "a party has not said yet whether it agrees"),
    "some_in_court": (
        "同意的当事人在线、不同意的当事人到庭",
        "those who agree take part online, those who do not come to court",
    ),
    # Why there is no hearing at different times.
    "not_simple": (
        "只适用于小额诉讼程序或者简易程序审理的案件",
        "only for cases in small claims or summary procedure",
    ),
    "no_hardship": ("没有说明各方同时在线参与庭审的困难", "nobody has said why all cannot be online together"),
    "not_asked": ("没有当事人提出书面申请", "no party has asked for it in writing"),
    "not_all_agree": ("未经各方当事人同意", "not every party agrees"),
    "not_exchanged": ("案件未经在线证据交换或者调查询问", "evidence has not been exchanged or questions asked online"),
    "disputed": ("各方对主要事实和证据存在争议", "the main facts and the evidence are in dispute"),
}


def reason_words(code: str, lang: str = "zh") -> str:
    """The reason in a language."""
    return REASONS[code][0 if lang.startswith("zh") else 1]
