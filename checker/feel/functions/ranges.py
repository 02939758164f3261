"""Range functions (DMN 1.5, 10.3.4.9): how points and ranges lie to each other."""

from __future__ import annotations

from checker.feel import operations
from checker.feel.functions.registry import builtin
from checker.feel.types import BOOLEAN
from checker.feel.values import OpenRange, Range, Value


class _UndecidedError(Exception):
    """Two ends that cannot be compared: the whole function is null."""


class _Span:
    """A point or range by its two ends; an end of a range open to that side is absent."""

    __slots__ = ("bounded_above", "bounded_below", "end", "end_included", "is_point", "start", "start_included")

    def __init__(self, value: Value) -> None:
        self.is_point = not isinstance(value, Range | OpenRange)
        self.bounded_below = self.bounded_above = True
        match value:
            case Range():
                self.start, self.end = value.start, value.end
                self.start_included, self.end_included = value.start_included, value.end_included
            case OpenRange():
                if value.operator == "!=":
                    raise _UndecidedError
                self.start = self.end = value.end
                self.start_included = self.end_included = value.operator in ("=", "<=", ">=")
                self.bounded_below = value.operator not in ("<", "<=")
                self.bounded_above = value.operator not in (">", ">=")
            case _:
                self.start = self.end = value
                self.start_included = self.end_included = True


def _less(left: Value, right: Value) -> bool:
    answer = operations.less(left, right)
    if answer is None:
        raise _UndecidedError
    return answer


def _equal(left: Value, right: Value) -> bool:
    answer = operations.equal(left, right) if left is not None and right is not None else None
    if answer is None:
        raise _UndecidedError
    return answer


def _ends_before(left: _Span, right: _Span) -> bool:
    """Whether all of ``left`` lies before all of ``right``."""
    if not left.bounded_above or not right.bounded_below:
        return False
    touching = left.end_included and right.start_included
    return _less(left.end, right.start) or (not touching and _equal(left.end, right.start))


def _starts_first(left: _Span, right: _Span, *, or_together: bool) -> bool:
    """Whether ``left`` has a point before all of ``right``, or begins together with it."""
    if not left.bounded_below or not right.bounded_below:
        return (not left.bounded_below) if right.bounded_below else (or_together and not left.bounded_below)
    if _less(left.start, right.start):
        return True
    if not _equal(left.start, right.start):
        return False
    if left.start_included is right.start_included:
        return or_together
    return left.start_included


def _ends_last(left: _Span, right: _Span, *, or_together: bool) -> bool:
    """Whether ``left`` has a point after all of ``right``, or ends together with it."""
    if not left.bounded_above or not right.bounded_above:
        return (not left.bounded_above) if right.bounded_above else (or_together and not left.bounded_above)
    if _less(right.end, left.end):
        return True
    if not _equal(left.end, right.end):
        return False
    if left.end_included is right.end_included:
        return or_together
    return left.end_included


def _share(left: _Span, right: _Span) -> bool:
    return not _ends_before(left, right) and not _ends_before(right, left)


def _same_start(left: _Span, right: _Span) -> bool:
    if not left.bounded_below or not right.bounded_below:
        return left.bounded_below is right.bounded_below
    return left.start_included is right.start_included and _equal(left.start, right.start)


def _same_end(left: _Span, right: _Span) -> bool:
    if not left.bounded_above or not right.bounded_above:
        return left.bounded_above is right.bounded_above
    return left.end_included is right.end_included and _equal(left.end, right.end)


def _spans(left: Value, right: Value) -> tuple[_Span, _Span]:
    if left is None or right is None:
        raise _UndecidedError
    return _Span(left), _Span(right)


@builtin(
    "before",
    "point1: any, point2: any",
    "point: any, range: any",
    "range: any, point: any",
    "range1: any, range2: any",
    result=BOOLEAN,
)
def before(left: Value, right: Value) -> Value:
    """Whether the first lies wholly before the second."""
    try:
        return _ends_before(*_spans(left, right))
    except _UndecidedError:
        return None


@builtin(
    "after",
    "point1: any, point2: any",
    "point: any, range: any",
    "range: any, point: any",
    "range1: any, range2: any",
    result=BOOLEAN,
)
def after(left: Value, right: Value) -> Value:
    """Whether the first lies wholly after the second."""
    return before(right, left)


@builtin("meets", "range1: any, range2: any", result=BOOLEAN)
def meets(left: Value, right: Value) -> Value:
    """Whether the first ends in the very point where the second begins."""
    try:
        one, other = _spans(left, right)
        if one.is_point or other.is_point:
            return None
        if not (one.bounded_above and other.bounded_below and one.end_included and other.start_included):
            return False
        return _equal(one.end, other.start)
    except _UndecidedError:
        return None


@builtin("met by", "range1: any, range2: any", result=BOOLEAN)
def met_by(left: Value, right: Value) -> Value:
    """Whether the first begins in the very point where the second ends."""
    return meets(right, left)


@builtin("overlaps", "range1: any, range2: any", result=BOOLEAN)
def overlaps(left: Value, right: Value) -> Value:
    """Whether the two ranges share a point."""
    try:
        one, other = _spans(left, right)
        return None if one.is_point or other.is_point else _share(one, other)
    except _UndecidedError:
        return None


@builtin("overlaps before", "range1: any, range2: any", result=BOOLEAN)
def overlaps_before(left: Value, right: Value) -> Value:
    """Whether the first begins before the second and ends inside it."""
    try:
        one, other = _spans(left, right)
        if one.is_point or other.is_point:
            return None
        begins = _starts_first(one, other, or_together=False)
        return begins and _share(one, other) and not _ends_last(one, other, or_together=False)
    except _UndecidedError:
        return None


@builtin("overlaps after", "range1: any, range2: any", result=BOOLEAN)
def overlaps_after(left: Value, right: Value) -> Value:
    """Whether the first begins inside the second and ends after it."""
    try:
        one, other = _spans(left, right)
        if one.is_point or other.is_point:
            return None
        ends = _starts_first(other, one, or_together=False)
        return ends and _share(one, other) and not _ends_last(other, one, or_together=False)
    except _UndecidedError:
        return None


@builtin("finishes", "point: any, range: any", "range1: any, range2: any", result=BOOLEAN)
def finishes(left: Value, right: Value) -> Value:
    """Whether the first ends with the second and begins no earlier."""
    try:
        one, other = _spans(left, right)
        if other.is_point:
            return None
        if one.is_point:
            return other.bounded_above and other.end_included and _equal(other.end, one.end)
        return _same_end(one, other) and _starts_first(other, one, or_together=True)
    except _UndecidedError:
        return None


@builtin("finished by", "range: any, point: any", "range1: any, range2: any", result=BOOLEAN)
def finished_by(left: Value, right: Value) -> Value:
    """Whether the second finishes the first."""
    return finishes(right, left)


@builtin("includes", "range: any, point: any", "range1: any, range2: any", result=BOOLEAN)
def includes(left: Value, right: Value) -> Value:
    """Whether the second lies wholly inside the first."""
    try:
        one, other = _spans(left, right)
        if one.is_point:
            return None
        return _starts_first(one, other, or_together=True) and _ends_last(one, other, or_together=True)
    except _UndecidedError:
        return None


@builtin("during", "point: any, range: any", "range1: any, range2: any", result=BOOLEAN)
def during(left: Value, right: Value) -> Value:
    """Whether the first lies wholly inside the second."""
    return includes(right, left)


@builtin("starts", "point: any, range: any", "range1: any, range2: any", result=BOOLEAN)
def starts(left: Value, right: Value) -> Value:
    """Whether the first begins with the second and ends no later."""
    try:
        one, other = _spans(left, right)
        if other.is_point:
            return None
        if one.is_point:
            return other.bounded_below and other.start_included and _equal(other.start, one.start)
        return _same_start(one, other) and _ends_last(other, one, or_together=True)
    except _UndecidedError:
        return None


@builtin("started by", "range: any, point: any", "range1: any, range2: any", result=BOOLEAN)
def started_by(left: Value, right: Value) -> Value:
    """Whether the second starts the first."""
    return starts(right, left)


@builtin("coincides", "point1: any, point2: any", "range1: any, range2: any", result=BOOLEAN)
def coincides(left: Value, right: Value) -> Value:
    """Whether the two are the same point, or the same range."""
    try:
        one, other = _spans(left, right)
        if one.is_point is not other.is_point:
            return None
        return _same_start(one, other) and _same_end(one, other)
    except _UndecidedError:
        return None
