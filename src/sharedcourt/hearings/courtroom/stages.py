"""The order sheet of a hearing (庭审流程): its stages in order, and what each says of speaking, admission and evidence.

One table for pages, API, microphones and films. Whoever sits on the bench and the clerk may always speak; everybody else what
the row of the stage says, and where one after the other is heard, only with the floor.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from sharedcourt.filing.cases.models import Procedure
from sharedcourt.hearings.models import Bench, Capacity


class Stage(models.TextChoices):
    CHECK_IN = "check_in", _("check-in")
    RIGHTS = "rights", _("rights and discipline")
    INVESTIGATION = "investigation", _("investigation: the parties are heard")
    EVIDENCE = "evidence", _("investigation: evidence")
    DEBATE = "debate", _("debate")
    LAST_STATEMENTS = "last_statements", _("last statements")
    MEDIATION = "mediation", _("mediation")
    ADJOURNED = "adjourned", _("adjourned")
    VERDICT = "verdict", _("verdict")


class Standing(models.TextChoices):
    """As what somebody is in the courtroom."""

    PRESIDING = Bench.PRESIDING.value, Bench.PRESIDING.label
    JUDGE = Bench.JUDGE.value, Bench.JUDGE.label
    ASSESSOR = Bench.ASSESSOR.value, Bench.ASSESSOR.label
    CLERK = "clerk", _("court clerk")
    PLAINTIFF = Capacity.PLAINTIFF.value, Capacity.PLAINTIFF.label
    PLAINTIFF_AGENT = Capacity.PLAINTIFF_AGENT.value, Capacity.PLAINTIFF_AGENT.label
    DEFENDANT = Capacity.DEFENDANT.value, Capacity.DEFENDANT.label
    DEFENDANT_AGENT = Capacity.DEFENDANT_AGENT.value, Capacity.DEFENDANT_AGENT.label
    THIRD_PARTY = Capacity.THIRD_PARTY.value, Capacity.THIRD_PARTY.label
    WITNESS = Capacity.WITNESS.value, Capacity.WITNESS.label
    EXPERT = Capacity.EXPERT.value, Capacity.EXPERT.label
    INTERPRETER = Capacity.INTERPRETER.value, Capacity.INTERPRETER.label
    SIGN_INTERPRETER = Capacity.SIGN_INTERPRETER.value, Capacity.SIGN_INTERPRETER.label
    HELPER = Capacity.HELPER.value, Capacity.HELPER.label


S = Standing
BENCH = frozenset({S.PRESIDING, S.JUDGE, S.ASSESSOR})
COURT = BENCH | {S.CLERK}
PLAINTIFFS = frozenset({S.PLAINTIFF, S.PLAINTIFF_AGENT})
DEFENDANTS = frozenset({S.DEFENDANT, S.DEFENDANT_AGENT})
PARTIES = PLAINTIFFS | DEFENDANTS | {S.THIRD_PARTY}
# Called in to be heard, and outside before and after (ODLR 26).
HEARD = frozenset({S.WITNESS, S.EXPERT})
INTERPRETERS = frozenset({S.INTERPRETER, S.SIGN_INTERPRETER})
ALWAYS_HEARD = COURT | PARTIES | INTERPRETERS
# A helper sees and hears with the one they help, and says nothing to the court (ODLR 2).
ALWAYS_IN = ALWAYS_HEARD | {S.HELPER}
NOBODY: frozenset[Standing] = frozenset()


@dataclass(frozen=True)
class Row:
    """One line of the order sheet. `speak`, `inside`, `see` and `show` are who may speak, be in the room, see and show evidence.

    `in_turn`: beside the court only who has the floor speaks. `turns`: in what order the law wants the sides asked.
    `onward`: the stages that may follow without a reason; any earlier one may with a reason.
    """

    stage: Stage
    article: str
    speak: frozenset[Standing]
    inside: frozenset[Standing] = ALWAYS_IN
    see: frozenset[Standing] = NOBODY
    show: frozenset[Standing] = NOBODY
    in_turn: bool = False
    turns: tuple[frozenset[Standing], ...] = ()
    onward: tuple[Stage, ...] = ()


T = Stage
ORDER = (PLAINTIFFS, DEFENDANTS, frozenset({S.THIRD_PARTY}))
SHEET: dict[Stage, Row] = {
    row.stage: row
    for row in (
        Row(T.CHECK_IN, "CPL 140(1)", speak=ALWAYS_HEARD, onward=(T.RIGHTS,)),
        Row(T.RIGHTS, "CPL 140(2)", speak=ALWAYS_HEARD, onward=(T.INVESTIGATION,)),
        Row(
            T.INVESTIGATION,
            "CPL 141(1)",
            speak=ALWAYS_HEARD | HEARD,
            inside=ALWAYS_IN | HEARD,
            see=ALWAYS_IN,
            show=COURT,
            turns=ORDER,
            onward=(T.EVIDENCE, T.DEBATE),
        ),
        Row(
            T.EVIDENCE,
            "CPL 141(2)-(5)",
            speak=ALWAYS_HEARD | HEARD,
            inside=ALWAYS_IN | HEARD,
            see=ALWAYS_IN | HEARD,
            show=COURT | PARTIES,
            turns=ORDER,
            onward=(T.EVIDENCE, T.DEBATE),
        ),
        Row(
            T.DEBATE,
            "CPL 144(1)",
            speak=ALWAYS_HEARD,
            see=ALWAYS_IN,
            show=COURT | PARTIES,
            in_turn=True,
            turns=ORDER,
            onward=(T.LAST_STATEMENTS,),
        ),
        Row(
            T.LAST_STATEMENTS,
            "CPL 144(2)",
            speak=ALWAYS_HEARD,
            in_turn=True,
            turns=ORDER,
            onward=(T.MEDIATION, T.ADJOURNED, T.VERDICT),
        ),
        Row(T.MEDIATION, "CPL 145", speak=ALWAYS_HEARD, see=ALWAYS_IN, show=COURT, onward=(T.ADJOURNED, T.VERDICT)),
        Row(T.ADJOURNED, "REC 3(1)", speak=COURT, onward=(T.VERDICT,)),
        Row(T.VERDICT, "CPL 151", speak=COURT | INTERPRETERS, onward=(T.ADJOURNED,)),
    )
}
PLACE = {stage: number for number, stage in enumerate(Stage)}
# Tried by one judge, these are not bound by the order of investigation and debate (CPL 163).
UNBOUND = (Procedure.SUMMARY, Procedure.SMALL)
BOUND_UNTIL = Stage.RIGHTS


def is_back(now: Stage, then: Stage) -> bool:
    """Whether this leads back on the order sheet. Evidence after evidence is the next item; a verdict follows an adjournment."""
    return PLACE[then] < PLACE[now] and then not in SHEET[now].onward


def onward(now: Stage, procedure: str) -> tuple[Stage, ...]:
    """The stages to which the judge may go on. Before rights have been told nothing else begins, whatever the procedure."""
    row = SHEET[now]
    if procedure not in UNBOUND or PLACE[now] < PLACE[BOUND_UNTIL]:
        return row.onward
    later = [stage for stage in Stage if PLACE[stage] > PLACE[now]]
    return tuple(dict.fromkeys((*row.onward, *later)))


def may_follow(now: Stage, then: Stage, procedure: str) -> bool:
    """Whether the judge may lead there: on as the sheet says, back to anything that has its place after check-in."""
    return then in onward(now, procedure) or (is_back(now, then) and then != Stage.CHECK_IN)


@dataclass(frozen=True)
class Here:
    """What decides whether somebody may speak, beside the row: `floor` is whether they have it, `taken` whether anybody has."""

    standing: Standing
    floor: bool = False
    taken: bool = False
    silenced: bool = False
    held_up: bool = False  # paused, suspended
    apart: bool = False


def may_speak(stage: Stage, here: Here) -> bool:
    """Whether a microphone may be on. The court always; in a private talk everybody in it; in a held-up hearing else nobody."""
    row = SHEET[stage]
    if here.standing in COURT or here.apart:
        return True
    if here.silenced or here.held_up or here.standing not in row.speak:
        return False
    if here.standing in INTERPRETERS:
        return True
    if here.standing in HEARD:
        return here.floor
    return here.floor or not (row.in_turn or here.taken)


def may_see(stage: Stage, standing: Standing, *, floor: bool) -> bool:
    """Whether evidence that is being shown is shown to them too; a witness sees it only while being heard."""
    return standing in SHEET[stage].see and (standing not in HEARD or floor)


def may_show(stage: Stage, standing: Standing, *, floor: bool) -> bool:
    """Whether they may choose what all look at: the court, and a party that has the floor."""
    return standing in SHEET[stage].show and (standing in COURT or floor)


def stops_without(standing: Standing, *, floor: bool, others: Iterable[Standing]) -> bool:
    """Whether the hearing cannot go on without somebody whose line is lost; `others`: who of the same party is still there.

    The bench must be complete and the record written (CPL 40, 150); a party is there while it or an agent of it is; whoever is
    just being heard, or interprets, is needed; a helper is not.
    """
    if standing in COURT or standing in INTERPRETERS:
        return True
    if standing == Standing.HELPER:
        return False
    if standing in HEARD:
        return floor
    return not any(True for _other in others)
