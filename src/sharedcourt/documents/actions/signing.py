"""Opening a document for signing, reading it, signing, sealing, replacing it.

Order of writes: the new revision is written to the storage under a new name first, then the row is switched in the
transaction. A process killed in between leaves a file nobody refers to, and the document as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed, Unavailable
from sharedcourt.core.models import new_id
from sharedcourt.documents import authorities, policy, queries, storing
from sharedcourt.documents.engine import handwriting, rendering
from sharedcourt.documents.engine import signing as engine
from sharedcourt.documents.engine.drawing import Drawing, round_seal
from sharedcourt.documents.models import SignatureSlot, SigningFile, StoredFile, new_token
from sharedcourt.documents.states import SigningState
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.actions import identity_of
from sharedcourt.people.models import IdentityLevel, Organisation, User

ATTEMPTS = 12  # times a signature is made again because somebody else signed in between
PDF = "application/pdf"
REFUSED_STROKES = {
    "empty": gettext_lazy("Write your name in the box, then sign."),
    "too_small": gettext_lazy("Write your name larger: a dot or a short line is not a signature."),
    "too_long": gettext_lazy("That was too much to be a signature. Clear the box and write your name once."),
    "unreadable": gettext_lazy("The signature did not arrive. Clear the box and write your name again."),
}


@dataclass(frozen=True)
class SignerSpec:
    """Somebody who is to sign: the words beside the box, the side they stand on ("" for neither), and the role's key (`roles`)."""

    user: User
    role_label: str
    side: str = ""
    role: str = ""


def open_for_signing(
    *,
    by: User | None,
    kind: str,
    scope: UUID,
    template: str,
    payload: Mapping[str, Any],
    signers: Sequence[SignerSpec],
    sealer: Organisation | None,
    title: str,
) -> SigningFile:
    """Fix a text and ask people to sign it. `template` is a path inside the package; `payload` its data
    (`documents.schema`) without `signers`, `seal` and `verify`, which are filled in here.

    Raises Invalid when the document cannot be made, naming the character or font that is missing.
    """
    if not signers:
        raise Invalid(_("Somebody must sign the document."), field="signers")
    if len({spec.user.pk for spec in signers}) != len(signers):
        raise Invalid(_("One person cannot sign in two places."), field="signers")
    with transaction.atomic():
        signing_file = draw_up(
            by=by,
            kind=kind,
            scope=scope,
            template=template,
            payload=payload,
            signers=signers,
            sealer=sealer,
            title=title,
        )
        record(
            "documents.file.opened_for_signing",
            by=by,
            subject=signing_file,
            scope=scope,
            kind=kind,
            version=signing_file.version,
            signers=[str(spec.user.pk) for spec in signers],
            sha256=signing_file.base_file.sha256,
            sm3=signing_file.base_file.sm3,
        )
    return signing_file


def draw_up(
    *,
    by: User | None,
    kind: str,
    scope: UUID,
    template: str,
    payload: Mapping[str, Any],
    signers: Sequence[SignerSpec],
    sealer: Organisation | None,
    title: str,
) -> SigningFile:
    """Render a text with its boxes and keep it as the next version of its kind, inside the caller's transaction."""
    identifier, token, now = new_id(), new_token(), clock.now().replace(microsecond=0)
    latest = SigningFile.objects.filter(scope=scope, kind=kind).aggregate(latest=Max("version"))["latest"] or 0
    data = _complete(payload, version=latest + 1, signers=signers, sealer=sealer, token=token)
    rendered = _render(template, data, now)
    expected = {box["field"] for box in data["signers"]} | ({"seal"} if sealer else set())
    if {box.field for box in rendered.boxes} != expected:
        raise Invalid(_("The template does not draw a box for everyone who signs."), field="template")
    base = storing.keep(
        engine.prepare(rendered.pdf, rendered.boxes),
        purpose=StoredFile.Purpose.SIGNING,
        mime=PDF,
        scope=scope,
        subject=identifier,
    )
    signing_file = SigningFile.objects.create(
        id=identifier,
        kind=kind,
        scope=scope,
        title=title,
        template=template,
        payload=data,  # type: ignore[misc]
        version=latest + 1,
        token=token,
        rendered_at=now,
        pages=rendered.pages,
        base_file=base,
        current_file=base,
        opened_by=by,
        sealer=sealer,
    )
    for position, (spec, box) in enumerate(zip(signers, data["signers"], strict=True), start=1):
        SignatureSlot.objects.create(
            signing_file=signing_file,
            order=position,
            field=box["field"],
            role_label=spec.role_label,
            role_key=spec.role,
            side=spec.side,
            user=spec.user,
            name=spec.user.name,
        )
    return signing_file


def preview(*, template: str, payload: Mapping[str, Any]) -> bytes:
    """The document as a draft (草稿), without signatures or verification code, kept nowhere."""
    now = clock.now().replace(microsecond=0)
    data = {**payload, "draft": True, "verify": {"url": "", "token": ""}}
    data.setdefault("version", 1)
    data.setdefault("signers", [])
    data.setdefault("seal", None)
    return _render(template, data, now).pdf


def record_opened(*, by: User, signing_file: SigningFile) -> SignatureSlot | None:
    """Note that somebody who is to sign has the text before them; the first time counts."""
    slot = queries.slot_of(by, signing_file)
    if slot is None or slot.opened_at is not None:
        return slot
    with transaction.atomic():
        slot = SignatureSlot.objects.select_for_update(no_key=True).get(pk=slot.pk)
        if slot.opened_at is None:
            slot.opened_at = clock.now()
            slot.save(update_fields=["opened_at"])
            record("documents.file.read", by=by, subject=signing_file, scope=signing_file.scope, slot=str(slot.pk))
    return slot


def sign(
    *, by: User, signing_file: SigningFile, strokes: Any, intends: bool, device: str = "", address: str = ""
) -> SignatureSlot:
    """Sign with a handwriting; `intends`: the person has said that this is their will; `address` is kept as a keyed hash.

    Signing twice gives the first signature again. Two people at the same instant both sign, one after the other.
    Raises NotAllowed (not one of the signers, or no authority now), Invalid (no handwriting, no statement of will), Conflict
    (replaced meanwhile).
    """
    slot = _own_slot(by, signing_file)
    if slot.signed_at is not None:
        return slot
    policy.require_may_sign(by, signing_file)
    if not intends:
        raise Invalid(_("Tick the box to say that you sign of your own will."), field="intends")
    drawn = _handwriting(strokes)
    level, method = identity_of(by, signing_file.scope)
    with translation.override("zh-hans"):
        note = f"{clock.local(clock.now()):%Y-%m-%d %H:%M}　{IdentityLevel(level).label}"

    def draw(width: float, height: float) -> Drawing:
        return drawn.drawing(width, height, note)

    for _attempt in range(ATTEMPTS):
        before = _current(signing_file)
        try:
            signed = engine.sign(
                storing.read(before),
                field=slot.field,
                signer=authorities.signer().person(
                    name=slot.name, reference=str(slot.pk), identity=f"identity level {level}"
                ),
                stamping=authorities.stamping(),
                draw=draw,
                name=slot.name,
                reason=f"签署：{signing_file.title}",
            )
        except (engine.SigningFailed, rendering.RenderingFailed) as error:
            if _moved_on(signing_file, before):
                continue
            raise Unavailable(_("The signature could not be made just now. Nothing was signed; try again.")) from error
        done = _add_signature(
            by, signing_file, before, signed, level=level, method=method, device=device, address=address
        )
        if done is not None:
            return done
    raise Conflict(_("Many people are signing at this moment. Try again."))


def _add_signature(
    by: User,
    signing_file: SigningFile,
    before: StoredFile,
    signed: engine.SignedPdf,
    *,
    level: int,
    method: str,
    device: str,
    address: str,
) -> SignatureSlot | None:
    """Make the signed bytes the document's present state, unless somebody else was faster (then None)."""
    with transaction.atomic():
        hold_scope(signing_file.scope)
        locked = _locked(signing_file)
        slot = SignatureSlot.objects.select_for_update(no_key=True).get(signing_file=locked, user=by)
        if slot.signed_at is not None:
            return slot
        _must_be(locked, SigningState.OPEN)
        policy.require_may_sign(by, locked)
        if locked.current_file_id != before.pk or signed.sha256_before != before.sha256:
            return None
        file = _keep_revision(locked, signed)
        slot.signed_at = clock.now()
        slot.refused_at, slot.refusal = None, ""  # whoever thought better of it has signed
        slot.opened_at = slot.opened_at or slot.signed_at
        slot.identity_level, slot.identity_method = level, method
        slot.device = device[:200]
        slot.address_hash = cipher.keyed_hash("network-address", address) if address else ""
        slot.sha256_before, slot.sha256_after = signed.sha256_before, signed.sha256
        slot.certificate, slot.certificate_issuer = signed.certificate_serial, signed.certificate_issuer[:200]
        slot.timestamp, slot.timestamp_authority = signed.stamped_at, signed.timestamp_authority[:120]
        slot.downgrade = signed.downgrade
        entry = record(
            "documents.file.signature_added",
            by=by,
            subject=locked,
            scope=locked.scope,
            slot=str(slot.pk),
            order=slot.order,
            identity_level=level,
            sha256_before=signed.sha256_before,
            sha256=file.sha256,
            sm3=file.sm3,
            certificate=signed.certificate_serial,
            timestamp_authority=signed.timestamp_authority,
            timestamp_downgraded=signed.downgraded,
        )
        slot.ledger_seq = entry.seq
        slot.save()
        complete_if_nobody_is_waited_for(locked)
    signing_file.refresh_from_db()
    return slot


def complete_if_nobody_is_waited_for(locked: SigningFile) -> None:
    """Everybody has signed, but for those who refuse."""
    if locked.slots.filter(signed_at__isnull=True, refused_at__isnull=True).exists():
        return
    locked.mark_all_signed()
    locked.all_signed_at = clock.now()
    locked.save()
    record(
        "documents.file.all_signed",
        by=None,
        subject=locked,
        scope=locked.scope,
        kind=locked.kind,
        version=locked.version,
        sha256=locked.current_file.sha256,
    )


def seal(*, by: User | None, signing_file: SigningFile) -> SigningFile:
    """Add what checking needs, then the organisation's seal, last; `by` None is the system. Sealing twice changes nothing.

    The seal is made before anything is locked, since a timestamp authority may take its time, and put on if nothing has changed.
    Call it outside a transaction. Raises NotAllowed, Conflict (not signed by all, replaced) and Unavailable.
    """
    present = SigningFile.objects.select_related("current_file", "sealer").get(pk=signing_file.pk)
    if by is not None and not policy.may_seal(by, present):
        raise NotAllowed(_("Only the organisation whose seal it is may put it on."))
    if present.state == SigningState.SEALED:
        return present
    _must_be(present, SigningState.ALL_SIGNED)
    sealer = present.sealer
    if sealer is None:
        raise Conflict(_("This document takes no seal."))
    chosen = authorities.signer()
    code = sealer.credit_code or str(sealer.pk)
    try:
        sealed = engine.seal(
            engine.add_validation_info(storing.read(present.current_file), chosen.validation_material()),
            field="seal",
            signer=chosen.organisation(name=sealer.name, code=code),
            stamping=authorities.stamping(),
            draw=lambda width, height: round_seal(sealer.name, sealer.credit_code, min(width, height)),
            name=sealer.name,
            reason=f"加盖公章：{present.title}",
            refused=list(present.slots.filter(refused_at__isnull=False).values_list("field", flat=True)),
        )
    except (engine.SigningFailed, rendering.RenderingFailed) as error:
        raise Unavailable(_("The seal could not be put on just now. Nothing was changed; try again.")) from error
    locked = _put_on(by, present, sealer, sealed)
    signing_file.refresh_from_db()
    return locked


@transaction.atomic
def _put_on(by: User | None, present: SigningFile, sealer: Organisation, sealed: engine.SignedPdf) -> SigningFile:
    """Make the sealed bytes the document's last state, unless it has been sealed or replaced meanwhile."""
    hold_scope(present.scope)
    locked = _locked(present)
    if locked.state == SigningState.SEALED:
        return locked
    _must_be(locked, SigningState.ALL_SIGNED)
    file = _keep_revision(locked, sealed)
    locked.mark_sealed()
    locked.sealed_at, locked.sealed_by = clock.now(), by
    locked.seal_certificate = sealed.certificate_serial
    locked.seal_timestamp_authority = sealed.timestamp_authority[:120]
    locked.seal_downgrade = sealed.downgrade
    locked.save()
    record(
        "documents.file.sealed",
        by=by,
        subject=locked,
        scope=locked.scope,
        kind=locked.kind,
        version=locked.version,
        organisation=str(sealer.pk),
        sha256=file.sha256,
        sm3=file.sm3,
        certificate=sealed.certificate_serial,
        timestamp_authority=sealed.timestamp_authority,
        timestamp_downgraded=sealed.downgraded,
    )
    return locked


def supersede(*, by: User | None, signing_file: SigningFile, reason: str) -> SigningFile:
    """A word or a party changed: this version and its signatures no longer count; everyone signs the next one."""
    with transaction.atomic():
        hold_scope(signing_file.scope)
        locked = _locked(signing_file)
        if locked.state == SigningState.SUPERSEDED:
            return locked
        locked.mark_superseded()
        locked.superseded_at, locked.supersede_reason = clock.now(), reason
        locked.save()
        record(
            "documents.file.superseded",
            by=by,
            subject=locked,
            scope=locked.scope,
            kind=locked.kind,
            version=locked.version,
        )
    signing_file.refresh_from_db()
    return locked


def download(*, by: User | None, signing_file: SigningFile) -> bytes:
    """The document as it now is, byte for byte; who took a copy is recorded (None: a holder of the paper, by its code)."""
    file = _current(signing_file)
    content = storing.read(file)
    with transaction.atomic():
        record("documents.file.downloaded", by=by, subject=signing_file, scope=signing_file.scope, sha256=file.sha256)
    return content


# ---------- inside


def _complete(
    payload: Mapping[str, Any], *, version: int, signers: Sequence[SignerSpec], sealer: Organisation | None, token: str
) -> dict[str, Any]:
    """The data with boxes for the signers and the seal, and the address of the verification page."""
    data: dict[str, Any] = {"version": version, **payload}
    data["signers"] = [
        {"field": f"signature-{position}", "role": spec.role_label, "name": spec.user.name}
        for position, spec in enumerate(signers, start=1)
    ]
    data.pop("seal", None)
    if sealer is not None:
        data["seal"] = {"field": "seal", "organisation": sealer.name, "code": sealer.credit_code}
    address = settings.PUBLIC_URL + reverse("documents:verify-token", args=[token])
    data["verify"] = {"url": address, "token": token}
    data.pop("draft", None)
    return data


def template_path(template: str) -> Any:
    """The template's file; only files inside the package are templates."""
    path = (rendering.PACKAGE / template).resolve()
    if not path.is_relative_to(rendering.PACKAGE) or path.suffix != ".typ":
        raise Invalid(_("There is no such template."), field="template")
    return path


def _render(template: str, data: Mapping[str, Any], now: Any) -> rendering.Rendered:
    try:
        return rendering.render_for_signing(template_path(template), data, timestamp=now)
    except rendering.RenderingFailed as error:
        raise Invalid(_("The document cannot be made: %(reason)s") % {"reason": error}, field="payload") from error


def _handwriting(strokes: Any) -> handwriting.Handwriting:
    try:
        return handwriting.read(strokes)
    except handwriting.HandwritingRefused as error:
        raise Invalid(REFUSED_STROKES[error.code], field="strokes") from error


def _own_slot(by: User, signing_file: SigningFile) -> SignatureSlot:
    slot = queries.slot_of(by, signing_file)
    if slot is None:
        raise NotAllowed(_("You are not one of those who sign this document."))
    return slot


def _current(signing_file: SigningFile) -> StoredFile:
    return StoredFile.objects.get(current_of=signing_file.pk)


def _moved_on(signing_file: SigningFile, before: StoredFile) -> bool:
    return _current(signing_file).pk != before.pk


def _locked(signing_file: SigningFile) -> SigningFile:
    return SigningFile.objects.select_for_update(no_key=True).get(pk=signing_file.pk)


def _must_be(signing_file: SigningFile, state: SigningState) -> None:
    if signing_file.state == state:
        return
    if signing_file.state == SigningState.SUPERSEDED:
        raise Conflict(_("The text was changed meanwhile. Read the new version before you sign."))
    if state == SigningState.ALL_SIGNED:
        raise Conflict(_("Not everyone has signed yet."))
    raise Conflict(_("This document is closed; nothing can be added to it."))


def _keep_revision(signing_file: SigningFile, signed: engine.SignedPdf) -> StoredFile:
    file = storing.keep(
        signed.pdf,
        purpose=StoredFile.Purpose.SIGNING,
        mime=PDF,
        scope=signing_file.scope,
        subject=signing_file.pk,
    )
    signing_file.current_file = file
    signing_file.save(update_fields=["current_file"])
    return file
