"""The report as JSON (RFC 8259): exactly ``Report.to_json``, decimals as numbers without loss."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.model.report import Report

# Raw, these would reach a terminal as commands or reorder what is read; in JSON an escape means the same character.
_ACTIVE = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def render_json(reports: Report | Sequence[Report], *, everything: bool = False) -> str:
    """One report as an object, several as an array, Chinese unescaped, keys in report order, with a final line end."""
    from simplejson import dumps  # noqa: PLC0415 - only this format needs it

    if isinstance(reports, Report):
        shape: object = reports.to_json(everything=everything)
    else:
        shape = [report.to_json(everything=everything) for report in reports]
    text = dumps(shape, ensure_ascii=False, use_decimal=True, indent=2)
    return _ACTIVE.sub(_escaped, text) + "\n"


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
