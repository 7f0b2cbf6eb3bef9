"""Registers the words of this room's ledger entries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "sharedcourt.documents"
    label = "documents"

    def ready(self) -> None:
        from sharedcourt.ledger import words

        words.register(
            {
                "documents.file.opened_for_signing": _("opened a document for signing"),
                "documents.file.read": _("opened the document to read it"),
                "documents.file.signature_added": _("signed the document"),
                "documents.file.all_signed": _("everyone has signed the document"),
                "documents.file.sealed": _("the organisation's seal was put on the document"),
                "documents.file.superseded": _("the document was replaced by a newer version"),
                "documents.file.downloaded": _("downloaded the document"),
                "documents.file.uploaded": _("added a file"),
                "documents.file.attached": _("added a file to the dispute"),
            },
            quiet={"documents.file.read", "documents.file.downloaded"},
        )
