"""The FEEL types (DMN 1.5, 10.3.2.9), with quantities as the extension: what a fact, an expression, a parameter is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from checker.feel.units import Dimension


@dataclass(frozen=True, slots=True)
class AnyType:
    """Anything; also what is only known at run time."""

    def __str__(self) -> str:
        return "Any"


@dataclass(frozen=True, slots=True)
class NullType:
    """Only null."""

    def __str__(self) -> str:
        return "Null"


@dataclass(frozen=True, slots=True)
class NumberType:
    """A plain number."""

    def __str__(self) -> str:
        return "number"


@dataclass(frozen=True, slots=True)
class QuantityType:
    """A quantity of one dimension."""

    dimension: Dimension

    def __str__(self) -> str:
        return f"quantity<{self.dimension.symbol}>"


@dataclass(frozen=True, slots=True)
class AnyQuantity:
    """A quantity whose dimension is only known at run time, e.g. a carrier's annual amount; fits any unit."""

    def __str__(self) -> str:
        return "quantity"


@dataclass(frozen=True, slots=True)
class StringType:
    """A string, or one of a closed list of ``values``."""

    values: frozenset[str] | None = None

    def __str__(self) -> str:
        return "string"


@dataclass(frozen=True, slots=True)
class BooleanType:
    """A boolean."""

    def __str__(self) -> str:
        return "boolean"


@dataclass(frozen=True, slots=True)
class DateType:
    """A date."""

    def __str__(self) -> str:
        return "date"


@dataclass(frozen=True, slots=True)
class TimeType:
    """A time of day."""

    def __str__(self) -> str:
        return "time"


@dataclass(frozen=True, slots=True)
class DateTimeType:
    """A date and time."""

    def __str__(self) -> str:
        return "date and time"


@dataclass(frozen=True, slots=True)
class DaysTimeDurationType:
    """A days and time duration."""

    def __str__(self) -> str:
        return "days and time duration"


@dataclass(frozen=True, slots=True)
class YearsMonthsDurationType:
    """A years and months duration."""

    def __str__(self) -> str:
        return "years and months duration"


@dataclass(frozen=True, slots=True)
class ListType:
    """A list of ``item``."""

    item: FeelType

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class RangeType:
    """A range over ``item``."""

    item: FeelType

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType:
    """A context; ``fields`` is None when its members are not known."""

    fields: Mapping[str, FeelType] | None = None

    def __str__(self) -> str:
        if self.fields is None:
            return "context"
        return f"context<{', '.join(f'{name}: {kind}' for name, kind in self.fields.items())}>"

    def __hash__(self) -> int:
        return hash(frozenset(self.fields)) if self.fields is not None else 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; a ``repeated`` one takes all remaining positional arguments."""

    name: str
    type: FeelType
    optional: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A function: its parameters in order and what it gives."""

    parameters: tuple[Parameter, ...] = ()
    result: FeelType = field(default_factory=AnyType)

    def __str__(self) -> str:
        return f"function<{', '.join(str(parameter.type) for parameter in self.parameters)}> -> {self.result}"


FeelType: TypeAlias = (
    AnyType
    | NullType
    | NumberType
    | QuantityType
    | AnyQuantity
    | StringType
    | BooleanType
    | DateType
    | TimeType
    | DateTimeType
    | DaysTimeDurationType
    | YearsMonthsDurationType
    | ListType
    | RangeType
    | ContextType
    | FunctionType
)

ANY = AnyType()
NULL = NullType()
NUMBER = NumberType()
ANY_QUANTITY = AnyQuantity()
STRING = StringType()
BOOLEAN = BooleanType()
DATE = DateType()
TIME = TimeType()
DATE_TIME = DateTimeType()
DAYS_TIME_DURATION = DaysTimeDurationType()
YEARS_MONTHS_DURATION = YearsMonthsDurationType()
ANY_LIST = ListType(ANY)
CONTEXT = ContextType()

SIMPLE_TYPES: Mapping[str, FeelType] = {
    str(kind): kind
    for kind in (
        ANY,
        NULL,
        NUMBER,
        ANY_QUANTITY,
        STRING,
        BOOLEAN,
        DATE,
        TIME,
        DATE_TIME,
        DAYS_TIME_DURATION,
        YEARS_MONTHS_DURATION,
        CONTEXT,
    )
} | {"list": ANY_LIST, "range": RangeType(ANY), "function": FunctionType()}
"""The types by the name FEEL gives them, for ``instance of``."""
