"""From asking to the replay, and back: what each person sees and may do on the way."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.broadcasts import actions, viewers
from sharedcourt.broadcasts.masking import Cast
from sharedcourt.broadcasts.models import Broadcast, DailySalt, Segment, Viewer
from sharedcourt.broadcasts.public_files import PublicFiles
from sharedcourt.broadcasts.scheduled import run
from sharedcourt.broadcasts.stream import folders, publishing
from sharedcourt.broadcasts.tests import making
from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.queries import parties_of
from sharedcourt.hearings.models import Capacity, Participant
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
OnCommit = Callable[..., Any]


def do(browser: Client, row: Broadcast, verb: str, **body: Any) -> int:
    return browser.post(f"/live/court/{row.pk}/do/{verb}/", body).status_code


def shown_piece(row: Broadcast, number: int, **more: Any) -> Segment:
    (folders.made(row.pk) / folders.name_of(number)).write_text("x")
    facts = {"began_at": clock.now() - timedelta(seconds=100 - 4 * number), "seconds": publishing.SEGMENT_S}
    return Segment.objects.create(
        broadcast=row, number=number, size=1, sha256=f"{number}", **{**facts, "shown_at": clock.now(), **more}
    )


def test_one_hearing_one_approval(browser_of: BrowserOf) -> None:
    hearing = making.hearing()
    judge, office, borrower = browser_of(cast.JUDGE), browser_of(cast.COURT_ADMINISTRATOR), browser_of(cast.BORROWER)
    page = judge.get("/live/court/")
    assert f"/live/court/ask/{hearing.pk}/" in page.content.decode()
    address = f"/live/court/ask/{hearing.pk}/"
    assert office.get(address).status_code == 404
    assert borrower.get(address).status_code == 404
    assert judge.post(address, {"grounds": " "}).status_code == 422
    refused = judge.post(address, {"grounds": "典型", "concerns": ["privacy"]})
    assert refused.status_code == 409
    assert "典型" in refused.content.decode()
    assert judge.post(address, {"grounds": "典型", "concerns": ["trade_secrets"]}).status_code == 302
    row = Broadcast.objects.get()
    assert Message.objects.filter(user=cast.person(cast.BORROWER), kind="broadcasts.asked").exists()

    # A stranger learns nothing; the judge does not decide on what the judge asked for.
    assert Client().get(f"/live/{row.pk}/").status_code == 404
    assert browser_of(cast.MEDIATOR).get(f"/live/court/{row.pk}/").status_code == 404
    assert do(judge, row, "agree") == 403
    assert do(judge, row, "announce") == 409
    assert do(office, row, "agree") == 302
    assert do(office, row, "approve") == 302
    assert Client().get(f"/live/{row.pk}/").status_code == 404
    assert do(judge, row, "announce") == 302
    assert Client().get(f"/live/{row.pk}/").status_code == 200
    assert str(row.pk) in Client().get("/live/").content.decode()
    noted = Entry.objects.filter(subject=row.pk).order_by("seq").values_list("action", flat=True)
    assert [name.rpartition(".")[2] for name in noted] == ["asked", "agreed", "approved", "announced"]
    with pytest.raises(Conflict):
        making.asked(making.again(hearing))


def test_the_hearings_page_leads_there(browser_of: BrowserOf) -> None:
    row = making.hearing()
    page, ask = f"/hearings/{row.pk}/", f"/live/court/ask/{row.pk}/"
    assert ask in browser_of(cast.JUDGE).get(page).content.decode()
    assert ask not in browser_of(cast.BORROWER).get(page).content.decode()
    broadcast = making.asked(row)
    shown = browser_of(cast.JUDGE).get(page).content.decode()
    assert ask not in shown and f"/live/court/{broadcast.pk}/" in shown


def test_two_people_approve_where_the_court_wants_two(settings: Any) -> None:
    settings.SHAREDCOURT_BROADCAST_TWO_PEOPLE = True
    row = making.asked()
    actions.agree(by=making.administrator(), broadcast=row)
    with pytest.raises(NotAllowed):
        actions.approve(by=making.administrator(), broadcast=row)


def test_an_objection_stops_it_until_the_judge_has_decided(
    browser_of: BrowserOf, django_capture_on_commit_callbacks: OnCommit
) -> None:
    row = making.live()
    shown_piece(row, 0, began_at=clock.now())
    publishing.settle(row.pk)
    borrower, judge = browser_of(cast.BORROWER), browser_of(cast.JUDGE)
    page = borrower.get(f"/live/court/{row.pk}/").content.decode()
    assert making.GROUNDS not in page
    assert do(borrower, row, "object", reason="") == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert do(borrower, row, "object", reason="涉及我的病情") == 302
    assert do(borrower, row, "object", reason="再说一次") == 409
    assert making.fresh(row).state == "stopped"
    assert not list(folders.public(row.folder).glob("*.ts"))
    assert Client().get(f"/live/{row.pk}/").status_code == 404
    with pytest.raises(Conflict):
        actions.resume(by=making.judge(row.hearing), broadcast=row)
    objection = row.objections.get()
    assert do(borrower, row, "decide", objection=objection.pk, upheld="no", answer="x") == 403
    assert do(judge, row, "decide", objection=objection.pk, upheld="no", answer="") == 422
    assert do(judge, row, "decide", objection=objection.pk, upheld="no", answer="不涉及病历") == 302
    assert do(judge, row, "decide", objection=objection.pk, upheld="yes", answer="又想了想") == 409
    assert do(judge, row, "resume") == 302
    assert Client().get(f"/live/{row.pk}/").status_code == 200


def test_a_good_objection_before_the_hearing_ends_it(browser_of: BrowserOf) -> None:
    row = making.announced()
    borrower = cast.person(cast.BORROWER)
    objection = actions.make_objection(by=borrower, broadcast=row, reason="隐私")
    actions.decide_objection(
        by=making.judge(row.hearing), broadcast=row, objection_id=objection.pk, upheld=True, answer="理由正当"
    )
    assert making.fresh(row).state == "withdrawn"
    told = Message.objects.filter(user=borrower, kind="broadcasts.objection_decided")
    assert told.exists()


def test_whose_name_is_ordered_hidden_is_a_role(browser_of: BrowserOf, settings: Any) -> None:
    settings.SHAREDCOURT_BROADCAST_NAMES = "all"
    row = making.announced()
    borrower = parties_of(row.hearing.case.dispute).get(user=cast.person(cast.BORROWER))
    assert cast.BORROWER.name in Client().get(f"/live/{row.pk}/").content.decode()
    judge = browser_of(cast.JUDGE)
    assert do(judge, row, "hide", person="party:nobody") == 422
    assert do(browser_of(cast.BORROWER), row, "hide", person=f"party:{borrower.pk}") == 403
    assert do(judge, row, "hide", person=f"party:{borrower.pk}") == 302
    assert cast.BORROWER.name not in Client().get(f"/live/{row.pk}/").content.decode()
    assert do(judge, row, "show", person=f"party:{borrower.pk}") == 302
    assert cast.BORROWER.name in Client().get(f"/live/{row.pk}/").content.decode()
    # What is hidden from the broadcast's public is not printed on the cause list either.
    assert row.hearing.starts_at is not None
    day = clock.local(row.hearing.starts_at).date()
    causes = f"/hearings/causes/{row.hearing.court_id}/?day={day}"
    assert cast.BORROWER.name in Client().get(causes).content.decode()
    actions.hide_name(by=cast.person(cast.JUDGE), broadcast=making.fresh(row), key=f"party:{borrower.pk}")
    assert cast.BORROWER.name not in Client().get(causes).content.decode()
    # A witness is hidden by law, without any order.
    Participant.objects.create(hearing=row.hearing, capacity=Capacity.WITNESS, name="钱证")
    figure = next(each for each in Cast(making.fresh(row)).figures if each.name == "钱证")
    assert figure.covered
    assert "钱证" not in figure.shown
    # An order without the picture takes nothing away of what the law hides.
    actions.hide_name(by=cast.person(cast.JUDGE), broadcast=making.fresh(row), key=figure.key, picture=False)
    assert next(each for each in Cast(making.fresh(row)).figures if each.name == "钱证").covered


def test_on_air_an_order_takes_back_what_was_composed_before(django_capture_on_commit_callbacks: OnCommit) -> None:
    row = making.live()
    shown_piece(row, 0)
    waiting = shown_piece(row, 1, shown_at=None)
    party = parties_of(row.hearing.case.dispute)[1]
    with django_capture_on_commit_callbacks(execute=True):
        actions.hide_name(by=making.judge(row.hearing), broadcast=row, key=f"party:{party.pk}")
    waiting.refresh_from_db()
    assert waiting.withheld_at is not None
    assert not publishing.replayable(making.fresh(row)).exists()
    assert not list(folders.public(row.folder).glob("*.ts"))


def ended() -> Broadcast:
    row = making.live()
    for number in range(3):
        shown_piece(row, number)
    making.pass_to(row.hearing, HearingState.CLOSED, closed_at=clock.now())
    actions.end(broadcast=row)
    return making.fresh(row)


def test_replay_search_and_taking_down(browser_of: BrowserOf, django_capture_on_commit_callbacks: OnCommit) -> None:
    row = ended()
    judge, public = browser_of(cast.JUDGE), Client()
    assert public.get(f"/live/{row.pk}/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert do(judge, row, "replay") == 302
    page = public.get(f"/live/{row.pk}/")
    assert f"{row.replay_folder}/replay.m3u8" in page.content.decode()
    assert row.folder not in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, noarchive"
    assert (folders.public(row.replay_folder) / "replay.m3u8").read_text().count("#EXTINF") == 3
    found = {
        "": True, f"court={row.court_id}": True, "cause=financial_loan": True, f"since={row.held_on}": True,
        "cause=credit_card": False, "since=2100-01-01": False, "until=2000-01-01": False, "court=nonsense": True,
        "since=nonsense&page=nonsense": True,
    }  # fmt: skip
    for asked, there in found.items():
        text = public.get(f"/live/replays/?{asked}").content.decode()
        assert (str(row.pk) in text) is there, asked
    assert do(browser_of(cast.BORROWER), row, "take-down", reason="x") == 403
    assert do(judge, row, "take-down", reason="") == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert do(judge, row, "take-down", reason="说出了第三人的住址") == 302
    assert public.get(f"/live/{row.pk}/").status_code == 410
    assert public.get(f"/api/v1/broadcasts/{row.pk}").status_code == 404
    assert not folders.public(row.replay_folder).exists()
    assert not any(folders.made(row.pk).iterdir())


def test_an_objection_to_a_replay_removes_its_files(django_capture_on_commit_callbacks: OnCommit) -> None:
    row = ended()
    with django_capture_on_commit_callbacks(execute=True):
        actions.replay(by=making.judge(row.hearing), broadcast=row)
    assert folders.public(row.replay_folder).exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.make_objection(by=cast.person(cast.BORROWER), broadcast=row, reason="不同意")
    assert not folders.public(row.replay_folder).exists()
    # And what lies there without a reason is swept up.
    stray = folders.public("A" * 24)
    stray.mkdir(parents=True)
    run()
    assert not stray.exists()


def test_the_delay_is_within_bounds() -> None:
    row = making.asked()
    with pytest.raises(Invalid):
        actions.change_delay(by=making.judge(row.hearing), broadcast=row, seconds=0)
    actions.change_delay(by=making.judge(row.hearing), broadcast=row, seconds=60)
    assert making.fresh(row).delay_s == 60


def test_the_count_is_not_pushed_up(settings: Any) -> None:
    row = making.live()
    address = f"/live/{row.pk}/seen/"
    for _again in range(3):
        assert Client(HTTP_USER_AGENT="one").post(address).status_code == 204
    assert Viewer.objects.count() == 1
    for number in range(12):
        Client(HTTP_USER_AGENT=f"made up {number}").post(address)
    assert Viewer.objects.count() == settings.SHAREDCOURT_BROADCAST_VIEWERS_OF_LINE
    Client(HTTP_USER_AGENT="one").post(address, REMOTE_ADDR="203.0.113.7")
    assert Viewer.objects.count() == settings.SHAREDCOURT_BROADCAST_VIEWERS_OF_LINE + 1
    assert "made up" not in str(list(Viewer.objects.values()))
    viewers.forget(clock.today() + timedelta(days=1))
    assert not DailySalt.objects.exists()
    assert not Viewer.objects.exclude(line="").exists()


def test_lists_ask_the_database_the_same_number_of_times(browser_of: BrowserOf) -> None:
    first = making.announced()

    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert Client().get(address).status_code == 200
        return len(queries)

    before = {address: asked(address) for address in ("/live/", "/live/screen/")}
    for _more in range(3):
        making.announced(making.hearing(first.hearing.case))
    assert {address: asked(address) for address in before} == before
    assert asked("/live/replays/") <= 8


def asgi(path: str, method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 599, "headers": []})
        await send({"type": "http.response.body", "body": b"inner"})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    asyncio.run(PublicFiles(inner)({"type": "http", "path": path, "method": method}, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def test_public_files_are_ours_alone_and_kept_for_as_long_as_they_should() -> None:
    place = folders.public("B" * 24)
    place.mkdir(parents=True)
    (place / "live.m3u8").write_text("#EXTM3U")
    (place / "000001.ts").write_text("piece")
    (place / "secret.txt").write_text("secret")
    base = f"/live/files/{'B' * 24}"
    status, headers, body = asgi(f"{base}/live.m3u8")
    assert (status, body) == (200, b"#EXTM3U")
    assert headers[b"cache-control"] == b"public, max-age=1"
    status, headers, _body = asgi(f"{base}/000001.ts", "HEAD")
    assert (status, headers[b"content-length"], headers[b"content-type"]) == (200, b"5", b"video/mp2t")
    for wrong in ("/secret.txt", "/../../../keys/x.ts", "/000002.ts", "/", ""):
        assert asgi(f"{base}{wrong}")[0] == 404, wrong
    assert asgi("/live/files/../public/x/live.m3u8")[0] == 404
    assert asgi(f"{base}/live.m3u8", "POST")[0] == 405
    assert asgi("/live/")[0] == 599


def test_robots_are_asked_to_leave_the_pictures_alone() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "Disallow: /live/files/" in text
