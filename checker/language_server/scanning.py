"""Scanning: where the cursor is in a file that does not parse, judged by indentation and brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from checker.language_server.cursor import Cursor
from checker.language_server.lines import Lines

_KEY: Final = re.compile(r"""(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[^\s#'"\[\]{},&*!|>%@`:-][^:\n]*?)[ \t]*:(?=\s|$)""")
_ITEM: Final = re.compile(r"(?P<lead>[ \t]*(?:-[ \t]+)+|[ \t]*-$)")
_BLOCK: Final = re.compile(r"[ \t]*[|>][+-]?[0-9]?[+-]?[ \t]*(?:#.*)?$")
_FARTHEST: Final = 2_000
"""Lines looked back for what a line belongs to."""


def scanned(lines: Lines, offset: int) -> Cursor:
    """The cursor at ``offset``, as well as can be told without parsing the file."""
    row = lines.row(offset)
    block = _in_block(lines, row, offset)
    if block is not None:
        return block
    line, start = lines.line(row), lines.start(row)
    column = offset - start
    found = _KEY.match(line)
    if found and column >= found.end():
        lead = found["lead"]
        path = (*_parents(lines, row, len(lead), _dash(lead)), found["key"])
        return _value(line, start, found.end(), column, path)
    item = _ITEM.match(line)
    if item and column >= item.end() and line[item.end() : item.end() + 1] in ("{", "[", "'", '"'):
        return _value(line, start, item.end(), column, (*_parents(lines, row, item.end(), _dash(item["lead"])),))
    lead = item["lead"] if item else line[: len(line) - len(line.lstrip(" \t"))]
    begin = min(len(lead), column)
    end = found.end("key") if found else len(line.rstrip())
    written = line[begin : max(end, column)]
    path = _parents(lines, row, begin, _dash(lead) if begin == len(lead) else None)
    places = tuple(range(start + begin, start + begin + len(written) + 1))
    siblings = _siblings(lines, row, begin)
    return Cursor((*path, written.strip()), True, written, column - begin, places, siblings)


def _dash(lead: str) -> int | None:
    """The column of the first dash before a key."""
    found = lead.find("-")
    return found if found >= 0 else None


def _in_block(lines: Lines, row: int, offset: int) -> Cursor | None:
    """The cursor in a block scalar (``key: |-``)."""
    line = lines.line(row)
    indent = _indent(line) if line.strip() else max(offset - lines.start(row), 1)
    for above in range(row - 1, max(-1, row - _FARTHEST), -1):
        written = lines.line(above)
        if not written.strip():
            continue
        found = _KEY.match(written)
        column = len(found["lead"]) if found else _indent(written)
        if column >= indent:
            continue
        if found is None or not _BLOCK.match(written, found.end()):
            return None
        path = (*_parents(lines, above, column, _dash(found["lead"])), found["key"])
        return _block(lines, (above, row), column, offset, path)
    return None


def _block(lines: Lines, rows: tuple[int, int], column: int, offset: int, path: tuple[str | int, ...]) -> Cursor:
    """The cursor in a block whose header is in the first of ``rows``, at ``column``; the cursor is in the second."""
    header, last = rows
    while last + 1 < len(lines) and (_indent(lines.line(last + 1)) > column or not lines.line(last + 1).strip()):
        last += 1
    inner = range(header + 1, last + 1)
    depth = min((_indent(lines.line(number)) for number in inner if lines.line(number).strip()), default=column + 1)
    text = ""
    places: list[int] = []
    for number in inner:
        line, start = lines.line(number), lines.start(number)
        text += line[depth:] + "\n"
        places += range(start + min(depth, len(line)), start + len(line) + 1)
    inside = sum(place < offset for place in places)
    return Cursor(path, False, text, min(inside, len(text)), (*places, lines.start(last) + len(lines.line(last))))


@dataclass(slots=True)
class _Frame:
    """An open bracket: ``key`` is the key whose value is being written; ``begin`` where the piece at hand starts."""

    is_mapping: bool
    begin: int
    key: str | None = None
    keys: tuple[str, ...] = ()


def _value(line: str, start: int, begin: int, column: int, path: tuple[str | int, ...]) -> Cursor:
    """The cursor in a value that begins at ``begin`` of its line: plain, quoted, or in brackets."""
    while begin < column and line[begin] in " \t":
        begin += 1
    frames: list[_Frame] = []
    quote, opened = "", begin
    place = begin
    while place < column:
        character = line[place]
        if quote:
            if character == quote:
                quote = ""
        elif character in "'\"" and not line[(frames[-1].begin if frames else begin) : place].strip():
            quote, opened = character, place + 1
        elif character in "{[" and (frames or place == begin):
            frames.append(_Frame(character == "{", place + 1))
        elif character in "}]" and frames:
            frames.pop()
            if frames:
                frames[-1].begin = place + 1
        elif character == "," and frames:
            frame = frames[-1]
            frame.begin, frame.keys = place + 1, (*frame.keys, frame.key or "")
            frame.key = None
        elif character == ":" and frames and frames[-1].is_mapping and frames[-1].key is None:
            frames[-1].key = line[frames[-1].begin : place].strip(" \t'\"")
            frames[-1].begin = place + 1
        place += 1
    for frame in frames:
        path = (*path, (frame.key or "") if frame.is_mapping else 0)
    piece = frames[-1].begin if frames else begin
    while piece < column and line[piece] in " \t":
        piece += 1
    if quote:
        piece = opened
    rest = line[column:]
    closing = rf"[{quote}]" if quote else r"[,}\]]" if frames else r"[ \t]+#|$"
    ending = re.search(closing, rest)
    end = column + (ending.start() if ending else len(rest))
    is_key = bool(frames) and frames[-1].is_mapping and frames[-1].key is None
    siblings = frozenset(frames[-1].keys) if is_key else frozenset()
    if is_key:
        path = (*path[:-1], line[piece:end].strip())
    places = tuple(range(start + piece, start + end + 1))
    return Cursor(path, is_key, line[piece:end], column - piece, places, siblings)


def _parents(lines: Lines, row: int, column: int, dash: int | None) -> tuple[str | int, ...]:
    """The path to the mapping or list that a key or item at ``column`` of a line belongs to."""
    path: list[str | int] = []
    limit = column if dash is None else dash
    in_item = dash is not None
    if in_item:
        path.append(0)
    for above in range(row - 1, max(-1, row - _FARTHEST), -1):
        found = _KEY.match(lines.line(above))
        if found is None:
            continue
        lead = found["lead"]
        place, own_dash = len(lead), _dash(lead)
        if not in_item and place == limit and own_dash is not None:
            path.append(0)
            limit, in_item = own_dash, True
            continue
        if place > limit or (place == limit and not in_item) or (own_dash is not None and own_dash >= limit):
            continue
        if lines.line(above)[found.end() :].split(" #", 1)[0].strip():
            continue  # it has a value of its own, so nothing can belong to it
        path.append(found["key"])
        limit, in_item = (place, False) if own_dash is None else (own_dash, True)
        if own_dash is not None:
            path.append(0)
        if place == 0:
            break
    return tuple(reversed(path))


def _siblings(lines: Lines, row: int, column: int) -> frozenset[str]:
    """The keys beside the one at ``column`` of a line."""
    keys: set[str] = set()
    for step in (-1, 1):
        number = row + step
        while 0 <= number < len(lines) and abs(number - row) < _FARTHEST:
            line = lines.line(number)
            found = _KEY.match(line)
            if found and len(found["lead"]) == column and not (step > 0 and "-" in found["lead"]):
                keys.add(found["key"])
                if "-" in found["lead"]:
                    break
            elif line.strip() and not line.lstrip().startswith("#") and _indent(line) < column:
                break
            number += step
    return frozenset(keys)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
