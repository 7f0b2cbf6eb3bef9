"""What people do with a court's papers on their way to the public: the only writers of this room."""

from sharedcourt.judgments.actions.answering import accept, add, look, reject, undo
from sharedcourt.judgments.actions.batches import answer_sample, begin_batch, hand_over, take_back
from sharedcourt.judgments.actions.deciding import answer_approval, decide, keep_from_public
from sharedcourt.judgments.actions.releasing import correct, leave, make_ready, put_back, release, reopen, withdraw
from sharedcourt.judgments.actions.structuring import add_name, correct_structure
from sharedcourt.judgments.actions.taking import await_text, discard, give_text, take_in

__all__ = [
    "accept",
    "add",
    "add_name",
    "answer_approval",
    "answer_sample",
    "await_text",
    "begin_batch",
    "correct",
    "correct_structure",
    "decide",
    "discard",
    "give_text",
    "hand_over",
    "keep_from_public",
    "leave",
    "look",
    "make_ready",
    "put_back",
    "reject",
    "release",
    "reopen",
    "take_back",
    "take_in",
    "undo",
    "withdraw",
]
