"""To which case or application a paper of the court or of a party belongs."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.documents.belonging import Place
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import queries
from sharedcourt.filing.cases import queries as cases


def place_of(user: Any, file: SigningFile) -> Place | None:
    """The case or the application for confirmation, for whoever may open it."""
    if not file.kind.startswith("filing."):
        return None
    confirmation = queries.visible_to(user).filter(Q(application=file) | Q(ruling=file)).first()
    if confirmation is not None:
        return Place(reverse("filing:confirmation", args=[confirmation.pk]), _("Judicial confirmation"))
    pleading = Q(plaint=file) | Q(plaint_form__file=file) | Q(answer_forms__file=file)
    found = cases.visible_to(user).filter(pleading | Q(ruling=file), dispute=file.scope).order_by("-created_at")
    case = found.first()
    return Place(reverse("filing:case", args=[case.pk]), _("The case")) if case is not None else None
