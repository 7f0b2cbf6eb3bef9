"""The clerk writes: with a good line, without one, on two pages, and by a form."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.transcript import actions, queries, ranks, speakers
from sharedcourt.hearings.transcript.models import LineState, Transcript
from sharedcourt.hearings.transcript.tests.making import Typist, begun, closed, text_of
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


def test_only_the_clerk_of_the_hearing_begins_the_record_and_twice_gives_the_same(hearing):
    row = begun(hearing)
    assert begun(hearing) == row
    for other in (cast.JUDGE, cast.OFFICER, cast.FILING_CLERK):
        with pytest.raises(NotAllowed):
            actions.begin(by=cast.person(other), hearing=hearing)
    assert Entry.objects.filter(action="hearings.transcript.begun").count() == 1


def test_the_record_begins_with_the_check_in_once_the_courtroom_is_there(hearing):
    room = hearing.room_id
    type(hearing).objects.filter(pk=hearing.pk).update(state="scheduled", room=None, opened_at=None)
    hearing.refresh_from_db()
    with pytest.raises(Conflict):
        actions.begin(by=hearing.clerk, hearing=hearing)
    type(hearing).objects.filter(pk=hearing.pk).update(room=room)
    row = begun(hearing)
    page = Typist(row).take_pen()
    page.type("（书记员查明当事人到庭情况，宣布法庭纪律。）", kind="note", at_ms=0)
    with pytest.raises(Conflict):
        actions.finish(by=hearing.clerk, transcript=row)
    assert queries.snapshot(row, 0, for_clerk=True)["now_ms"] == 0, "marks begin with the recording"
    type(hearing).objects.filter(pk=hearing.pk).update(state="cancelled")
    assert not queries.visible_to(cast.person(cast.BORROWER)).exists()


def test_what_is_typed_stands_in_the_record_with_its_speaker_and_time(row):
    page = Typist(row).take_pen()
    judge = speakers.of(row.hearing)[0]
    line = page.type("现在开庭。", speaker=judge.key, at_ms=61_000)
    assert text_of(row) == ["现在开庭。"]
    assert (line.speaker, line.at_ms, line.version, line.seq) == (judge.key, 61_000, 1, 1)
    assert judge.printed == "审判员"  # alone on the bench
    assert queries.head(Transcript.objects.select_related("pen__user").get(pk=row.pk))["writer"] == "许记"


def test_an_answer_that_got_lost_is_asked_for_again_and_nothing_is_written_twice(row):
    page = Typist(row).take_pen()
    first, second = page.operation("原告陈述诉讼请求。"), page.operation("被告答辩。")
    page.send(first, second)
    again = page.send(first, second)
    third = page.operation("无异议。")
    done = page.send(first, second, third)  # the whole queue, as after a reconnect
    assert text_of(row) == ["原告陈述诉讼请求。", "被告答辩。", "无异议。"]
    assert (again.number, again.seq) == (2, 2)
    assert (done.number, done.seq) == (3, 3)


def test_something_missing_in_between_is_noticed_and_nothing_of_it_is_kept(row):
    page = Typist(row).take_pen()
    page.type("一")
    page.operation("lost on the way")
    late = page.operation("三")
    with pytest.raises(Conflict) as refused:
        page.send(late)
    assert refused.value.field == "number"
    assert text_of(row) == ["一"]


def test_keystrokes_of_one_line_are_one_change_and_a_later_mending_is_another(row, moment):
    page = Typist(row).take_pen()
    line = page.type("被")
    for text in ("被告", "被告答", "被告答辩"):
        page.type(text, line=line.key)
    assert [change.content["text"] for change in row.changes.all()] == ["被告答辩"]
    moment.shift(timedelta(minutes=5))
    page.type("被告答辩如下", line=line.key)
    assert [change.content["text"] for change in row.changes.all()] == ["被告答辩", "被告答辩如下"]
    line.refresh_from_db()
    assert (line.version, line.seq) == (5, 5)


def test_a_line_comes_between_two_others_and_moves_neither(row):
    page = Typist(row).take_pen()
    first, last = page.type("一"), page.type("三")
    page.type("二", rank=ranks.between(first.rank, last.rank))
    assert text_of(row) == ["一", "二", "三"]
    page.send(page.operation("", line=first.key, what="out"))
    assert text_of(row) == ["二", "三"]
    assert row.lines.get(key=first.key).state == LineState.OUT


def test_two_pages_of_the_clerk_the_older_one_becomes_a_reader(row):
    old, new = Typist(row, "older-page").take_pen(), Typist(row, "newer-page")
    old.type("一")
    new.take_pen()
    with pytest.raises(Conflict) as refused:
        old.take_pen()
    assert refused.value.field == "pen"
    new.rank = old.rank
    new.type("二")
    assert text_of(row) == ["一", "二"]
    # The same person on another page is no takeover that the ledger must know of.
    assert Entry.objects.filter(action="hearings.transcript.pen").count() == 1
    assert row.pens.filter(ended_at__isnull=False).count() == 1


def test_what_was_written_without_network_while_another_page_went_on_is_proposed_and_overwrites_nothing(row):
    old, new = Typist(row, "older-page").take_pen(), Typist(row, "newer-page")
    line = old.type("利息按年利率6.5%计算")
    changed = old.operation("利息按年利率9.75%计算", line=line.key)
    more = old.operation("被告对此无异议")
    new.take_pen()
    new.type("利息按月付", line=line.key, rank=line.rank, seen=1)
    old.send(changed, more)
    old.send(changed, more)
    assert text_of(row) == ["利息按月付"]
    waiting = list(queries.proposals(row))
    assert {one.text for one in waiting} == {"利息按年利率9.75%计算", "被告对此无异议"}
    assert {one.source for one in waiting} == {"late"}
    assert next(one for one in waiting if "9.75" in one.text).about == line
    taken = actions.take(by=row.hearing.clerk, transcript=row, line=more.line)
    assert taken.state == LineState.IN_RECORD
    assert text_of(row) == ["利息按月付", "被告对此无异议"]
    actions.drop(by=row.hearing.clerk, transcript=row, line=next(one.key for one in waiting if "9.75" in one.text))
    assert not queries.proposals(row).exists()
    with pytest.raises(Conflict):
        actions.take(by=row.hearing.clerk, transcript=row, line=more.line)


def test_late_keystrokes_of_one_line_are_one_proposal(row):
    old = Typist(row, "older-page").take_pen()
    line = old.operation("被")
    texts = [line, *(old.operation(text, line=line.line) for text in ("被告", "被告说"))]
    Typist(row, "newer-page").take_pen()
    old.send(*texts)
    assert [one.text for one in queries.proposals(row)] == ["被告说"]


def test_another_clerk_takes_over_and_that_is_in_the_ledger(row):
    former = row.hearing.clerk
    first = Typist(row).take_pen()
    first.type("一")
    other = cast.person(cast.FILING_CLERK)
    type(row.hearing).objects.filter(pk=row.hearing.pk).update(clerk=other)
    row = queries.rows().get(pk=row.pk)
    second = Typist(row, "of-the-other", other)
    with pytest.raises(Conflict):
        second.take_pen()
    second.take_pen(over=True)
    entry = Entry.objects.filter(action="hearings.transcript.pen").last()
    assert entry.actor == other.pk
    assert entry.payload.facts["former"] == str(former.pk)
    with pytest.raises(NotAllowed):
        actions.apply(by=former, transcript=row, pen="page-of-the-clerk", operations=[first.operation("二")])


@pytest.mark.parametrize("member", [cast.JUDGE, cast.OFFICER, cast.BORROWER, cast.FILING_CLERK, cast.STRANGER])
def test_nobody_but_the_clerk_writes(row, member):
    page = Typist(row).take_pen()
    with pytest.raises(NotAllowed):
        actions.apply(by=cast.person(member), transcript=row, pen="page-of-the-clerk", operations=[page.operation("x")])
    with pytest.raises(NotAllowed):
        actions.take_pen(by=cast.person(member), transcript=row, name="another-page")
    with pytest.raises(NotAllowed):
        actions.write(by=cast.person(member), transcript=row, text="x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"speaker": "person-of-another-hearing"},
        {"kind": "shout"},
        {"rank": "abc"},
        {"rank": "000"},
        {"text": "字" * 4001},
        {"at_ms": -1},
        {"what": "burn"},
    ],
)
def test_what_cannot_be_a_line_is_refused_whole(row, wrong):
    page = Typist(row).take_pen()
    good = page.operation("一")
    bad = page.operation(**{"text": "二", **wrong})
    with pytest.raises(Invalid):
        page.send(good, bad)
    assert text_of(row) == []


def test_a_page_that_never_had_the_pen_writes_nothing(row):
    with pytest.raises(Conflict) as refused:
        Typist(row, "never-had-it").type("一")
    assert refused.value.field == "pen"


def test_without_scripts_each_line_is_a_form(row):
    clerk = row.hearing.clerk
    first = actions.write(by=clerk, transcript=row, text="一")
    last = actions.write(by=clerk, transcript=row, text="三")
    actions.write(by=clerk, transcript=row, text="二", after=first.key)
    assert text_of(row) == ["一", "二", "三"]
    actions.write(by=clerk, transcript=row, text="叁", line=last.key)
    actions.write(by=clerk, transcript=row, text="", line=first.key)
    assert text_of(row) == ["二", "叁"]
    assert first.at_ms == 60_000  # a minute after the opening
    with pytest.raises(Conflict):
        actions.write(by=clerk, transcript=row, text="x", line=first.key)
    with pytest.raises(Invalid):
        actions.write(by=clerk, transcript=row, text="  ")


def test_a_form_and_a_page_of_the_same_clerk_take_the_pen_from_each_other(row):
    page = Typist(row).take_pen()
    page.type("一")
    actions.write(by=row.hearing.clerk, transcript=row, text="二")
    late = page.operation("三")
    page.send(late)
    assert text_of(row) == ["一", "二"]
    assert [one.text for one in queries.proposals(row)] == ["三"]


def test_words_are_encrypted_where_they_lie(row):
    from django.db import connection

    Typist(row).take_pen().type("借款本金三十万元")
    with connection.cursor() as cursor:
        for table, column in (("hearings_line", "text"), ("hearings_linechange", "content")):
            cursor.execute(f"SELECT {column} FROM {table}")
            assert all("本金" not in str(value) for (value,) in cursor.fetchall())


def test_who_reads_along_and_who_does_not(row):
    Typist(row).take_pen().type("一")
    for member in (cast.COURT_CLERK, cast.JUDGE, cast.OFFICER, cast.BORROWER):
        assert queries.visible_to(cast.person(member)).exists(), member.key
    for member in (cast.STRANGER, cast.FILING_CLERK, cast.WIFE, cast.RIVAL_OFFICER):
        assert not queries.visible_to(cast.person(member)).exists(), member.key


def test_a_witness_does_not_read_what_is_said_before_and_reads_the_finished_record(row):
    witness = cast.person(cast.WIFE)
    row.hearing.participants.create(user=witness, capacity="witness")
    Typist(row).take_pen().type("一")
    assert not queries.visible_to(witness).exists()
    actions.finish(by=row.hearing.clerk, transcript=row)
    assert not queries.visible_to(witness).exists(), "somebody may still be heard"
    closed(row.hearing)
    assert queries.visible_to(witness).exists()


def test_readers_are_told_what_changed_and_never_of_proposals(row):
    page = Typist(row).take_pen()
    line = page.type("一")
    actions.propose(by=row.hearing.clerk, transcript=row, said=[actions.Said("听到的话", 5000)])
    page.send(page.operation("", line=line.key, what="out"))
    row.refresh_from_db()
    for_reader = queries.since(row, 0, for_clerk=False)
    assert [(one["state"], one["text"]) for one in for_reader] == [("out", "")]
    assert {one["state"] for one in queries.since(row, 0, for_clerk=True)} == {"out", "proposed"}


# ---------- places between places

places = st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=60)


@given(places)
def test_however_lines_are_put_between_others_they_stay_in_order(choices):
    standing: list[str] = []
    for choice in choices:
        at = choice % (len(standing) + 1)
        before = standing[at - 1] if at else ""
        behind = standing[at] if at < len(standing) else None
        made = ranks.between(before, behind)
        assert before < made
        assert behind is None or made < behind
        assert ranks.WELL_FORMED.fullmatch(made)
        standing.insert(at, made)
    assert standing == sorted(standing)
    assert len(set(standing)) == len(standing)


def test_there_is_no_place_where_there_is_none():
    with pytest.raises(ValueError, match="no place"):
        ranks.between("2", "1")
    with pytest.raises(ValueError, match="no place"):
        ranks.between("1", "10")
