"""Knocking at doors: an address filled from a case, a body that gets past the form to the question of who may."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client

from tests.access.surface import Door
from tests.world import World, strokes

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SIGN_IN = ("/sign-in/", "/accounts/login/")
REFUSALS = (401, 403, 404)


@dataclass
class Case:
    """A world with what its addresses name: `ids` by argument, or by `door name argument` where rooms use one word twice."""

    world: World
    ids: dict[str, Any] = field(default_factory=dict)
    # Of the meeting that the former mediator held, in place of the present one's.
    former: dict[str, Any] = field(default_factory=dict)

    def before(self) -> "Case":
        """The same dispute with the addresses of the meeting that the former mediator held."""
        return Case(self.world, {**self.ids, **self.former})

    def address(self, door: Door) -> str:
        """The door's address on this case."""

        def fill(found: re.Match[str]) -> str:
            argument = found.group(1).rpartition(":")[2]
            for key in (f"{door.name} {argument}", f"{door.room} {argument}", argument):
                if key in self.ids:
                    return str(self.ids[key])
            raise LookupError(f"{door.key}: nothing is known for <{argument}>; add it to the case's ids.")

        return re.sub(r"[<{]([^>}]+)[>}]", fill, door.route)

    def id_for(self, door: Door, name: str) -> Any:
        for key in (f"{door.name} {name}", f"{door.room} {name}", name):
            if key in self.ids:
                return self.ids[key]
        return None


def page_body(door: Door, case: Case) -> dict[str, Any]:
    """What a form must hold to get to the question of who is asking; most need nothing."""
    world = case.world
    second, plain = str(case.ids["second_mediator"]), {"text": "x", "explanation": "x", "reason": "x"}
    version = {"version": str(world.version.pk), "text_sha256": world.version.text_sha256}
    bodies: dict[str, dict[str, Any]] = {
        "documents:uploads": {"filename": "a.pdf", "size": "10", "purpose": "evidence", "scope": world.dispute.pk},
        "filing:act decide-withdrawal": {"allowed": "no"},
        "broadcasts:act decide": {"objection": str(case.ids["broadcasts_decide_objection objection"])},
        "filing:case_act answer-mediation": {"agreed": "yes"},
        "filing:folder-tasks": {"party": "court", "kind": "other", "what": "x", "due": "2022-02-20"},
        "filing:service-act reply": {"service": str(case.ids.get("service"))},
        "hearings:open_courtroom": {"name": "第九互联网法庭"},
        "hearings:act answer": {"party": str(case.ids.get("hearing_party")), "agrees": "yes"},
        "hearings:act weigh": {"party": str(case.ids.get("hearing_party")), "good_reason": "yes"},
        "hearings:act decide": {"form": "on_site"},
        "hearings:act publicity": {"publicity": "privacy", "reasons": "x"},
        "hearings:act place": {"participant": str(case.ids.get("hearing_participant")), "place": "court"},
        "hearings:act call": {"capacity": "witness", "name": "x", "phone": "19900000080"},
        "hearings:act ask-in-turn": {"party": str(case.ids.get("hearing_party")), "reason": "x"},
        "hearings:act answer-in-turn": {"party": str(case.ids.get("hearing_party")), "agrees": "yes"},
        "hearings:act grant-in-turn": {
            **{f"first_{place}": value for place, value in enumerate(("2022", "1", "20"))},
            **{f"last_{place}": value for place, value in enumerate(("2022", "1", "21"))},
        },
        "mediation:act decline": plain,
        "mediation:act assign": {"mediator": second},
        "mediation:act prefer": {"mediator": second},
        "mediation:act disclose": {"disclosure": "none"},
        "mediation:act answer-disclosure": {"given": "yes"},
        "mediation:act change-mediator": plain,
        "mediation:act extend": {"until": "2022-04-01"},
        "mediation:act answer-extension": {"given": "yes"},
        "mediation:act propose": {"slots": ["2022-01-07T09:00", "2022-01-07T14:00"]},
        "mediation:act choose-organisation": {"organisation": str(case.ids["organisation_id"])},
        "mediation:act end": {"reason": "6", "explanation": "x"},
        "mediation:act leave": plain,
        "mediation:act record-payment": {"amount": "100", "received_on": "2022-01-06"},
        "mediation:act undo-payment": {"payment": str(case.ids["payment_id"]), "reason": "x"},
        "mediation:meeting-act answer": {"answer": f"{world.meeting.slots.all()[0].pk}:yes"},
        "mediation:meeting-act fix": {"slot": str(world.meeting.slots.all()[0].pk)},
        "mediation:panel-act compare": {"user": str(world.borrower.pk)},
        "mediation:panel-act step": {"step": "2"},
        "mediation:panel-act say": plain,
        "mediation:panel-act facts": {"facts": "x"},
        "mediation:panel-act confirm-facts": {"number": "1"},
        "mediation:panel-act plan": {"revision": "1", "count": "12"},
        "mediation:panel-act counter": plain,
        "mediation:panel-act note": {"text": "x", "talk": "1"},
        "mediation:panel-act ask-release": {"kept": str(case.ids["kept"])},
        "mediation:panel-act release": {"kept": str(case.ids["kept"])},
        "mediation:panel-act call-judge": {"judge": str(case.ids["liaison_judge"])},
        "mediation:panel-act withdraw-judge": {"guidance": str(case.ids["guidance"])},
        "mediation:panel-act propose-assistant": {"helps": str(world.meeting.participants.get(user=world.wife).pk)},
        "mediation:panel-act answer-assistant": {"assistant": str(case.ids["assistant"]), "given": "yes"},
        "mediation:panel-act make": {"revision": "2"},
        "mediation:panel-act confirm": version,
        "mediation:panel-act ask-change": {**version, "text": "x"},
        "mediation:panel-act sign": {**version, "intends": "yes", "strokes": json.dumps(strokes())},
        "mediation:panel-act refuse": {**version, "explanation": "x"},
    }
    return bodies.get(door.name, {})


def _schema(part: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        part = whole["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    return part


def example(part: dict[str, Any], whole: dict[str, Any], door: Door, case: Case, name: str = "") -> Any:
    """The smallest value that fits an OpenAPI schema; identifiers are the case's own."""
    part = _schema(part, whole)
    known = case.id_for(door, name) if name else None
    if known is not None:
        return str(known) if part.get("type") != "integer" else known
    if name == "strokes":
        return strokes()
    if "anyOf" in part:
        return example(part["anyOf"][0], whole, door, case, name)
    if "enum" in part or "const" in part:
        return part["const"] if "const" in part else part["enum"][0]
    kind = part.get("type")
    if kind == "object":
        properties = part.get("properties", {})
        needed = [key for key in properties if key in part.get("required", ()) or f"{door.name} {key}" in case.ids]
        return {key: example(properties[key], whole, door, case, key) for key in needed}
    if kind == "array":
        return [example(part["items"], whole, door, case)] if part.get("minItems") else []
    formats = {"date": "2022-01-20", "date-time": "2022-01-07T06:00:00Z", "uuid": str(case.world.dispute.pk)}
    plain = {"string": "x", "integer": 1, "number": 1, "boolean": True}
    return formats.get(part.get("format", "")) or plain.get(str(kind), {})


def api_body(door: Door, case: Case, whole: dict[str, Any]) -> tuple[Any, bool]:
    """The operation's smallest body, and whether it is a form with a file."""
    operation = whole["paths"][door.route][door.method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    for kind, described in content.items():
        if kind == "application/json":
            return example(described["schema"], whole, door, case), False
        if kind == "application/octet-stream":
            return "0", False
        body = example(described["schema"], whole, door, case)
        if "file" in _schema(described["schema"], whole).get("properties", {}):
            body["file"] = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
            body |= {"purpose": "evidence", "scope": str(case.world.dispute.pk)}
        return {key: value for key, value in body.items() if value != {}}, True
    return {}, False


def query(door: Door, whole: dict[str, Any], case: Case) -> str:
    """Required parameters of an API address."""
    if not door.is_api:
        return ""
    wanted = whole["paths"][door.route][door.method.lower()].get("parameters", [])
    parts = [
        f"{each['name']}={example(each['schema'], whole, door, case, each['name'])}"
        for each in wanted
        if each["in"] == "query" and each.get("required")
    ]
    return "?" + "&".join(parts) if parts else ""


def knock(client: Client, door: Door, case: Case, whole: dict[str, Any], **headers: Any) -> HttpResponseBase:
    """One request, as this client."""
    address = case.address(door) + query(door, whole, case)
    headers = {"HTTP_IDEMPOTENCY_KEY": "knock", "HTTP_UPLOAD_OFFSET": "0", **headers}
    if door.method == "GET":
        return client.get(address, **headers)
    if door.is_api:
        body, is_form = api_body(door, case, whole)
        if is_form:
            return client.post(address, body, **headers)
        return client.generic(
            door.method, address, client._encode_json(body, "application/json"), "application/json", **headers
        )
    if door.method == "PATCH":
        return client.patch(address, b"0", content_type="application/offset+octet-stream", **headers)
    return client.post(address, page_body(door, case), **headers)


def outcome(response: HttpResponseBase) -> str:
    """`may` or `refused`; a redirect to sign-in is a refusal."""
    if response.status_code in REFUSALS:
        return "refused"
    where = urlsplit(response.headers.get("Location", "")).path
    return "refused" if where.startswith(SIGN_IN) else "may"


def text_of(response: HttpResponseBase) -> str:
    """What the person would see, body and headers."""
    body = b"" if response.streaming else response.content  # type: ignore[attr-defined]
    return f"{response.headers} {body.decode(errors='replace')}"
