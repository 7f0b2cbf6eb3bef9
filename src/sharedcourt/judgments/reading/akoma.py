"""A published judgment in Akoma Ntoso 3.0 (OASIS LegalDocML, akn-core v1.0): document type `judgment`.

Head and parties are its header, the course its introduction, the facts its background, the reasons its motivation, the order its decision;
what closes it its conclusions. An annex is part of the conclusions.
"""

import re
from datetime import date
from xml.etree import ElementTree as ET

from sharedcourt.judgments.reading.formats import Document
from sharedcourt.judgments.searching.fields import Section

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
XML = "http://www.w3.org/XML/1998/namespace"
_BODY = (
    ("introduction", (Section.COURSE,)),
    ("background", (Section.FACTS,)),
    ("motivation", (Section.REASONS,)),
    ("decision", (Section.ORDER,)),
)
# Not in XML 1.0, whatever the escaping.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"[\n\r]+")
_ORIGINAL, _CORRECTED = "originalVersion", "singleVersion"


def as_xml(document: Document) -> bytes:
    """UTF-8 with its declaration."""
    root = ET.Element("akomaNtoso", xmlns=NAMESPACE)
    contains = _ORIGINAL if len(document.versions) == 1 else _CORRECTED
    judgment = ET.SubElement(root, "judgment", name="judgment", contains=contains)
    _meta(judgment, document)
    _header(judgment, document)
    sections = document.card.sections
    body = ET.SubElement(judgment, "judgmentBody")
    for name, taken in _BODY:
        lines = [line for section in taken for line in _lines(sections.get(section, ""))]
        if lines:
            block = ET.SubElement(body, name, {"eId": f"body__{name}"})
            _paragraphs(block, lines, f"body__{name}")
    if not len(body):
        # The schema wants at least one.
        _paragraphs(ET.SubElement(body, "decision", {"eId": "body__decision"}), [""], "body__decision")
    ending = [line for name in (Section.CLOSING, Section.OTHER) for line in _lines(sections.get(name, ""))]
    if ending:
        _paragraphs(ET.SubElement(judgment, "conclusions", {"eId": "conclusions"}), ending, "conclusions")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _BREAK.split(_clean(text)) if line.strip()]


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _paragraphs(parent: ET.Element, lines: list[str], prefix: str) -> None:
    for place, line in enumerate(lines, 1):
        ET.SubElement(parent, "p", {"eId": f"{prefix}__p_{place}"}).text = line


def _header(judgment: ET.Element, document: Document) -> None:
    card = document.card
    header = ET.SubElement(judgment, "header", {"eId": "header"})
    title = ET.SubElement(header, "p", {"eId": "header__p_1"})
    ET.SubElement(title, "docTitle").text = _clean(card.title)
    facts = ET.SubElement(header, "p", {"eId": "header__p_2"})
    court = ET.SubElement(facts, "courtType", {"refersTo": "#court"})
    court.text, court.tail = _clean(card.court), " "
    number = ET.SubElement(facts, "docketNumber")
    number.text, number.tail = _clean(card.number), " "
    ET.SubElement(facts, "docDate", date=card.date.isoformat()).text = card.date.isoformat()
    lines = [line for name in (Section.HEAD, Section.PARTIES) for line in _lines(card.sections.get(name, ""))]
    for place, line in enumerate(lines, 3):
        ET.SubElement(header, "p", {"eId": f"header__p_{place}"}).text = line


def _meta(judgment: ET.Element, document: Document) -> None:
    card, version = document.card, document.version
    meta = ET.SubElement(judgment, "meta")
    identification = ET.SubElement(meta, "identification", source="#platform")
    work = f"/akn/cn/judgment/{card.date.isoformat()}/{card.key}"
    expression = f"{work}/zho@{version.released_at.date().isoformat()}"
    level = _level(identification, "FRBRWork", work, (card.date, "judgment"), "#court", f"{work}/!main")
    ET.SubElement(level, "FRBRcountry", value="cn")
    ET.SubElement(level, "FRBRnumber", value=_clean(card.number))
    ET.SubElement(level, "FRBRname", value=_clean(card.title))
    released = (version.released_at.date(), "publication")
    level = _level(identification, "FRBRExpression", expression, released, "#platform", f"{expression}/!main")
    ET.SubElement(level, "FRBRversionNumber", value=str(version.number))
    ET.SubElement(level, "FRBRlanguage", language="zho")
    file = f"{expression}.xml"
    level = _level(identification, "FRBRManifestation", file, released, "#platform", f"{expression}/!main.xml")
    ET.SubElement(level, "FRBRformat", value="application/akn+xml")
    published = {"date": released[0].isoformat(), "name": "internet", "showAs": "互联网公布", "number": card.key}
    ET.SubElement(meta, "publication", published)
    if card.causes:
        classified = ET.SubElement(meta, "classification", source="#court")
        for place, cause in enumerate(card.causes, 1):
            ET.SubElement(
                classified,
                "keyword",
                {"eId": f"keyword_{place}", "value": _clean(cause), "showAs": _clean(cause), "dictionary": "cause"},
            )
    lifecycle = ET.SubElement(meta, "lifecycle", source="#platform")
    for past in document.versions:
        event = {
            "eId": f"event_{past.number}",
            "date": past.released_at.date().isoformat(),
            "source": "#address",
            "type": "generation" if past is document.versions[0] else "amendment",
        }
        ET.SubElement(lifecycle, "eventRef", event)
    references = ET.SubElement(meta, "references", source="#platform")
    ET.SubElement(references, "original", {"eId": "address", "href": document.address, "showAs": _clean(card.number)})
    court = {"eId": "court", "href": "/akn/ontology/organization/cn/court", "showAs": _clean(card.court)}
    ET.SubElement(references, "TLCOrganization", court)
    platform = {"eId": "platform", "href": "/akn/ontology/organization/cn/platform", "showAs": "sharedcourt"}
    ET.SubElement(references, "TLCOrganization", platform)


def _level(
    identification: ET.Element, name: str, uri: str, day: tuple[date, str], author: str, this: str
) -> ET.Element:
    level = ET.SubElement(identification, name)
    ET.SubElement(level, "FRBRthis", value=this)
    ET.SubElement(level, "FRBRuri", value=uri)
    ET.SubElement(level, "FRBRdate", date=day[0].isoformat(), name=day[1])
    ET.SubElement(level, "FRBRauthor", href=author)
    return level
