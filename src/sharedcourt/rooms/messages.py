"""What a browser may say over the room's WebSocket (docs/signalling.md). Everything unknown is refused or dropped.

There is no sender in these messages: the server knows who is speaking by the connection. A `from` that a browser writes is
dropped here and never read.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

VERSION = 1
SIZE_LIMIT = 64 * 1024
CAPTION_LENGTH = 300
CIRCLE_LENGTH = 24
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,40}$")]
Circle = Annotated[str, Field(max_length=CIRCLE_LENGTH)]
SeatId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, str_max_length=48 * 1024)


class Hello(_Message):
    """Take the seat. `instance` is made by the page at each load and tells the others whether it is the same page."""

    type: Literal["hello"]
    v: Literal[1]
    instance: Name
    mic: bool = False
    camera: bool = False
    rtt_ms: Annotated[int, Field(ge=0, le=60_000)] | None = None


class Check(_Message):
    """Before joining: which STUN and TURN servers to try (also measures the round trip)."""

    type: Literal["check"]


class Heartbeat(_Message):
    """Every five seconds; answered with the same `n`. `loss`: how many of a hundred packets of sound and picture went missing."""

    type: Literal["heartbeat"]
    n: Annotated[int, Field(ge=0, le=2**31)] = 0
    rtt_ms: Annotated[int, Field(ge=0, le=60_000)] | None = None
    loss: Annotated[int, Field(ge=0, le=100)] | None = None


class Description(_Message):
    type: Literal["offer", "answer"]
    sdp: Annotated[str, Field(min_length=1, max_length=40_000)]


class Candidate(_Message):
    candidate: Annotated[str, Field(max_length=2_000)]
    sdpMid: Annotated[str, Field(max_length=40)] | None = None  # noqa: N815  the browser's name
    sdpMLineIndex: Annotated[int, Field(ge=0, le=1_000)] | None = None  # noqa: N815
    usernameFragment: Annotated[str, Field(max_length=300)] | None = None  # noqa: N815


class Signal(_Message):
    """One step of negotiation with one endpoint: exactly one of description, candidate and want."""

    type: Literal["signal"]
    to: SeatId | Literal["server-up", "server-down"]
    to_instance: Name | None = None
    epoch: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    description: Description | None = None
    candidate: Candidate | None = None
    want: Literal["offer"] | None = None

    @model_validator(mode="after")
    def one_thing(self) -> "Signal":
        if sum(part is not None for part in (self.description, self.candidate, self.want)) != 1:
            raise ValueError("exactly one of description, candidate and want")
        return self


class Media(_Message):
    """My microphone, camera and screen as the others are to see them; `reason`: why there is no picture against my wish."""

    type: Literal["media"]
    mic: bool
    camera: bool
    sharing: bool = False
    reason: Literal["", "network", "unplugged"] = ""
    # The camera's own settings say that what is behind me is hidden.
    blurred: bool = False


class View(_Message):
    """How high my page shows each seat's picture, in rows (0: not seen), and how poor my line is (0 good to 3 sound only)."""

    type: Literal["view"]
    sizes: Annotated[dict[SeatId, Annotated[int, Field(ge=0, le=10_000)]], Field(max_length=32)]
    line: Annotated[int, Field(ge=0, le=3)] = 0


class Moderate(_Message):
    """The host's acts; `admit_all` needs no seat."""

    type: Literal["moderate"]
    action: Literal["admit", "admit_all", "mute", "camera_off", "remove", "close"]
    seat: SeatId | None = None

    @model_validator(mode="after")
    def names_a_seat(self) -> "Moderate":
        if self.seat is None and self.action not in {"admit_all", "close"}:
            raise ValueError("seat is missing")
        return self


class Chat(_Message):
    """A line of chat; `client_id` makes a repeated sending count once."""

    type: Literal["chat"]
    client_id: Name
    text: Annotated[str, Field(min_length=1, max_length=1_000)]
    # Where the page was when the line was written: it is never said anywhere else.
    circle: Circle | None = None


class Caucus(_Message):
    """The host's separate talk: `begin` with a side or one seat, `bring` a seat over, `send` it back, `end`."""

    type: Literal["caucus"]
    action: Literal["begin", "bring", "send", "end"]
    side: Literal["applicant", "respondent"] | None = None
    seat: SeatId | None = None

    @model_validator(mode="after")
    def names_whom(self) -> "Caucus":
        given = (self.side is not None) + (self.seat is not None)
        if given != (0 if self.action == "end" else 1) or (self.action in {"bring", "send"} and self.seat is None):
            raise ValueError("with whom")
        return self


class Hand(_Message):
    """My hand is up, or down; the host also takes somebody else's (`seat`) down."""

    type: Literal["hand"]
    up: bool
    seat: SeatId | None = None


class React(_Message):
    """One of the four reactions a court has use for; shown for a moment, not kept."""

    type: Literal["react"]
    kind: Literal["agree", "disagree", "slower", "unclear"]


class Caption(_Message):
    """What I say, written down by my browser; passed on and kept nowhere. `final`: the sentence will not change any more."""

    type: Literal["caption"]
    text: Annotated[str, Field(min_length=1, max_length=CAPTION_LENGTH)]
    final: bool = False
    # Where the page was when the sentence began: its words are shown nowhere else.
    circle: Circle


class Recording(_Message):
    """The host's acts on a recording, what the host's page reports of it, and everyone's own answer (`consent`, `refuse`)."""

    type: Literal["recording"]
    action: Literal["ask", "pause", "resume", "end", "retry", "lost", "unable", "consent", "refuse"]


class Bye(_Message):
    """I am leaving by choice."""

    type: Literal["bye"]


Message = (
    Hello
    | Check
    | Heartbeat
    | Signal
    | Media
    | View
    | Moderate
    | Chat
    | Caucus
    | Hand
    | React
    | Caption
    | Recording
    | Bye
)
TYPES = frozenset(
    {
        "hello", "check", "heartbeat", "signal", "media", "view", "moderate", "chat", "caucus", "hand", "react", "caption",
        "recording", "bye",
    }
)  # fmt: skip
_adapter: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def read_sound(frame: bytes) -> tuple[str, bytes]:
    """A binary frame: the circle in which its two seconds began (24 bytes, filled up with spaces), then a WAV file."""
    return frame[:CIRCLE_LENGTH].decode("ascii", "replace").rstrip(" "), frame[CIRCLE_LENGTH:]


def read(content: object) -> Message:
    """The message, validated; raises pydantic's `ValidationError`."""
    return _adapter.validate_python(content)
