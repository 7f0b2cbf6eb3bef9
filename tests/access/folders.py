"""A folder with one of everything that has an address."""

import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sharedcourt.documents import actions as documents
from sharedcourt.documents import storing
from sharedcourt.documents.models import StoredFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder.actions import deadlines, exchange, papers, talking
from sharedcourt.filing.folder.models import Bundle, Visible
from sharedcourt.people import actions as people
from sharedcourt.people.models import User
from tests.world import World

READING = ("", "-add", "-search", "-bundle", "-access", "-evidence", "-evidence-add", "-identity", "-submit", "-submit-opinions",
           "-messages", "-applications", "-apply", "-tasks")  # fmt: skip
OF_PAPER = ("folder-paper", "folder-page", "folder-file", "folder-hand-in", "folder-take-out", "folder-show")
OF_ITEM = ("folder-item", "folder-opinion")
OF_APPLICATION = ("application", "withdraw-application", "decide-application", "show-application")
OPERATIONS = (
    "folder", "papers", "add_paper", "paper", "paper_file", "hand_in_paper", "take_out_paper", "show_paper",
    "search_folder", "accesses", "bundles", "order_bundle", "bundle_file", "evidence", "add_evidence",
    "change_evidence", "remove_evidence", "submit_evidence", "save_opinion", "submit_opinions", "ask_identity_code",
    "confirm_identity", "messages", "send_message", "applications", "make_application", "withdraw_application", "decide_application",
    "show_application", "tasks", "set_task", "finish_task",
)  # fmt: skip


def _file(by: User, shade: int) -> StoredFile:
    """A photograph like no other."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, by.pk.int % 256, by.pk.int // 256 % 256)).save(out, "JPEG")
    sent = SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")
    return documents.keep_upload(by=by, upload=sent, purpose="case")


def furnished(world: World, case: Case) -> dict[str, Any]:
    """What the addresses of this case's folder name: the borrower prepares, the officer has handed in, the court keeps."""
    officer, borrower = world.officer, world.borrower
    case = Case.objects.select_related("dispute", "judge").get(pk=case.pk)
    assert case.judge is not None
    at_court = case.judge

    def paper(by: User, shade: int, category: str, visible: str) -> Any:
        file = _file(by, shade)
        return papers.add_paper(by=by, case=case, file=file, category=category, title="x", visible=visible)

    shown, draft = paper(officer, 1, "other", Visible.ALL), paper(borrower, 2, "other", Visible.SIDE)
    kept = paper(at_court, 3, "ruling", Visible.COURT)
    handed_in = exchange.add_item(by=officer, case=case, files=[_file(officer, 4)], title="x", proves="x")
    people.signed_in_again(by=officer, scope=case.pk)
    exchange.submit_catalogue(by=officer, case=case)
    own = exchange.add_item(by=borrower, case=case, files=[_file(borrower, 5)], title="x", proves="x")
    made = talking.apply(by=borrower, case=case, kind="adjourn", reason="x")
    party = case.dispute.parties.get(user=borrower)
    task = deadlines.answer_expected(case=case, party=party, served_on=date(2022, 1, 5))
    bundle = Bundle.objects.create(
        case=case, asked_by=officer, as_court=False, state="done", path=storing.put(b"%PDF-", folder="bundles")
    )
    names = [f"filing:folder{name}" for name in READING]
    names += [f"filing:{name}" for name in (*OF_PAPER, *OF_ITEM, "folder-bundle-file", "folder-task-done")]
    names += [f"filing:folder-{name}" for name in OF_APPLICATION] + [f"filing_{name}" for name in OPERATIONS]
    return {f"{name} pk": case.pk for name in names} | {
        **{f"filing:folder-{name} paper_id": shown.pk for name in ("paper", "page", "file")},
        "filing:folder-page number": 1,
        **{f"filing:folder-{name} paper_id": draft.pk for name in ("hand-in", "take-out")},
        "filing:folder-show paper_id": kept.pk,
        **{f"filing_{name} paper_id": shown.pk for name in ("paper", "paper_file")},
        **{f"filing_{name} paper_id": draft.pk for name in ("hand_in_paper", "take_out_paper")},
        "filing_show_paper paper_id": kept.pk,
        "filing:folder-item item_id": own.pk,
        "filing:folder-opinion item_id": handed_in.pk,
        **{f"filing_{name}_evidence item_id": own.pk for name in ("change", "remove")},
        "filing_save_opinion item_id": handed_in.pk,
        "filing:folder-apply kind": "adjourn",
        **{f"filing:folder-{name} application_id": made.pk for name in OF_APPLICATION},
        **{f"filing_{name}_application application_id": made.pk for name in ("withdraw", "decide", "show")},
        "filing:folder-task-done task_id": task.pk,
        "filing_finish_task task_id": task.pk,
        "filing:folder-bundle-file bundle_id": bundle.pk,
        "filing_bundle_file bundle_id": bundle.pk,
    }
