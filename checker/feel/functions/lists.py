"""List functions (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from checker.feel import operations
from checker.feel.callables import arity_of, call_value
from checker.feel.functions.aggregates import in_order
from checker.feel.functions.registry import builtin
from checker.feel.limits import MAX_ITEMS, MAX_STEPS, ExhaustedError
from checker.feel.types import ANY_LIST, BOOLEAN, NUMBER, FeelType, ListType
from checker.feel.values import Value


def _same_list(arguments: Sequence[FeelType]) -> FeelType:
    first = arguments[0]
    return first if isinstance(first, ListType) else ListType(first)


def _joined_list(arguments: Sequence[FeelType]) -> FeelType:
    return _same_list(arguments) if len(set(arguments)) == 1 else ANY_LIST


def _bounded(items: list[Value]) -> list[Value]:
    if len(items) > MAX_ITEMS:
        raise ExhaustedError
    return items


def _index(items: Sequence[Value], position: Value) -> int | None:
    """The 0-based index of a 1-based position, from the end when negative, or None outside the list."""
    if not operations.is_number(position):
        return None
    whole = int(position)
    if not 1 <= abs(whole) <= len(items):
        return None
    return whole - 1 if whole > 0 else len(items) + whole


def _same(left: Value, right: Value) -> bool:
    return operations.equal(left, right) is True


@builtin("list contains", "list: list, element: any", result=BOOLEAN)
def list_contains(items: Value, element: Value) -> Value:
    """Whether an item equals ``element``; null is found too."""
    return None if items is None else any(_same(item, element) for item in items)


@builtin("sublist", "list: list, start position: number, length: number?", result=_same_list)
def sublist(items: Value, start: Value, length: Value = -1) -> Value:
    """``length`` items, or all the rest, from a position."""
    if items is None:
        return None
    index = _index(items, start)
    if index is None:
        return None
    if length == -1:
        return items[index:]
    if not operations.is_number(length) or length < 0 or index + int(length) > len(items):
        return None
    return items[index : index + int(length)]


@builtin("append", "list: list, items: any*", result=ANY_LIST)
def append(items: Value, *more: Value) -> Value:
    """The list with items at its end."""
    return None if items is None else _bounded([*items, *more])


@builtin("concatenate", "list: list*", result=_joined_list)
def concatenate(*lists: Value) -> Value:
    """The lists end to end."""
    if any(items is None for items in lists):
        return None
    return _bounded([item for items in lists for item in items]) if _size(lists) <= MAX_ITEMS else None


def _size(lists: Sequence[Value]) -> int:
    return sum(len(items) for items in lists)


@builtin("insert before", "list: list, position: number, newItem: any", result=ANY_LIST)
def insert_before(items: Value, position: Value, new_item: Value) -> Value:
    """The list with an item put before a position."""
    index = None if items is None else _index(items, position)
    return None if index is None else [*items[:index], new_item, *items[index:]]


@builtin("remove", "list: list, position: number", result=_same_list)
def remove(items: Value, position: Value) -> Value:
    """The list without the item at a position."""
    index = None if items is None else _index(items, position)
    return None if index is None else [*items[:index], *items[index + 1 :]]


@builtin(
    "list replace",
    "list: list, position: any, newItem: any",
    "list: list, match: any, newItem: any",
    result=ANY_LIST,
)
def list_replace(items: Value, where: Value, new_item: Value) -> Value:
    """The list with an item put in place of the one at a position, or of all that a function picks."""
    if items is None:
        return None
    if callable(where):
        return _replaced_where(items, where, new_item)
    index = _index(items, where)
    return None if index is None else [*items[:index], new_item, *items[index + 1 :]]


def _replaced_where(items: list[Value], matches: Value, new_item: Value) -> Value:
    if arity_of(matches) not in (2, None):
        return None
    replaced = []
    for item in items:
        picked = call_value(matches, (item, new_item))
        if not isinstance(picked, bool):
            return None
        replaced.append(new_item if picked else item)
    return replaced


@builtin("reverse", "list: list", result=_same_list)
def reverse(items: Value) -> Value:
    """The list from its end."""
    return None if items is None else items[::-1]


@builtin("index of", "list: list, match: any", result=ListType(NUMBER))
def index_of(items: Value, match: Value) -> Value:
    """The positions of the items that equal ``match``."""
    if items is None:
        return None
    return [Decimal(position) for position, item in enumerate(items, 1) if _same(item, match)]


@builtin("union", "list: list*", result=_joined_list)
def union(*lists: Value) -> Value:
    """The distinct items of the lists end to end."""
    return distinct_values(concatenate(*lists))


@builtin("distinct values", "list: list", result=_same_list)
def distinct_values(items: Value) -> Value:
    """The list without repetitions, first ones kept."""
    if items is None:
        return None
    kept: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    compared = 0
    for item in items:
        if isinstance(item, str | bool):
            if (type(item), item) not in seen:
                seen.add((type(item), item))
                kept.append(item)
            continue
        compared += len(kept)
        if compared > MAX_STEPS:
            raise ExhaustedError
        if not any(_same(item, other) for other in kept):
            kept.append(item)
    return kept


@builtin("flatten", "list: list", result=ANY_LIST)
def flatten(items: Value) -> Value:
    """The items of the list and of all lists in it."""
    if items is None:
        return None
    flat: list[Value] = []
    pending = [iter(items)]
    steps = 0
    while pending:
        for item in pending[-1]:
            steps += 1
            if type(item) is list:
                pending.append(iter(item))
                break
            flat.append(item)
        else:
            pending.pop()
        if steps > MAX_ITEMS:
            raise ExhaustedError
    return flat


@builtin("sort", "list: list, precedes: any?", result=_same_list)
def sort(items: Value, precedes: Value = operations.less) -> Value:
    """The list in the order of ``precedes(a, b)``, stably; by ``<`` when it is left out."""
    if items is None or not callable(precedes) or arity_of(precedes) not in (2, None):
        return None
    return in_order(items, lambda left, right: call_value(precedes, (left, right)))
