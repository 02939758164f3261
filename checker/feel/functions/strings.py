"""String functions (DMN 1.5, 10.3.4.3); characters are Unicode code points."""

from __future__ import annotations

import re
from decimal import Decimal

from checker.feel import operations
from checker.feel.functions.patterns import compiled_pattern, expanded
from checker.feel.functions.registry import builtin
from checker.feel.limits import MAX_TEXT
from checker.feel.types import BOOLEAN, NUMBER, STRING, ListType
from checker.feel.values import Value


def _are_strings(*values: Value) -> bool:
    return all(type(value) is str for value in values)


def _usable(text: str, pattern: str, flags: str) -> re.Pattern[str] | None:
    found = compiled_pattern(pattern, flags)
    return found.compiled if found is not None and found.fits(text) else None


@builtin("substring", "string: string, start position: number, length: number?", result=STRING)
def substring(string: Value, start: Value, length: Value = -1) -> Value:
    """The characters from a 1-based position, counted from the end when negative."""
    if not _are_strings(string) or not operations.is_number(start) or not int(start):
        return None
    index = int(start) - 1 if start > 0 else max(len(string) + int(start), 0)
    if length == -1:
        return string[index:]
    if not operations.is_number(length) or length < 1:
        return None
    return string[index : index + int(length)]


@builtin("string length", "string: string", result=NUMBER)
def string_length(string: Value) -> Value:
    """How many characters a string has."""
    return Decimal(len(string)) if _are_strings(string) else None


@builtin("upper case", "string: string", result=STRING)
def upper_case(string: Value) -> Value:
    """The string in capitals."""
    return string.upper() if _are_strings(string) else None


@builtin("lower case", "string: string", result=STRING)
def lower_case(string: Value) -> Value:
    """The string in small letters."""
    return string.lower() if _are_strings(string) else None


@builtin("substring before", "string: string, match: string", result=STRING)
def substring_before(string: Value, match: Value) -> Value:
    """What stands before the first occurrence; empty when there is none."""
    if not _are_strings(string, match):
        return None
    return string[: string.index(match)] if match in string else ""


@builtin("substring after", "string: string, match: string", result=STRING)
def substring_after(string: Value, match: Value) -> Value:
    """What stands after the first occurrence; empty when there is none."""
    if not _are_strings(string, match):
        return None
    return string[string.index(match) + len(match) :] if match in string else ""


@builtin("contains", "string: string, match: string", result=BOOLEAN)
def contains(string: Value, match: Value) -> Value:
    """Whether ``match`` occurs in the string."""
    return match in string if _are_strings(string, match) else None


@builtin("starts with", "string: string, match: string", result=BOOLEAN)
def starts_with(string: Value, match: Value) -> Value:
    """Whether the string begins so."""
    return string.startswith(match) if _are_strings(string, match) else None


@builtin("ends with", "string: string, match: string", result=BOOLEAN)
def ends_with(string: Value, match: Value) -> Value:
    """Whether the string ends so."""
    return string.endswith(match) if _are_strings(string, match) else None


@builtin("string join", "list: list, delimiter: string?", result=STRING)
def string_join(items: Value, delimiter: Value = "") -> Value:
    """The strings end to end with a delimiter between; null items are left out."""
    delimiter = "" if delimiter is None else delimiter
    if items is None or not _are_strings(delimiter):
        return None
    kept = [item for item in items if item is not None]
    if not _are_strings(*kept) or sum(map(len, kept)) + len(delimiter) * len(kept) > MAX_TEXT:
        return None
    return delimiter.join(kept)


@builtin("split", "string: string, delimiter: string", result=ListType(STRING))
def split(string: Value, delimiter: Value) -> Value:
    """The pieces between the matches of a regular expression."""
    pattern = _usable(string, delimiter, "") if _are_strings(string, delimiter) else None
    if pattern is None or pattern.match(""):
        return None
    pieces, start = [], 0
    for match in pattern.finditer(string):
        pieces.append(string[start : match.start()])
        start = match.end()
    return [*pieces, string[start:]]


@builtin("matches", "input: string, pattern: string, flags: string?", result=BOOLEAN)
def matches(text: Value, pattern: Value, flags: Value = "") -> Value:
    """Whether a regular expression matches anywhere in the text."""
    flags = "" if flags is None else flags
    found = _usable(text, pattern, flags) if _are_strings(text, pattern, flags) else None
    return None if found is None else found.search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string?", result=STRING)
def replace(text: Value, pattern: Value, replacement: Value, flags: Value = "") -> Value:
    """The text with every match of a regular expression replaced; ``$1`` stands for the first group."""
    flags = "" if flags is None else flags
    if not _are_strings(text, pattern, replacement, flags):
        return None
    found = _usable(text, pattern, flags)
    if found is None or found.match(""):
        return None
    pieces, start, size = [], 0, 0
    for match in found.finditer(text):
        piece = expanded(replacement, match)
        if piece is None:
            return None
        size += len(piece)
        if size > MAX_TEXT:
            return None
        pieces += [text[start : match.start()], piece]
        start = match.end()
    return "".join([*pieces, text[start:]])
