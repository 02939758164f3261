"""Whether a value is of a type (DMN 1.5, 10.3.2.9): ``instance of`` and typed parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from checker.feel import types
from checker.feel.types import FeelType
from checker.feel.units import Quantity
from checker.feel.values import OpenRange, Range, Value, YearsMonths

_CLASSES: Final[Mapping[FeelType, tuple[type, ...]]] = {
    types.NUMBER: (Decimal, Fraction),
    types.ANY_QUANTITY: (Quantity,),
    types.BOOLEAN: (bool,),
    types.DATE: (dt.date,),
    types.TIME: (dt.time,),
    types.DATE_TIME: (dt.datetime,),
    types.DAYS_TIME_DURATION: (dt.timedelta,),
    types.YEARS_MONTHS_DURATION: (YearsMonths,),
}


def is_instance(value: Value, kind: FeelType) -> bool:
    """``value instance of kind``; null is an instance of nothing but Null."""
    if value is None:
        return kind is types.NULL
    return conforms(value, kind)


def conforms(value: Value, kind: FeelType) -> bool:
    """Whether ``value`` may stand where ``kind`` is wanted; null may stand anywhere."""
    if value is None or isinstance(kind, types.AnyType):
        return True
    match kind:
        case types.StringType():
            return type(value) is str and (kind.values is None or value in kind.values)
        case types.QuantityType():
            return type(value) is Quantity and value.dimension is kind.dimension
        case types.ListType():
            return type(value) is list and all(conforms(item, kind.item) for item in value)
        case types.RangeType():
            if type(value) is OpenRange:
                return conforms(value.end, kind.item)
            return type(value) is Range and conforms(value.start, kind.item) and conforms(value.end, kind.item)
        case types.ContextType():
            if type(value) is not dict:
                return False
            fields = (kind.fields or {}).items()
            return all(name in value and conforms(value[name], field) for name, field in fields)
        case types.FunctionType():
            return callable(value)
    # Exact classes: a date and time is a Python date, a boolean a Python int, and neither is one here.
    return type(value) in _CLASSES.get(kind, ())
