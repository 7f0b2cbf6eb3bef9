"""What a page may say over the record's WebSocket, or send as JSON where there is none."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sharedcourt.hearings.transcript.actions import Operation
from sharedcourt.hearings.transcript.actions.writing import LONGEST, MOST_AT_ONCE

COUNT = Field(ge=0, le=2**53)


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OperationIn(_Message):
    """One thing the clerk's page has done; see `actions.writing.Operation`."""

    number: int = COUNT
    line: UUID
    what: Literal["put", "out"] = "put"
    seen: int = COUNT
    rank: str = Field("", max_length=200)
    kind: str = Field("speech", max_length=10)
    speaker: str = Field("", max_length=60)
    text: str = Field("", max_length=LONGEST)
    at_ms: int = COUNT


class Batch(_Message):
    """What a page has done and nobody has acknowledged, in order."""

    pen: str = Field(max_length=40)
    operations: list[OperationIn] = Field(min_length=1, max_length=MOST_AT_ONCE)

    def as_actions(self) -> list[Operation]:
        return [Operation(**operation.model_dump()) for operation in self.operations]


class Operations(Batch):
    type: Literal["operations"]


class Since(_Message):
    """Everything after this count, please."""

    type: Literal["since"]
    seq: int = COUNT


class Ping(_Message):
    type: Literal["ping"]


Message = Annotated[Operations | Since | Ping, Field(discriminator="type")]
_reader: TypeAdapter[Any] = TypeAdapter(Message)


def read(content: Any) -> Operations | Since | Ping:
    """Raises pydantic's ValidationError for anything else."""
    message: Operations | Since | Ping = _reader.validate_python(content)
    return message
