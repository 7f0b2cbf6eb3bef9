"""A case that an officer prepares for a court against the borrower, with the borrower's wife asked to sue, too."""

from typing import Any

from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.actions.named import Named
from sharedcourt.people.models import Membership, Role
from tests.world import World

PAGES = ("suing", "suing_claim", "suing_evidence", "suing_give_up", "suing_add", "suing_party", "suing_remove")
OPERATIONS = ("add_defendant", "add_plaintiff", "change_party", "take_out_party", "change_claim", "give_up")


def prepared(world: World) -> dict[str, Any]:
    """What the addresses of the suit name."""
    officer, company = world.officer, world.company
    bank = Membership.objects.get(user=officer, role=Role.INSTITUTION_OFFICER, is_active=True).organisation
    dispute = disputes.open_for_court(by=officer, cause="credit_card", institution=bank)
    borrower, wife = company.borrower, company.wife
    sued = Named("person", borrower.name, borrower.phone, borrower.resident_id, "示范市示范路1号")
    asked = Named("person", wife.name, wife.phone, wife.resident_id, "示范市示范路1号")
    party = disputes.add_defendant(by=officer, dispute=dispute, entered=sued)
    disputes.add_plaintiff(by=officer, dispute=dispute, entered=asked)
    return {
        **{f"filing:{name} dispute_id": dispute.pk for name in PAGES},
        **{f"filing_{name} pk": dispute.pk for name in OPERATIONS},
        **{f"filing:{name} party_id": party.pk for name in ("suing_party", "suing_remove")},
        **{f"filing_{name} party_id": party.pk for name in ("change_party", "take_out_party")},
        "filing:suing_add what": "defendant",
        "filing:sue_new cause": "civil",
        "filing:sue_new whom": "myself",
        "disputes:sue-together pk": dispute.pk,
        "disputes_sue_together pk": dispute.pk,
    }
