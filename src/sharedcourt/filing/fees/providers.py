"""Payment providers behind one interface, and the protocol of the HTTP adapter (docs/integrators.md, "Court fees").

    POST <SHAREDCOURT_PAYMENT_URL>/orders          begin a payment: the answer has the address of the provider's page
    POST <SHAREDCOURT_PAYMENT_URL>/orders/query    how a payment stands
    POST <SHAREDCOURT_PAYMENT_URL>/refunds         pay back; the same reference asked again pays back once
    POST <SHAREDCOURT_PAYMENT_URL>/statements      what was paid and paid back on a day, for one court

Bodies are canonical JSON, signed both ways as `fees.signature` says; sums are text, "2812.25", in yuan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from django.conf import settings
from django.utils.module_loading import import_string

from sharedcourt.filing.fees import signature
from sharedcourt.law.errors import LawError
from sharedcourt.law.money import yuan

TIMEOUT_SECONDS = 10.0
REFUSED_FOR_GOOD = {400, 403, 404, 422}


class ProviderUnavailable(Exception):
    """No answer, or none that can be believed; it may be better later."""


class ProviderRefused(Exception):
    """The provider will not do this; the argument is a short code without personal data."""


@dataclass(frozen=True)
class Order:
    """What is to be paid. `subject` names the case by its number and nobody by name."""

    reference: UUID
    bill: UUID
    court: UUID
    amount: Decimal
    subject: str
    return_url: str
    notify_url: str


@dataclass(frozen=True)
class Begun:
    """The provider's own number and the address of its page."""

    provider_id: str
    address: str


@dataclass(frozen=True)
class Standing:
    """How a payment stands at the provider."""

    state: Literal["open", "paid", "failed"]
    provider_id: str = ""
    bill: UUID | None = None
    amount: Decimal = Decimal(0)
    paid_at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One line of the provider's statement; the reference is the payment's or the refund's."""

    kind: Literal["payment", "refund"]
    reference: UUID
    amount: Decimal
    at: datetime


class PaymentProvider(Protocol):
    """Takes money for the court and pays it back. Raises `ProviderUnavailable` or `ProviderRefused`."""

    name: str
    is_demonstration: bool

    def secret(self) -> str:
        """What its messages are signed with."""
        ...

    def create(self, order: Order) -> Begun:
        """Begin a payment; asked again with the same reference it gives the same one."""
        ...

    def query(self, reference: UUID) -> Standing:
        """How the payment stands now."""
        ...

    def refund(self, *, reference: UUID, payment: UUID, amount: Decimal) -> bool:
        """Pay back: True when it is done, False while it is under way. The same reference pays back once."""
        ...

    def statement(self, *, court: UUID, day: date) -> list[Line]:
        """What was paid and paid back on a day (in China), for one court."""
        ...


def configured() -> PaymentProvider:
    """The provider of this installation (`SHAREDCOURT_PAYMENT_PROVIDER`)."""
    provider: PaymentProvider = import_string(settings.SHAREDCOURT_PAYMENT_PROVIDER)()
    return provider


def amount_in(body: Mapping[str, Any]) -> Decimal:
    """The sum of a message: yuan as text, not negative, the currency named. Raises `signature.Malformed`."""
    text = body.get("amount")
    if not isinstance(text, str) or body.get("currency") != "CNY":
        raise signature.Malformed
    try:
        found = yuan(text)
    except LawError as error:
        raise signature.Malformed from error
    if found < 0:
        raise signature.Malformed
    return found


def moment_in(body: Mapping[str, Any]) -> datetime:
    """The time of a message, aware. Raises `signature.Malformed`."""
    try:
        found = datetime.fromisoformat(str(body.get("at", "")))
    except ValueError as error:
        raise signature.Malformed from error
    if found.tzinfo is None:
        raise signature.Malformed
    return found


def reference_in(body: Mapping[str, Any], name: str = "reference") -> UUID:
    """A reference of ours. Raises `signature.Malformed`."""
    try:
        return UUID(str(body.get(name, "")))
    except ValueError as error:
        raise signature.Malformed from error


class HttpProvider:
    """The protocol above, over HTTPS."""

    name = "http"
    is_demonstration = False

    def secret(self) -> str:
        return str(settings.SHAREDCOURT_PAYMENT_SECRET)

    def create(self, order: Order) -> Begun:
        answer = self._ask(
            "/orders",
            {
                "type": "order.create",
                "reference": str(order.reference),
                "bill": str(order.bill),
                "court": str(order.court),
                "amount": str(order.amount),
                "currency": "CNY",
                "subject": order.subject,
                "return_url": order.return_url,
                "notify_url": order.notify_url,
            },
            expects="order.created",
            reference=order.reference,
        )
        address = str(answer.get("url", ""))
        if urlsplit(address).scheme not in {"https", "http"} or len(address) > 500:  # noqa: PLR2004
            raise ProviderUnavailable("no_address")
        return Begun(str(answer.get("id", ""))[:120], address)

    def query(self, reference: UUID) -> Standing:
        body = {"type": "order.query", "reference": str(reference)}
        answer = self._ask("/orders/query", body, expects="order", reference=reference)
        state = answer.get("status")
        if state == "paid":
            return Standing(
                "paid",
                str(answer.get("id", ""))[:120],
                reference_in(answer, "bill"),
                amount_in(answer),
                moment_in(answer),
            )
        if state not in {"open", "failed"}:
            raise ProviderUnavailable("status")
        return Standing("failed" if state == "failed" else "open")

    def refund(self, *, reference: UUID, payment: UUID, amount: Decimal) -> bool:
        body = {
            "type": "refund.create",
            "reference": str(reference),
            "order": str(payment),
            "amount": str(amount),
            "currency": "CNY",
        }
        answer = self._ask("/refunds", body, expects="refund", reference=reference)
        if answer.get("status") == "refused":
            raise ProviderRefused(str(answer.get("code", ""))[:40])
        if amount_in(answer) != amount:
            raise ProviderUnavailable("amount")
        return answer.get("status") == "done"

    def statement(self, *, court: UUID, day: date) -> list[Line]:
        body = {"type": "statement.query", "court": str(court), "day": day.isoformat()}
        answer = self._ask("/statements", body, expects="statement")
        lines = answer.get("lines")
        if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
            raise ProviderUnavailable("lines")
        try:
            return [
                Line(
                    "refund" if line.get("kind") == "refund" else "payment",
                    reference_in(line),
                    amount_in(line),
                    moment_in(line),
                )
                for line in lines
            ]
        except signature.Malformed as error:
            raise ProviderUnavailable("lines") from error

    def _ask(self, path: str, body: dict[str, Any], *, expects: str, reference: UUID | None = None) -> dict[str, Any]:
        content, nonce = signature.canonical(body), signature.new_nonce()
        try:
            response = httpx.post(
                settings.SHAREDCOURT_PAYMENT_URL.rstrip("/") + path,
                content=content,
                headers={
                    "Content-Type": "application/json",
                    "X-Sharedcourt-Key": settings.SHAREDCOURT_PAYMENT_KEY,
                    signature.HEADER: signature.sign(content, self.secret(), nonce=nonce),
                },
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
            )
        except httpx.HTTPError as error:
            raise ProviderUnavailable(type(error).__name__) from error
        if response.status_code in REFUSED_FOR_GOOD:
            raise ProviderRefused(f"http_{response.status_code}")
        if response.status_code not in {200, 201, 202}:
            raise ProviderUnavailable(f"http_{response.status_code}")
        try:
            header = response.headers.get(signature.HEADER, "")
            answer = signature.opened(response.content, header, self.secret(), answering=nonce).body
        except (signature.NotSigned, signature.Malformed) as error:
            raise ProviderUnavailable("not_signed") from error
        if answer.get("type") != expects or (reference is not None and answer.get("reference") != str(reference)):
            raise ProviderUnavailable("another_answer")
        return answer
