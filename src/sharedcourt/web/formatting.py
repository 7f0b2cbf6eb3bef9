"""How figures, dates and numbers are written for people, in the language of the page."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import get_language, gettext, ngettext, pgettext

from sharedcourt.core import clock
from sharedcourt.law import workdays

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MOBILE_DIGITS = 11

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def is_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def figures(amount: Decimal | int | str | float) -> str:
    """`280000` → `280,000.00`: two decimals, thousands separated. What is not a number is returned as it is."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    text = f"{abs(value):,.2f}"
    return f"−{text}" if value < 0 else text


def money(amount: Decimal | int | str | float) -> str:
    """`280,000.00 元`, or `280,000.00 yuan` in English; without markup."""
    return f"{figures(amount)} {pgettext('unit of money', 'yuan')}"


def _parts(moment: date) -> tuple[date, datetime | None]:
    if isinstance(moment, datetime):
        at = clock.local(moment) if moment.tzinfo else moment
        return at.date(), at
    return moment, None


def day(moment: date) -> str:
    """`2022年1月6日`, in English `6 January 2022`; on a clock in China."""
    on, _at = _parts(moment)
    if is_chinese():
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def clock_time(moment: date) -> str:
    """`14:00`, on a clock in China; empty for a date without a time."""
    _on, at = _parts(moment)
    return f"{at:%H:%M}" if at else ""


def day_and_time(moment: date) -> str:
    """`2022年1月6日 14:00`, in English `6 January 2022, 14:00`; only the day for a date without a time."""
    time = clock_time(moment)
    if not time:
        return day(moment)
    return f"{day(moment)} {time}" if is_chinese() else f"{day(moment)}, {time}"


def weekday(moment: date) -> str:
    """`星期四`, in English `Thursday`."""
    on, _at = _parts(moment)
    names = (
        gettext("Monday"), gettext("Tuesday"), gettext("Wednesday"), gettext("Thursday"),
        gettext("Friday"), gettext("Saturday"), gettext("Sunday"),
    )  # fmt: skip
    return names[on.weekday()]


def duration(seconds: float) -> str:
    """A length of time in words, in its largest unit or two: `2 hours 5 minutes`, `40 seconds`."""
    left = max(0, int(seconds))
    days, left = divmod(left, DAY)
    hours, left = divmod(left, HOUR)
    minutes, rest = divmod(left, MINUTE)
    words: list[str] = []
    if days:
        words.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours:
        words.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if minutes and not days:
        words.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    if not words:
        words.append(ngettext("%(count)d second", "%(count)d seconds", rest) % {"count": rest})
    return ("" if is_chinese() else " ").join(words)


def is_past(deadline: date) -> bool:
    """Whether a time limit has run out: a date runs until its day in China has ended."""
    if isinstance(deadline, datetime):
        return deadline <= clock.now()
    return deadline < clock.today()


def left_until(deadline: date) -> str:
    """What is left of a time limit in words: working days when it is a date or days away, hours and minutes when near."""
    if is_past(deadline):
        return gettext("time limit passed")
    last, at = _parts(deadline)
    today = clock.today()
    if isinstance(deadline, datetime) and at is not None:
        seconds = (deadline - clock.now()).total_seconds()
        if seconds < DAY:
            return gettext("%(duration)s left") % {
                "duration": duration(seconds if seconds < MINUTE else seconds // MINUTE * MINUTE)
            }
    if last == today:
        return gettext("last day: today")
    days = workdays.working_days_between(today, last)
    return ngettext("%(count)d working day left", "%(count)d working days left", days) % {"count": days}


def masked_phone(phone: str) -> str:
    """`138****5678`; a number of another shape keeps only its last two digits."""
    if len(phone) == MOBILE_DIGITS and phone.isdigit():
        return f"{phone[:3]}****{phone[-4:]}"
    return f"{'*' * max(0, len(phone) - 2)}{phone[-2:]}" if phone else ""


def masked_resident_id(number: str) -> str:
    """`330***********0016`: the province and the last four."""
    if not number:
        return ""
    return f"{number[:3]}{'*' * max(0, len(number) - 7)}{number[-4:]}"
