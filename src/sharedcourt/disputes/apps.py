"""Registers this room's words and texts, and tells the rooms below who belongs to a dispute."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from sharedcourt.documents.models import StoredFile
    from sharedcourt.people.models import User


class DisputesConfig(AppConfig):
    name = "sharedcourt.disputes"
    label = "disputes"

    def ready(self) -> None:
        from sharedcourt.disputes import queries, telling
        from sharedcourt.documents.policy import register_upload
        from sharedcourt.documents.queries import register_visibility
        from sharedcourt.documents.reading import policy as reading
        from sharedcourt.ledger import locks, words
        from sharedcourt.notices import webhooks
        from sharedcourt.people.actions import register_phone_owner
        from sharedcourt.people.policy import register_reach

        telling.register()
        locks.register_scope(queries.hold)
        register_phone_owner(queries.knows_phone)
        register_reach(queries.scopes_of)
        webhooks.register_scope_owner(queries.owners_of)
        for kind in ("evidence", "authority"):
            register_visibility(kind, queries.scopes_of)
            register_upload(kind, _may_upload)
        register_visibility("paper", queries.drafts_of)
        register_upload("paper", _may_edit)
        reading.register(_may_use)
        words.register(
            {
                "disputes.dispute.opened": _("began an application"),
                "disputes.dispute.opened_for_court": _("began to prepare a case for a court"),
                "disputes.dispute.claim_changed": _("changed the cause or the sum"),
                "disputes.draft.saved": _("changed the draft"),
                "disputes.draft.place_chosen": _("chose where to mediate"),
                "disputes.dispute.submitted": _("submitted the application; the limitation period is interrupted"),
                "disputes.dispute.returned": _("returned the application"),
                "disputes.dispute.reassigned": _("chose another mediation organisation"),
                "disputes.dispute.offered": _("the dispute was offered to a mediation organisation"),
                "disputes.dispute.accepted": _("accepted the dispute; the mediation period starts"),
                "disputes.dispute.consent_asked": _("asked everyone for consent"),
                "disputes.dispute.mediation_began": _("everyone has agreed; the mediation begins"),
                "disputes.dispute.signing_opened": _("everyone has confirmed the words; signing begins"),
                "disputes.dispute.signing_reopened": _("the words changed; back to the table"),
                "disputes.dispute.took_effect": _("the agreement is in force"),
                "disputes.dispute.performance_began": _("the agreement is being performed"),
                "disputes.dispute.performed": _("everything agreed has been performed"),
                "disputes.dispute.performance_resumed": _("the performance goes on: an entry was undone"),
                "disputes.dispute.terminated": _("the mediation ended without agreement"),
                "disputes.dispute.withdrawn": _("withdrew the application"),
                "disputes.dispute.before_court": _("the dispute is before a court"),
                "disputes.agent.named": _("stated the agent's authority"),
                "disputes.agent.nominated": _("named an agent"),
                "disputes.agent.nomination_withdrawn": _("took the naming of an agent back"),
                "disputes.agent.joined": _("acts for a party from now on"),
                "disputes.agent.ended": _("the authority of an agent ended"),
                "disputes.party.named": _("named a party"),
                "disputes.party.corrected": _("corrected a party"),
                "disputes.party.removed": _("took a party out"),
                "disputes.party.joined": _("proved who they are and joined"),
                "disputes.answer.given": _("answered what the applicant says"),
                "disputes.consent.given": _("gave consent"),
                "disputes.consent.refused": _("refused consent"),
                "disputes.consent.withdrawn": _("took consent back"),
                "disputes.service_address.confirmed": _("confirmed the address for service"),
                "disputes.evidence.added": _("added evidence"),
                "disputes.evidence.removed": _("took evidence out of the draft"),
            },
            quiet={"disputes.draft.saved", "disputes.draft.place_chosen"},
        )


def _may_upload(user: "User", scope: UUID) -> bool:
    from sharedcourt.disputes import queries

    dispute = queries.visible_to(user).filter(pk=scope).first()
    return dispute is not None and queries.party_of(user, dispute) is not None


def _may_edit(user: "User", scope: UUID) -> bool:
    from sharedcourt.disputes import policy, queries

    dispute = queries.visible_to(user).filter(pk=scope).first()
    return dispute is not None and policy.may_edit(user, dispute)


def _may_use(user: "User", file: "StoredFile") -> bool:
    """Officers of the applicant work with each other's papers while the application is a draft."""
    return file.scope is not None and _may_edit(user, file.scope)
