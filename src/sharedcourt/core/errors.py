"""What an action may answer instead of doing its work. Faces turn these into messages next to the field.

`status` is what a face that speaks HTTP answers with.
"""

from typing import Any


class ActionRefused(Exception):
    """The base: nothing was done."""

    status = 400

    def __init__(self, message: Any = "", *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)

    def put_beside(self, form: Any) -> None:
        """Say it next to the field of a form that it names, or above the form when that has no such field."""
        form.add_error(self.field if self.field in form.fields else None, str(self))


class NotAllowed(ActionRefused):
    """This person may not do this. Strangers, who may not even know the thing exists, get 404 instead."""

    status = 403


class Invalid(ActionRefused):
    """Something entered is wrong; `field` names it and the message says what to do."""

    status = 422


class Conflict(ActionRefused):
    """Somebody else was faster, or the state has moved on: look again, then decide."""

    status = 409


class Unavailable(ActionRefused):
    """An outside system did not answer; nothing was done and it may be tried again."""

    status = 503
