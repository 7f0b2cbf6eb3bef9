"""Registers the words of this room's ledger entries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "sharedcourt.documents"
    label = "documents"

    def import_models(self) -> None:
        super().import_models()
        from sharedcourt.documents.reading import models  # noqa: F401  they belong to this room

    def ready(self) -> None:
        from sharedcourt.ledger import words

        words.register(
            {
                "documents.file.opened_for_signing": _("opened a document for signing"),
                "documents.file.issued": _("a document was issued, to be sealed"),
                "documents.file.read": _("opened the document to read it"),
                "documents.file.signature_added": _("signed the document"),
                "documents.file.signature_refused": _("does not sign the document"),
                "documents.file.all_signed": _("everyone has signed the document"),
                "documents.file.sealed": _("the organisation's seal was put on the document"),
                "documents.file.superseded": _("the document was replaced by a newer version"),
                "documents.file.downloaded": _("downloaded the document"),
                "documents.file.uploaded": _("added a file"),
                "documents.file.attached": _("added a file to the dispute"),
                "documents.reading.asked": _("had the text of a file read"),
                "documents.reading.finished": _("the text of a file was read"),
                "documents.reading.failed": _("the text of a file could not be read"),
                "documents.reading.confirmed": _("confirmed what was read in a file"),
            },
            quiet={
                "documents.file.read",
                "documents.file.downloaded",
                "documents.reading.asked",
                "documents.reading.finished",
                "documents.reading.failed",
                "documents.reading.confirmed",
            },
        )
