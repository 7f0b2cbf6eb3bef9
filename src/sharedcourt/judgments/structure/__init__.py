"""A judgment's parts recognised from its plain text, each with a confidence that a person can see and correct."""

from sharedcourt.judgments.structure.citations import Article, CaseCited
from sharedcourt.judgments.structure.fields import Fields, fields_of
from sharedcourt.judgments.structure.people import Named, People
from sharedcourt.judgments.structure.recognising import Found, Part, PartName, Structure, recognise

__all__ = [
    "Article",
    "CaseCited",
    "Fields",
    "Found",
    "Named",
    "Part",
    "PartName",
    "People",
    "Structure",
    "fields_of",
    "recognise",
]
