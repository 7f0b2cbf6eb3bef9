"""Frozen dataclasses of the law to plain JSON and back: Decimal and date as text, tuples as lists."""

import types
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from sharedcourt.law.errors import LawError

T = TypeVar("T")


def encode(value: Any) -> Any:
    """A value of the law as JSON-ready data. A dataclass with its own `to_json` below the top speaks for itself."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _encode_part(getattr(value, each.name)) for each in fields(value)}
    return _encode_part(value)


def _encode_part(value: Any) -> Any:
    if hasattr(value, "to_json"):
        return value.to_json()
    if is_dataclass(value):
        return encode(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_encode_part(each) for each in value]
    return value


def decode(kind: type[T], value: Any) -> T:
    """Build a dataclass from what `encode` wrote. Missing fields take their defaults; unknown or malformed ones raise LawError `bad_json`."""
    if not isinstance(value, dict):
        raise LawError("bad_json", f"{kind.__name__} is written as an object")
    hints = get_type_hints(kind)
    unknown = set(value) - set(hints)
    if unknown:
        raise LawError("bad_json", f"{kind.__name__} has no {sorted(unknown)}", field=min(unknown))
    arguments = {}
    for name, given in value.items():
        try:
            arguments[name] = _decode_part(hints[name], given)
        except LawError:
            raise
        except (ArithmeticError, KeyError, TypeError, ValueError) as exc:
            raise LawError("bad_json", f"{kind.__name__}.{name} cannot be read", field=name) from exc
    try:
        return kind(**arguments)
    except TypeError as exc:
        raise LawError("bad_json", f"{kind.__name__} lacks a field: {exc}") from exc


def _decode_part(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        if value is None and type(None) in get_args(hint):
            return None
        return _decode_part(next(each for each in get_args(hint) if each is not type(None)), value)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise TypeError("a list is needed")
        return tuple(_decode_part(get_args(hint)[0], each) for each in value)
    if origin is Literal:
        if value not in get_args(hint):
            raise ValueError("not one of the choices")
        return value
    if is_dataclass(hint) and isinstance(hint, type):
        reader = getattr(hint, "from_json", None)
        return reader(value) if reader else decode(hint, value)
    return _decode_scalar(hint, value)


def _decode_scalar(hint: Any, value: Any) -> Any:
    if hint is Decimal:
        if isinstance(value, float):
            raise TypeError("money is written as text")
        amount = Decimal(value)
        if not amount.is_finite():
            raise ValueError("not a number")
        return amount
    if hint is date:
        return date.fromisoformat(value)
    if hint is int and isinstance(value, bool):
        raise TypeError("a number is needed")
    if isinstance(hint, type) and not isinstance(value, hint):
        raise TypeError(f"{hint.__name__} is needed")
    return value
