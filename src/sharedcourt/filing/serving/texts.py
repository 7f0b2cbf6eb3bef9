"""The notices of the confirmation of address for service (送达地址确认书; CPL 90, CPLI 136-137, ODLR 29-31)."""

from django.utils.translation import gettext_lazy as _

NOTICES = (
    _("The court sends all papers of this case to the address you confirm here, until you change it."),
    _(
        "With consent to electronic service a paper counts as served when it arrives in your account here, even if you do not open it. The days for answering and appealing run from then."
    ),
    _(
        "Without consent, a paper counts once you open it or reply; otherwise the court serves it by post or by other lawful means."
    ),
    _("If the address is wrong, or you change it and do not say so, you bear what follows from not receiving a paper."),
    _("The address also holds for appeal, retrial and enforcement of this case unless you change it in writing."),
    _("Judgments, rulings and mediation documents served electronically are given to you on paper as well if you ask."),
)
