"""What a person can do with files and documents."""

from sharedcourt.documents.actions.issuing import issue, seal_issued
from sharedcourt.documents.actions.refusing import refuse_signature
from sharedcourt.documents.actions.signing import (
    SignerSpec,
    download,
    open_for_signing,
    preview,
    record_opened,
    seal,
    sign,
    supersede,
)
from sharedcourt.documents.actions.sweeping import sweep
from sharedcourt.documents.actions.uploads import (
    attach,
    cancel_upload,
    finish_upload,
    keep_upload,
    receive,
    start_upload,
)

__all__ = [
    "SignerSpec",
    "attach",
    "cancel_upload",
    "download",
    "finish_upload",
    "issue",
    "keep_upload",
    "open_for_signing",
    "preview",
    "receive",
    "record_opened",
    "refuse_signature",
    "seal",
    "seal_issued",
    "sign",
    "start_upload",
    "supersede",
    "sweep",
]
