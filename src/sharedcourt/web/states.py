"""Which of five tones a state of any lifecycle is shown in. The word is always there; the tone only helps the eye."""

TONES: dict[str, str] = {
    **dict.fromkeys(("draft", "drafting", "open", "invited", "new", "proposing", "none", "cannot_start"), "new"),
    **dict.fromkeys(("accepted", "mediating", "performing", "admitted", "present", "in_session", "running", "court"), "active"),
    **dict.fromkeys(
        ("submitted", "offered", "consenting", "signing", "waiting", "queued", "extended", "appraisal", "suspended",
         "disconnected", "todo", "returned", "proposed", "refusing"),
        "waiting",
    ),
    **dict.fromkeys(
        ("effective", "sealed", "signed", "done", "confirmed", "given", "fixed", "held", "sent", "delivered", "valid",
         "granted", "complete"),
        "done",
    ),
    **dict.fromkeys(
        ("terminated", "withdrawn", "closed", "declined", "expired", "superseded", "failed", "refused", "cancelled",
         "left", "removed", "default", "revoked"),
        "ended",
    ),
}  # fmt: skip


def tone_of(state: str) -> str:
    """The tone of a state by its name; unknown ones are shown as new, which claims nothing."""
    return TONES.get(state.lower(), "new")
