"""Where the demonstration's dispute stands, for the page that tells its story."""

from django.urls import reverse

from sharedcourt.disputes.models import Dispute
from sharedcourt.people.demo import StateOfPlay
from sharedcourt.people.demo_steps import NOT_OPENED, play_of


def state_of_play() -> StateOfPlay:
    """The newest dispute's state, and what each person does next."""
    dispute = Dispute.objects.order_by("-created_at").first()
    if dispute is None:
        return NOT_OPENED
    path = reverse("disputes:detail", args=[dispute.pk])
    return play_of(state=str(dispute.state), words=dispute.get_state_display(), path=path)
