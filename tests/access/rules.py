"""Who may what: one rule for every door. The tests hold the server to it, and docs/access.md is written from it.

The people are the cast, seen from one dispute in mediation: the officer's bank applies, the borrower and his wife answer, the
mediator mediates, the manager runs the mediation organisation. Everybody else is a stranger to it, whatever their office.
"""

from dataclasses import dataclass

ANONYMOUS, OWN_TOKEN, RIVAL_TOKEN = "anonymous", "own_token", "rival_token"
PERSONS = (
    "stranger", "borrower", "wife", "officer", "rival_officer", "mediator", "second_mediator", "manager", "other_manager",
    "liaison_judge", "judge", "filing_clerk", "court_clerk", "director", "court_administrator", "regulator", "operator",
)  # fmt: skip
PEOPLE = (ANONYMOUS, *PERSONS)
TOKENS = {OWN_TOKEN: "officer", RIVAL_TOKEN: "rival_officer"}
# Of the people of the case, those whose part has to do with this very dispute; on another dispute they are strangers.
CASE = ("borrower", "wife", "officer", "mediator", "manager")


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


INSTITUTIONS = ("officer", "rival_officer")
TOKEN_MAKERS = (*INSTITUTIONS, "manager", "other_manager", "court_administrator", "operator")

RULES: dict[str, Rule] = {
    "public": _of("everybody, signed in or not", *PEOPLE, bound=False),
    "holder": _of("whoever holds the link, or the code on the paper", *PEOPLE, bound=False),
    "nobody": _of("nobody: it exists in the demonstration and in development only"),
    "begun": _of("only the browser in which the step before was taken"),
    "gateway": _of("the outside system that signs with the shared secret"),
    "terminal": _of("the paired screen of a site"),
    "signed_in": _of("everybody signed in", *PERSONS, bound=False),
    "token_maker": _of("who keeps API tokens and webhooks of an organisation", *TOKEN_MAKERS, bound=False),
    "owner": _of("the organisation whose token or webhook it is", "officer"),
    "owner_person": _of("an officer of the organisation in person", "officer", by_token=False),
    "operator": _of("the platform's operator", "operator", bound=False),
    "site_runner": _of("who looks after shared courts: director, operator", "director", "operator", bound=False),
    "site_director": _of("the director of the shared court, who stands beside the person", "director", bound=False),
    "addressee": _of("the person to whom the message was sent", "borrower"),
    "uploader": _of("who uploads the file", "officer"),
    "institution": _of("officers of institutions", *INSTITUTIONS, bound=False),
    "applicant": _of("officers of the applicant", "officer"),
    "party": _of("parties and their agents", "borrower", "wife", "officer"),
    "respondent": _of("the respondents themselves", "borrower", "wife"),
    "participant": _of("who has a seat: parties, agents, the mediator", "borrower", "wife", "officer", "mediator"),
    "host": _of("who presides over the room: the mediator", "mediator"),
    "signer": _of("who signs the document", "borrower", "wife", "officer", "mediator"),
    "signer_person": _of(
        "who signs the document, in person", "borrower", "wife", "officer", "mediator", by_token=False
    ),
    "sealer": _of("the organisation whose seal it is", "mediator", "manager"),
    "reader": _of("everyone of the case", *CASE),
    "organisation": _of("the mediator of the case and the organisation's manager", "mediator", "manager"),
    "inviter": _of("the applicant and the mediation organisation", "officer", "mediator", "manager"),
    "manager": _of("the organisation's manager", "manager"),
    "mediator": _of("the mediator of the case", "mediator"),
}

# Pages by `room:name` and operations by their id, with the method in front.
DOORS: dict[str, str] = {
    # ---------- web
    "GET web:home": "public",
    "GET web:help": "public",
    "GET web:accessibility": "public",
    "GET web:privacy": "public",
    "GET web:favicon": "public",
    "POST web:display": "public",
    "GET web:desk": "signed_in",
    "GET web:styleguide": "nobody",
    "POST web:styleguide": "nobody",
    "GET web:styleguide-room": "nobody",
    "GET web:styleguide-terminal": "nobody",
    "GET api:openapi-json": "public",
    "GET api:openapi-view": "public",
    # ---------- people
    "GET people:sign-in": "public",
    "POST people:sign-in": "public",
    "GET people:code": "begun",
    "POST people:code": "begun",
    "GET people:sign-out": "public",
    "POST people:sign-out": "public",
    "GET people:invitation": "holder",
    "POST people:invitation": "holder",
    "POST people:oidc-start": "signed_in",
    "GET people:oidc-return": "begun",
    "GET people:account": "signed_in",
    "POST people:account": "signed_in",
    "GET people:name": "signed_in",
    "POST people:name": "signed_in",
    "GET people:tokens": "signed_in",  # whoever may have none is sent back to the account
    "POST people:tokens": "signed_in",
    "POST people:token-revoke": "owner",
    "GET people:demo": "nobody",
    "POST people:step-in": "nobody",
    "GET people_me": "signed_in",
    "PUT people_set_language": "signed_in",
    "GET people_tokens": "signed_in",
    "POST people_create_token": "owner_person",
    "DELETE people_revoke_token": "owner",
    # ---------- notices
    "GET notices:list": "signed_in",
    "POST notices:read-all": "signed_in",
    "POST notices:open": "addressee",
    "GET notices:outbox": "operator",
    "POST notices:sms-report": "gateway",
    "GET notices:webhooks": "token_maker",
    "POST notices:webhooks": "token_maker",
    "GET notices:webhook": "owner",
    "POST notices:webhook-off": "owner",
    "POST notices:webhook-test": "owner",
    "POST notices:delivery-again": "owner",
    "GET notices_messages": "signed_in",
    "POST notices_read": "signed_in",
    "GET notices_webhooks": "signed_in",
    "POST notices_add_webhook": "owner",
    "GET notices_deliveries": "owner",
    "POST notices_send_again": "owner",
    "DELETE notices_switch_off_webhook": "owner",
    "POST notices_test_webhook": "owner",
    # ---------- documents
    "GET documents:root-certificate": "public",
    "GET documents:verify": "public",
    "POST documents:verify": "public",
    "GET documents:verify-token": "holder",
    "POST documents:verify-token": "holder",
    "GET documents:verify-original": "holder",
    "GET documents:view": "reader",
    "POST documents:view": "reader",
    "POST documents:sign": "signer",
    "GET documents:download": "reader",
    "GET documents:certificate": "reader",
    "GET documents:page": "reader",
    "GET documents:file": "reader",
    "POST documents:uploads": "party",
    "GET documents:upload": "uploader",
    "PATCH documents:upload": "uploader",
    "POST documents:upload-finish": "uploader",
    "POST documents_verify": "public",
    "GET documents_verify_token": "holder",
    "POST documents_upload": "party",
    "GET documents_list": "signed_in",
    "GET documents_document": "reader",
    "GET documents_content": "reader",
    "GET documents_certificate": "reader",
    "GET documents_proof": "reader",
    "POST documents_opened": "reader",
    "POST documents_sign": "signer_person",
    "POST documents_seal": "sealer",
    "GET documents_file": "reader",
    "GET documents_file_content": "reader",
    # ---------- rooms
    "GET rooms:check": "public",
    "GET rooms:ping": "public",
    "GET rooms:room": "participant",
    "GET rooms:log": "host",
    "GET sharedcourt_rooms_api_read_room": "participant",
    "GET sharedcourt_rooms_api_read_seats": "participant",
    "GET sharedcourt_rooms_api_read_my_seat": "participant",
    "GET sharedcourt_rooms_api_read_log": "host",
    "POST sharedcourt_rooms_api_admit": "host",
    "POST sharedcourt_rooms_api_remove": "host",
    "POST sharedcourt_rooms_api_mute": "host",
    "POST sharedcourt_rooms_api_close": "host",
    # ---------- disputes
    "GET disputes:enter": "public",
    "POST disputes:enter": "public",
    "GET disputes:public": "public",  # that there is a dispute and who mediates it; nothing of its people
    "GET disputes:join": "reader",  # a party who waits to be let in, too
    "POST disputes:join": "reader",
    "GET disputes:list": "signed_in",
    "GET disputes:export": "signed_in",
    "GET disputes:mine": "signed_in",
    "GET disputes:new": "institution",
    "POST disputes:new": "institution",
    "GET disputes:detail": "reader",
    "GET disputes:code": "reader",
    "GET disputes:timeline": "reader",
    "GET disputes:edit": "applicant",
    "POST disputes:edit": "applicant",
    "POST disputes:remove": "applicant",
    "GET disputes:submitted": "applicant",
    "POST disputes:submitted": "applicant",
    "GET disputes:withdraw": "applicant",
    "POST disputes:withdraw": "applicant",
    "POST disputes:invite": "reader",  # a party is told that it is not theirs to do
    "GET disputes:evidence": "party",
    "POST disputes:evidence": "party",
    "GET disputes:answer": "respondent",
    "POST disputes:answer": "respondent",
    "GET disputes:consent": "respondent",
    "POST disputes:consent": "respondent",
    "GET disputes:refuse": "respondent",
    "POST disputes:refuse": "respondent",
    "GET disputes:co-obligor": "respondent",
    "POST disputes:co-obligor": "respondent",
    "GET disputes:thanks": "respondent",
    "POST sharedcourt_disputes_api_open_dispute": "institution",
    "GET sharedcourt_disputes_api_list_disputes": "signed_in",
    "GET sharedcourt_disputes_api_get_dispute": "reader",
    "GET sharedcourt_disputes_api_statement_items": "reader",
    "GET sharedcourt_disputes_api_list_evidence": "reader",
    "GET sharedcourt_disputes_api_read_timeline": "reader",
    "GET sharedcourt_disputes_api_timeline_proof": "reader",
    "POST sharedcourt_disputes_api_submit": "applicant",
    "POST sharedcourt_disputes_api_withdraw": "applicant",
    "POST sharedcourt_disputes_api_invite_party": "inviter",
    "POST sharedcourt_disputes_api_add_party": "party",
    "POST sharedcourt_disputes_api_answer": "party",
    "POST sharedcourt_disputes_api_consent": "party",
    "POST sharedcourt_disputes_api_add_evidence": "uploader",
    # ---------- mediation
    "GET mediation:list": "signed_in",
    "GET mediation:case": "reader",
    "POST mediation:act accept": "manager",
    "POST mediation:act decline": "manager",
    "POST mediation:act assign": "manager",
    "POST mediation:act prefer": "party",
    "POST mediation:act disclose": "mediator",
    "POST mediation:act answer-disclosure": "party",
    "POST mediation:act change-mediator": "party",
    "POST mediation:act extend": "mediator",
    "POST mediation:act answer-extension": "party",
    "POST mediation:act propose": "mediator",
    "POST mediation:act now": "mediator",
    "POST mediation:act choose-organisation": "applicant",
    "POST mediation:act end": "organisation",
    "POST mediation:act leave": "party",
    "POST mediation:act mark-paid": "applicant",
    "POST mediation:act seal": "manager",
    "GET mediation:meeting": "reader",
    "POST mediation:meeting-act answer": "participant",
    "POST mediation:meeting-act fix": "mediator",
    "POST mediation:meeting-act cancel": "organisation",
    "POST mediation:meeting-act end": "mediator",
    "GET mediation:calendar": "participant",
    "GET mediation:panel": "participant",
    "GET mediation:panel-part people": "participant",
    "GET mediation:panel-part facts": "participant",
    "GET mediation:panel-part plan": "participant",
    "GET mediation:panel-part proposals": "participant",
    "GET mediation:panel-part agreement": "participant",
    "GET mediation:panel-part signatures": "participant",
    "POST mediation:panel-act compare": "mediator",
    "POST mediation:panel-act step": "mediator",
    "POST mediation:panel-act understand": "participant",
    "POST mediation:panel-act say": "participant",
    "POST mediation:panel-act facts": "mediator",
    "POST mediation:panel-act confirm-facts": "party",
    "POST mediation:panel-act plan": "mediator",
    "POST mediation:panel-act put": "mediator",
    "POST mediation:panel-act counter": "party",
    "POST mediation:panel-act make": "mediator",
    "POST mediation:panel-act confirm": "party",
    "POST mediation:panel-act ask-change": "party",
    "POST mediation:panel-act sign": "signer",
    "POST mediation:panel-act refuse": "party",
    "POST mediation:panel-act record": "mediator",
    "GET sharedcourt_mediation_api_list_cases": "signed_in",
    "GET sharedcourt_mediation_api_read_case": "reader",
    "GET sharedcourt_mediation_api_read_meeting": "reader",
    "GET sharedcourt_mediation_api_read_plan": "reader",
    "GET sharedcourt_mediation_api_versions": "reader",
    "GET sharedcourt_mediation_api_payments": "reader",
    "POST sharedcourt_mediation_api_accept": "manager",
    "POST sharedcourt_mediation_api_decline": "manager",
    "POST sharedcourt_mediation_api_assign": "manager",
    "POST sharedcourt_mediation_api_seal": "manager",
    "POST sharedcourt_mediation_api_disclose": "mediator",
    "POST sharedcourt_mediation_api_propose_extension": "mediator",
    "POST sharedcourt_mediation_api_propose_now": "mediator",
    "POST sharedcourt_mediation_api_propose_times": "mediator",
    "POST sharedcourt_mediation_api_fix_time": "mediator",
    "POST sharedcourt_mediation_api_reschedule": "mediator",
    "POST sharedcourt_mediation_api_end_meeting": "mediator",
    "POST sharedcourt_mediation_api_compare_identity": "mediator",
    "POST sharedcourt_mediation_api_go_to_step": "mediator",
    "POST sharedcourt_mediation_api_make_record": "mediator",
    "POST sharedcourt_mediation_api_draft_facts": "mediator",
    "POST sharedcourt_mediation_api_change_plan": "mediator",
    "POST sharedcourt_mediation_api_make_version": "mediator",
    "POST sharedcourt_mediation_api_answer_disclosure": "party",
    "POST sharedcourt_mediation_api_another_mediator": "party",
    "POST sharedcourt_mediation_api_answer_extension": "party",
    "POST sharedcourt_mediation_api_prefer": "party",
    "POST sharedcourt_mediation_api_leave": "party",
    "POST sharedcourt_mediation_api_confirm": "party",
    "POST sharedcourt_mediation_api_confirm_facts": "party",
    "POST sharedcourt_mediation_api_counter_proposal": "party",
    "POST sharedcourt_mediation_api_refuse": "party",
    "POST sharedcourt_mediation_api_request_change": "party",
    "POST sharedcourt_mediation_api_choose_organisation": "applicant",
    "POST sharedcourt_mediation_api_mark_paid": "applicant",
    "POST sharedcourt_mediation_api_end": "organisation",
    "POST sharedcourt_mediation_api_cancel": "organisation",
    "POST sharedcourt_mediation_api_answer_times": "participant",
    "POST sharedcourt_mediation_api_understand": "participant",
    "POST sharedcourt_mediation_api_write_statement": "participant",
    "POST sharedcourt_mediation_api_sign": "signer_person",
    # ---------- terminal
    "GET terminal:home": "public",
    "GET terminal:pairing": "public",
    "POST terminal:wipe": "public",
    "POST terminal:alive": "public",
    "GET terminal:sites": "public",
    "POST terminal:join": "terminal",
    "GET terminal:console": "site_runner",
    "POST terminal:console": "site_runner",
    "POST terminal:withdraw": "site_runner",
    "POST terminal:compare": "site_director",
    "GET sites_list": "public",
    # ---------- ledger
    "GET ledger_heads": "public",
    "GET ledger_inclusion": "public",
    "GET ledger_consistency": "public",
}
