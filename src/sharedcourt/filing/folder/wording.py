"""What the acts in a folder are called on timelines. The dispute's own timeline shows none of them: mediators read that one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "filing.folder.paper_added": _("prepared a paper"),
    "filing.folder.paper_handed_in": _("handed a paper in"),
    "filing.folder.paper_shown": _("showed a paper to both sides"),
    "filing.folder.paper_removed": _("took a draft out"),
    "filing.folder.item_added": _("prepared a piece of evidence"),
    "filing.folder.item_changed": _("changed a piece of evidence that is not handed in"),
    "filing.folder.item_removed": _("took a piece of evidence out that is not handed in"),
    "filing.folder.catalogue_submitted": _("handed evidence in"),
    "people.identity.confirmed_again": _("showed again who they are"),
    "filing.folder.opinion_saved": _("prepared an opinion on evidence"),
    "filing.folder.opinions_submitted": _("handed in opinions on the evidence"),
    "filing.folder.message_sent": _("wrote a message in the case"),
    "filing.folder.task_set": _("a day was set for something to be done"),
    "filing.folder.task_dropped": _("a day that was set does not count any more"),
    "filing.folder.task_done": _("did what was to be done by a day"),
    "filing.folder.copy_to_send": _("a copy is to be sent on by the court"),
    "filing.folder.copy_sent": _("sent a copy on"),
    "filing.folder.bundled": _("had the folder made into one file"),
    "filing.application.made": _("applied to the court"),
    "filing.application.withdrawn": _("withdrew an application to the court"),
    "filing.application.granted": _("granted an application"),
    "filing.application.refused": _("did not grant an application"),
    "filing.application.shown": _("showed a decided application to both sides"),
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=set(WORDS))
