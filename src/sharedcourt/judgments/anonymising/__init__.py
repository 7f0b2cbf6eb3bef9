"""Anonymising by the rules of publication: what is proposed, what a person makes of it, and a last look for what is left."""

from sharedcourt.judgments.anonymising.checking import Left, left_over
from sharedcourt.judgments.anonymising.mentions import with_signs
from sharedcourt.judgments.anonymising.naming import Entry, NameTable
from sharedcourt.judgments.anonymising.proposing import Change, Held, Proposal, State, propose

__all__ = ["Change", "Entry", "Held", "Left", "NameTable", "Proposal", "State", "left_over", "propose", "with_signs"]
