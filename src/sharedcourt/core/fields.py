"""Model fields for personal data, lookups and money."""

import json
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from sharedcourt.core import cipher


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text encrypted at rest. It cannot be searched; keep a `KeyedHashField` beside it where it must be found."""

    @property
    def _context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value in (None, "") else cipher.encrypt(str(value), context=self._context)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value if value in (None, "") else cipher.decrypt(str(value), context=self._context)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self._context} is encrypted and cannot be searched by {lookup_name}.")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value encrypted at rest (dates and decimals are written as text)."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return super().get_prep_value(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        plain = super().from_db_value(value, expression, connection)
        return None if plain in (None, "") else json.loads(str(plain))

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder, ensure_ascii=False)


class KeyedHashField(models.CharField):  # type: ignore[type-arg]
    """Hex HMAC-SHA-256 made by `core.cipher.keyed_hash`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 64
        super().__init__(*args, **kwargs)


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """Yuan with fen: at most 9,999,999,999,999.99."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = 15
        kwargs["decimal_places"] = 2
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        amount: Decimal | None = super().to_python(value)
        return amount
