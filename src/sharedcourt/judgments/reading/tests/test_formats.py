"""An archive takes a judgment in three formats."""

import json
from datetime import UTC, datetime

import pytest
from lxml import etree

from sharedcourt.judgments.reading import akoma, formats
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.tests.shelf import card, shelf

AT = datetime(2022, 4, 1, 8, tzinfo=UTC)
ADDRESS = "https://court.example/judgments/abcdefgh2345/"
NAMES = {"akn": akoma.NAMESPACE}


def document(judgment, versions=1):
    made = [formats.Version(number, AT, "笔误" if number > 1 else "") for number in range(1, versions + 1)]
    return formats.Document(judgment, ADDRESS, made, "民事判决书")


def parsed(judgment, versions=1):
    return etree.fromstring(akoma.as_xml(document(judgment, versions)))


def names(element):
    return [etree.QName(child).localname for child in element]


@pytest.mark.parametrize("judgment", shelf(), ids=lambda judgment: judgment.key)
def test_the_xml_has_the_structure_of_a_judgment(judgment):
    root = parsed(judgment)
    assert etree.QName(root).localname == "akomaNtoso"
    (told,) = root
    assert etree.QName(told).localname == "judgment"
    assert told.get("name")
    assert names(told)[:3] == ["meta", "header", "judgmentBody"]
    assert set(names(told)[3:]) <= {"conclusions"}
    assert names(told.find("akn:judgmentBody", NAMES))
    allowed = ["introduction", "background", "motivation", "decision"]
    assert [name for name in allowed if name in names(told[2])] == names(told[2])
    assert all(etree.QName(part).namespace == akoma.NAMESPACE for part in root.iter())


def test_the_head_of_the_xml_identifies_work_expression_and_manifestation():
    meta = parsed(card(1), versions=2)[0][0]
    assert names(meta) == ["identification", "publication", "classification", "lifecycle", "references"]
    core = ["FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor"]
    assert [names(level) for level in meta[0]] == [
        [*core, "FRBRcountry", "FRBRnumber", "FRBRname"],
        [*core, "FRBRversionNumber", "FRBRlanguage"],
        [*core, "FRBRformat"],
    ]
    assert [event.get("type") for event in meta.find("akn:lifecycle", NAMES)] == ["generation", "amendment"]
    identifiers = [element.get("eId") for element in meta.getroottree().iter() if element.get("eId")]
    assert len(identifiers) == len(set(identifiers))
    pointed = {element.get("source") for element in meta.iter() if element.get("source")}
    assert {place.removeprefix("#") for place in pointed} <= set(identifiers)


def test_text_that_would_break_xml_does_not():
    told = card(1, title="<b>&\x00", sections={Section.FACTS: "<script>alert(1)</script>\x0b\ud800]]>"})
    root = parsed(told)
    assert "<script>alert(1)</script>]]>" in "".join(root.itertext())
    assert not root.findall(".//{*}script")


def test_a_judgment_without_a_body_is_still_one():
    assert names(parsed(card(1, sections={}))[0][2]) == ["decision"]


def test_json_and_text_say_the_same():
    told = formats.as_json(document(card(1), versions=2))
    assert json.loads(json.dumps(told))["sections"][0]["title"] == "首部"
    assert told["versions"][1] == {"version": 2, "released_at": AT.isoformat(), "reason": "笔误"}
    text = formats.as_text(document(card(1)))
    assert text.startswith(card(1).title)
    assert "【判决结果】\n判决如下：" in text
    assert ADDRESS in text
    assert "versions" not in formats.as_line(document(card(1)))
