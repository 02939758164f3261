"""The compiled form of what runs over lists: filters, some and every, for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checker.feel import operations
from checker.feel.closures import Closure
from checker.feel.limits import MAX_ITEMS, ItemScope, Scope, size_of
from checker.feel.values import Range, Value


@dataclass(frozen=True, slots=True)
class Loop:
    """One compiled ``name in source`` or ``name in source..end``."""

    name: str
    source: Closure
    end: Closure | None


def as_list(value: Value) -> list[Value]:
    """A list as it is, null as the empty list, anything else as a list of one (DMN 1.5, 10.3.2.5)."""
    if type(value) is list:
        return value
    return [] if value is None else [value]


def filtered(source: Closure, condition: Closure, *, null_is_unknown: bool) -> Closure:
    """``source[condition]``: by position when the condition is a number, otherwise the items it is true for."""

    def closure(env: Scope | ItemScope) -> Value:
        value = source(env)
        if null_is_unknown and value is None:
            return None
        items = as_list(value)
        scope = ItemScope(env)
        if not items:
            return None if operations.is_number(condition(scope)) else []
        kept = []
        steps = env.steps
        steps.spend(len(items))
        for item in items:
            scope.item = item
            truth = condition(scope)
            if truth is True:
                kept.append(item)
            elif truth is None:
                if null_is_unknown:
                    return None
            elif truth is not False and operations.is_number(truth):
                return at_position(items, truth)
        return kept

    return closure


def at_position(items: Sequence[Value], position: Value) -> Value:
    """The item at a 1-based position, from the end when negative, or None."""
    if position != position.__trunc__() or not 1 <= abs(position) <= len(items):
        return None
    index = int(position)
    return items[index - 1] if index > 0 else items[index]


def quantified(loops: Sequence[Loop], condition: Closure, *, every: bool) -> Closure:
    """``some`` (Kleene or) and ``every`` (Kleene and) over all combinations of the loops."""
    decisive = not every
    if len(loops) == 1 and loops[0].end is None:
        return _over_list(loops[0], condition, every=every)

    def closure(env: Scope | ItemScope) -> bool | None:
        result: bool | None = every
        names: dict[str, Value] = {}
        scope = Scope(names, env, env.steps)
        try:
            for _ in _turns(loops, scope, names):
                truth = condition(scope)
                if truth is decisive:
                    return bool(truth)
                if truth is not every:
                    result = None
        except _NotIterableError:
            return None
        return result

    return closure


def _over_list(loop: Loop, condition: Closure, *, every: bool) -> Closure:
    """``quantified`` for the commonest case, one variable over a list, without a generator."""
    decisive = not every
    name, source = loop.name, loop.source

    def closure(env: Scope | ItemScope) -> bool | None:
        items: Iterable[Value] = source(env)
        names: dict[str, Value] = {}
        scope = Scope(names, env, env.steps)
        if type(items) is not list:
            try:
                items = _items(loop, scope)
            except _NotIterableError:
                return None
        result: bool | None = every
        spend = env.steps.spend
        for item in items:
            spend()
            names[name] = item
            truth = condition(scope)
            if truth is decisive:
                return bool(truth)
            if truth is not every:
                result = None
        return result

    return closure


def for_each(loops: Sequence[Loop], body: Closure, *, keeps_partial: bool) -> Closure:
    """``for``: the results over all combinations of the loops; ``partial`` is the results so far."""

    def closure(env: Scope | ItemScope) -> Value:
        results: list[Value] = []
        names: dict[str, Value] = {}
        scope = Scope(names, env, env.steps)
        try:
            for _ in _turns(loops, scope, names):
                own = dict(names)
                if keeps_partial:
                    own["partial"] = list(results)
                    env.steps.spend(size_of(results, env.steps.left))
                results.append(body(Scope(own, env, env.steps)))
        except _NotIterableError:
            return None
        return results

    return closure


class _NotIterableError(Exception):
    """A loop over something that is neither a list nor a range."""


def _turns(loops: Sequence[Loop], scope: Scope, names: dict[str, Value]) -> Iterator[None]:
    """Run through all combinations, the last loop fastest, leaving each in ``names``."""
    first, rest = loops[0], loops[1:]
    spend = scope.steps.spend
    for item in _items(first, scope):
        names[first.name] = item
        spend()
        if rest:
            yield from _turns(rest, scope, names)
        else:
            yield


def _items(loop: Loop, scope: Scope) -> Iterable[Value]:
    start = loop.source(scope)
    if loop.end is not None:
        return _steps_between(start, loop.end(scope))
    if type(start) is Range:
        first, last = _whole_ends(start)
        if operations.less_or_equal(first, last) is not True:
            raise _NotIterableError
        return _steps_between(first, last)
    if start is None:
        raise _NotIterableError
    return as_list(start)


def _whole_ends(span: Range) -> tuple[Value, Value]:
    start, end = span.start, span.end
    step: Callable[[Value, Value], Value] = operations.add
    one: Value = dt.timedelta(days=1) if isinstance(start, dt.date) else Decimal(1)
    if not span.start_included:
        start = step(start, one)
    if not span.end_included:
        end = operations.subtract(end, one)
    return start, end


def _steps_between(start: Value, end: Value) -> Iterable[Value]:
    if operations.is_number(start) and operations.is_number(end):
        if start != start.__trunc__() or end != end.__trunc__() or abs(end - start) > MAX_ITEMS:
            raise _NotIterableError
        first, last = int(start), int(end)
        return map(Decimal, range(first, last + 1) if first <= last else range(first, last - 1, -1))
    if type(start) is dt.date and type(end) is dt.date:
        first, last = start.toordinal(), end.toordinal()
        days = range(first, last + 1) if first <= last else range(first, last - 1, -1)
        return map(dt.date.fromordinal, days)
    raise _NotIterableError
