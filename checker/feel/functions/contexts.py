"""Context functions (DMN 1.5, 10.3.4.8)."""

from __future__ import annotations

from checker.feel.functions.registry import builtin
from checker.feel.types import ANY, ANY_LIST, CONTEXT
from checker.feel.values import Value


@builtin("get value", "m: context, key: any", "context: context, key: any", result=ANY)
def get_value(context: Value, key: Value) -> Value:
    """The member of a context under a key, or at a path of keys."""
    if type(key) is list and key:
        for part in key:
            context = get_value(context, part)
        return context
    return context.get(key) if type(context) is dict and type(key) is str else None


@builtin("get entries", "m: context", "context: context", result=ANY_LIST)
def get_entries(context: Value) -> Value:
    """The members of a context as a list of ``{key, value}``."""
    if type(context) is not dict:
        return None
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list", result=CONTEXT)
def context_of(entries: Value) -> Value:
    """A context from a list of ``{key, value}``; null when a key is missing, no string or given twice."""
    if entries is None:
        return None
    context: dict[str, Value] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            return None
        if entry["key"] in context:
            return None
        context[entry["key"]] = entry["value"]
    return context


@builtin(
    "context put",
    "context: context, key: any, value: any",
    "context: context, keys: list, value: any",
    result=CONTEXT,
)
def context_put(context: Value, key: Value, value: Value) -> Value:
    """The context with one member set, at a path of keys when ``key`` is a list."""
    if type(context) is not dict:
        return None
    if type(key) is str:
        return {**context, key: value}
    if type(key) is not list or not key or type(key[0]) is not str:
        return None
    first, *rest = key
    inner = context_put(context.get(first), rest if len(rest) > 1 else rest[0], value) if rest else value
    return None if rest and inner is None else {**context, first: inner}


@builtin("context merge", "contexts: list", result=CONTEXT)
def context_merge(contexts: Value) -> Value:
    """The members of all the contexts, later ones winning."""
    if contexts is None or not all(type(context) is dict for context in contexts):
        return None
    return {key: value for context in contexts for key, value in context.items()}
