"""What the law refuses, with words for people in both languages."""

from sharedcourt.law.error_words import words


class LawError(ValueError):
    """A sum, date, number or text the law cannot accept.

    `code` is stable and snake_case, `field` names the input it concerns (may be empty), `params` fill the words. `text()` is for
    people, `message` for developers and logs.
    """

    def __init__(self, code: str, message: str, *, field: str = "", **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message
        self.params = params

    def text(self, lang: str = "zh") -> str:
        """The refusal as a sentence to show beside the field."""
        return words(self.code, lang, {**self.params, "field": self.field})


class LawWarning(UserWarning):
    """The answer stands, but rests on something not certain."""
