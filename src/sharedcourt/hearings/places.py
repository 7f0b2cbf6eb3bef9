"""Where the court sits: at a stop of a circuit tour, or in its (virtual) courtroom. Whoever names the place of a hearing asks here."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sharedcourt.hearings.circuit.models import Stop
    from sharedcourt.hearings.models import Hearing


def stop_of(hearing: "Hearing") -> "Stop | None":
    """The stop at which the hearing is held; without a query where it was read with `queries.WITH`."""
    held = getattr(hearing, "circuit", None)
    return held.stop if held is not None else None


def place_of_hearing(hearing: "Hearing") -> str:
    """The place in words, with the address of a stop; empty where there is none (yet)."""
    stop = stop_of(hearing)
    if stop is not None:
        return f"{stop.place}（{stop.address}）"
    return hearing.courtroom.name if hearing.courtroom is not None else ""
