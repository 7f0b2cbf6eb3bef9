"""Who may what: one rule for every door. The tests hold the server to it, and docs/access.md is written from it.

The people are the cast, seen from one dispute in mediation: the officer's bank applies, the borrower and his wife answer, the
mediator mediates, the manager runs the mediation organisation. Everybody else is a stranger to it, whatever their office; so is
the bank's officer who acted in it until he was dismissed.
"""

from dataclasses import dataclass

ANONYMOUS, OWN_TOKEN, RIVAL_TOKEN, PARTY_TOKEN = "anonymous", "own_token", "rival_token", "party_token"
PERSONS = (
    "stranger", "borrower", "wife", "officer", "rival_officer", "mediator", "second_mediator", "manager", "other_manager",
    "liaison_judge", "judge", "filing_clerk", "court_clerk", "director", "court_administrator", "regulator", "operator",
    "dismissed_officer",
    # Once of the case, and strangers since: the mediator who was replaced, and a person named by mistake and taken out.
    "former_mediator", "removed_party",
    # Of the same court, without a part in any of its cases.
    "colleague_judge", "colleague_clerk",
)  # fmt: skip
PEOPLE = (ANONYMOUS, *PERSONS)
# The wife is an officer of the other bank, too: a program with her token is that bank's, and a stranger to her own dispute.
TOKENS = {OWN_TOKEN: "officer", RIVAL_TOKEN: "rival_officer", PARTY_TOKEN: "rival_officer"}
# Of the people of the case, those whose part has to do with this very dispute; on another dispute they are strangers.
CASE = ("borrower", "wife", "officer", "mediator", "manager")
# At the court to which the parties have applied for confirmation: they know of the application, and of nothing else.
COLLEAGUES = ("colleague_judge", "colleague_clerk")
AT_COURT = ("filing_clerk", "court_clerk", "court_administrator", "judge", "liaison_judge", *COLLEAGUES)
# Who of the court knows of a case that a judge has: its judge and its court clerk, who takes in and who distributes.
CASE_COURT = ("filing_clerk", "court_clerk", "court_administrator", "judge")
# Who of these opens its folder: who takes cases in has done so.
FOLDER_COURT = ("court_clerk", "court_administrator", "judge")
ENFORCEMENT_COURT = (*CASE_COURT, *COLLEAGUES)
# In the hearing of the case: whoever takes part, who presides and who keeps the record.
HEARING_PARTIES, HEARING_COURT = ("borrower", "officer"), ("judge", "court_clerk")
# Called into the room for its while: he knows the room, and is a stranger to all else of the case.
CALLED = ("liaison_judge",)


@dataclass(frozen=True)
class Rule:
    """Who may. `bound`: the right hangs on this very dispute, so that nobody has it on somebody else's.

    `by_token`: a program that holds an institution's token may what its officer may.
    """

    words: str
    may: frozenset[str]
    bound: bool = True
    by_token: bool = True

    def allows(self, who: str, *, own_case: bool = True) -> bool:
        """Whether a person (or a token) may; `own_case` is False on a dispute that is none of the case's people's."""
        if who in TOKENS:
            # What is open to all is open to a program too, whatever key it shows.
            if ANONYMOUS not in self.may and not self.by_token:
                return False
            who = TOKENS[who]
        return who in self.may and (own_case or not self.bound)


def _of(words: str, *who: str, bound: bool = True, by_token: bool = True) -> Rule:
    return Rule(words, frozenset(who), bound, by_token)


FEE_KEEPERS = ("filing_clerk", "court_clerk", "court_administrator")
HEARD = ("court_clerk", "judge", "court_administrator")
INSTITUTIONS = ("officer", "rival_officer")
BROADCASTERS = ("judge", "court_clerk", "court_administrator")
TOKEN_MAKERS = (*INSTITUTIONS, "manager", "other_manager", "court_administrator", "operator")

RULES: dict[str, Rule] = {
    "public": _of("everybody, signed in or not", *PEOPLE, bound=False),
    "holder": _of("whoever holds the link, or the code on the paper", *PEOPLE, bound=False),
    "nobody": _of("nobody: it exists in the demonstration and in development only"),
    "begun": _of("only the browser in which the step before was taken"),
    "gateway": _of("the outside system that signs with the shared secret"),
    "terminal": _of("the paired screen of a site"),
    "signed_in": _of("everybody signed in", *PERSONS, bound=False),
    "signed_in_person": _of("everybody signed in, in person", *PERSONS, bound=False, by_token=False),
    "token_maker": _of("who keeps API tokens and webhooks of an organisation", *TOKEN_MAKERS, bound=False),
    "owner": _of("the organisation whose token or webhook it is", "officer"),
    "owner_person": _of("an officer of the organisation in person", "officer", by_token=False),
    "operator": _of("the platform's operator", "operator", bound=False),
    "site_runner": _of("who looks after shared courts: director, operator", "director", "operator", bound=False),
    "site_keeper": _of("who may look after shared courts", "director", "operator", "court_administrator", bound=False),
    "site_opener": _of(
        "who opens shared courts: operator, the court's administrator", "operator", "court_administrator", bound=False
    ),
    "runner": _of(
        "who looks after an organisation: operator, manager, court administrator",
        "operator",
        "manager",
        "other_manager",
        "court_administrator",
        bound=False,
    ),
    "own_runner": _of("the operator and the manager of that organisation", "operator", "manager"),
    "own_agents": _of("the party whose agents they are, in person", "wife"),
    "site_director": _of("the director of the shared court, who stands beside the person", "director", bound=False),
    "addressee": _of("the person to whom the message was sent", "borrower"),
    "search_keeper": _of("the person who keeps the search", "borrower"),
    "uploader": _of("who uploads the file", "officer"),
    "institution": _of("officers of institutions", *INSTITUTIONS, bound=False),
    "applicant": _of("officers of the applicant", "officer"),
    "suing": _of("who sues, and whoever was asked to sue together, in person", "officer", "wife", by_token=False),
    "party": _of("parties and their agents", "borrower", "wife", "officer"),
    "party_person": _of("parties and their agents, in person", "borrower", "wife", "officer", by_token=False),
    "respondent": _of("the respondents themselves", "borrower", "wife"),
    "participant": _of("who has a seat: parties, agents, the mediator", "borrower", "wife", "officer", "mediator"),
    "seated": _of(
        "who has a seat: parties, agents, the mediator, a judge who was called",
        "borrower",
        "wife",
        "officer",
        "mediator",
        "liaison_judge",
    ),
    "called_judge": _of("the liaison judge whom the mediator has called into the room", "liaison_judge"),
    "helped": _of("the person whom an interpreter or helper is to stand beside", "wife"),
    "seated_person": _of(
        "who has a seat, in person", "borrower", "wife", "officer", "mediator", "liaison_judge", by_token=False
    ),
    "in_room": _of("who is in the room at this moment, in person"),
    "watcher": _of("who took part in the session, and the organisation's manager", *CASE),
    "host": _of("who presides over the room: the mediator", "mediator"),
    "signer": _of("who signs the document", "borrower", "wife", "officer", "mediator"),
    "signer_person": _of(
        "who signs the document, in person", "borrower", "wife", "officer", "mediator", by_token=False
    ),
    "sealer": _of("the organisation whose seal it is", "mediator", "manager"),
    "reader": _of("everyone of the case", *CASE),
    "reader_person": _of("everyone of the case, in person", *CASE, by_token=False),
    "organisation": _of("the mediator of the case and the organisation's manager", "mediator", "manager"),
    "corrector": _of("whoever named the party, and the mediation organisation", "borrower", "mediator", "manager"),
    "inviter": _of("the applicant and the mediation organisation", "officer", "mediator", "manager"),
    "manager": _of("the organisation's manager", "manager"),
    "mediator": _of("the mediator of the case", "mediator"),
    "court_desk": _of("who works at a court's desk, in person", *AT_COURT, bound=False, by_token=False),
    "before_court": _of(
        "the parties, and the court to which they have applied", "borrower", "wife", "officer", *AT_COURT
    ),
    "case_seen": _of(
        "the parties; judge and court clerk of the case, filing clerks and administrator of the court",
        "borrower",
        "wife",
        "officer",
        *CASE_COURT,
    ),
    "clerk": _of("the filing clerk of the court", "filing_clerk"),
    "case_clerks": _of(
        "the filing clerks of the court and the court clerk of the case, in person",
        "filing_clerk",
        "court_clerk",
        by_token=False,
    ),
    "reviewing_judge": _of("the judge who reviews the application"),
    "case_judge": _of("the judge of the case", "judge"),
    "administrator": _of("the administrator of the court", "court_administrator"),
    "folder_reader": _of(
        "the parties of the case; its judge and court clerk, and the administrator of its court",
        "borrower",
        "wife",
        "officer",
        *FOLDER_COURT,
    ),
    "folder_court": _of("the judge and the court clerk of the case, and the administrator of its court", *FOLDER_COURT),
    "folder_maker": _of("the party whose draft or application it is", "borrower"),
    "bundle_owner": _of("who ordered the bundle", "officer"),
    "task_side": _of("the party whose task it is, and the court", "borrower", *FOLDER_COURT),
    "enforcement_desk": _of(
        "who works at the desk of a court that enforces, in person", *ENFORCEMENT_COURT, bound=False, by_token=False
    ),
    "enforcement_seen": _of(
        "the creditor's side, and the court that is asked to enforce", "officer", *ENFORCEMENT_COURT
    ),
    "fee_seen": _of(
        "the plaintiff's side; judge and court clerk of the case, filing clerks and administrator of the court",
        "officer",
        *CASE_COURT,
    ),
    "fee_books": _of(
        "who looks after all fees of a court, in person",
        "filing_clerk",
        "court_administrator",
        bound=False,
        by_token=False,
    ),
    "hearing_list": _of("who works at a court, in person", *CASE_COURT, *COLLEAGUES, bound=False, by_token=False),
    "hearing_arranger": _of(
        "the judge and the court clerk of the case, in person", "court_clerk", "judge", by_token=False
    ),
    "hearing_party": _of("the party that is asked", "borrower"),
    "hearing_place": _of("who takes part, and who arranges the hearing", "borrower", "court_clerk", "judge"),
    "broadcast_seen": _of(
        "the parties of the case, and the judges, clerks and administrator of its court",
        "borrower",
        "wife",
        "officer",
        *BROADCASTERS,
    ),
    "broadcast_desk": _of(
        "judges, clerks and administrators of a court", *BROADCASTERS, *COLLEAGUES, bound=False, by_token=False
    ),
    "judgment_desk": _of(
        "judges, clerks and administrators of a court, in person",
        *BROADCASTERS,
        *COLLEAGUES,
        bound=False,
        by_token=False,
    ),
    "judgment_taker": _of(
        "judges and clerks of a court, in person", *HEARING_COURT, *COLLEAGUES, bound=False, by_token=False
    ),
    "judgment_seen": _of(
        "judges, clerks and administrators of the court whose paper it is, in person",
        *BROADCASTERS,
        *COLLEAGUES,
        by_token=False,
    ),
    "judgment_keeper": _of(
        "judges and clerks of the court whose paper it is, in person", *HEARING_COURT, *COLLEAGUES, by_token=False
    ),
    "broadcast_court": _of("the presiding judge, the clerk of the hearing, the responsible office", *BROADCASTERS),
    "broadcast_division": _of("the presiding judge and the clerk of the hearing", "judge", "court_clerk"),
    "broadcast_taking_down": _of("the presiding judge and the responsible office", "judge", "court_administrator"),
    "fee_court": _of("who looks after the court's fees, and the judge of the case", *FEE_KEEPERS, "judge"),
    "fee_decider": _of("the judge of the case, and the administrator of the court", "judge", "court_administrator"),
    "fee_early_seen": _of(
        "the plaintiff's side; clerks, judges and administrator of the court that decides",
        "officer",
        "filing_clerk",
        "judge",
        "liaison_judge",
        "court_administrator",
    ),
    "fee_early": _of(
        "the plaintiff's side; the judge of the case and the administrator of the court",
        "officer",
        "judge",
        "court_administrator",
    ),
    "served": _of(
        "the parties of the case, and who serves its papers", "borrower", "wife", "officer", *FEE_KEEPERS, "judge"
    ),
    "serving": _of(
        "the clerks and the administrator of the court, and the judge of the case, in person",
        *FEE_KEEPERS,
        "judge",
        by_token=False,
    ),
    "served_party": _of("the party whose address it is", "borrower"),
    "served_person": _of("who was served, in person", "borrower", by_token=False),
    "hearing_person": _of(
        "who takes part in the hearing, tries it or keeps its record, in person",
        *HEARING_PARTIES,
        *HEARING_COURT,
        by_token=False,
    ),
    "hearing_participant": _of("who takes part in the hearing, in person", *HEARING_PARTIES, by_token=False),
    "hearing_judge": _of("the presiding judge of the hearing", "judge", by_token=False),
    "hearing_keeper": _of("the presiding judge and the clerk of the hearing", *HEARING_COURT, by_token=False),
    "turn_party": _of("the party whose turn it is to answer in the hearing, in person", "borrower", by_token=False),
    "proof_seen": _of(
        "the party who was served, and who serves the papers of the case", "borrower", *FEE_KEEPERS, "judge"
    ),
    "record_reader": _of(
        "the bench, the clerk and those who take part in the hearing, in person",
        "borrower",
        "wife",
        "officer",
        "judge",
        "court_clerk",
        by_token=False,
    ),
    "record_clerk": _of("the clerk of the hearing, in person", "court_clerk", by_token=False),
    "record_party": _of("who takes part in the hearing, in person", "borrower", "wife", "officer", by_token=False),
    "record_signer": _of(
        "who signs the record, in person", "borrower", "wife", "officer", "judge", "court_clerk", by_token=False
    ),
    "hearing_court": _of("the clerk and the judges of the hearing, in person", "court_clerk", "judge", by_token=False),
    "presiding_judge": _of("the presiding judge of the hearing", "judge", by_token=False),
    "recording_court": _of(
        "the clerk and the judges of the hearing, and the administrator of the court, in person", *HEARD, by_token=False
    ),
    "circuit_court": _of(
        "the judge and the clerk of the tour, and the administrator of the court, in person", *HEARD, by_token=False
    ),
    "circuit_planner": _of(
        "clerks, judges and administrators of courts, in person", *HEARD, *COLLEAGUES, bound=False, by_token=False
    ),
}
