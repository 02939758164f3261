"""The verification of a ledger as text and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.ledger.flaw import Flaw
from checker.ledger.verify import Verification
from checker.render.lines import visible
from checker.render.page import Page, Tone


def render_verification(shown: str, found: Verification, *, width: int = 80) -> str:
    """What was looked at, the anchor to note elsewhere, and every flaw with its place."""
    page = Page(width)
    page.put((Tone.PLAIN, f"台账 {visible(shown)}"))
    page.put((Tone.PLAIN, f"记录 {found.position} 条,文件 {found.documents} 份,账面 {found.rows} 行"))
    page.put((Tone.PLAIN, f"锚点 {found.anchor}"))
    if not found.flaws:
        page.put((Tone.GOOD, "✓ 无误:记录首尾相接,文件与账面都与记录相符"))
    else:
        page.put((Tone.BAD, f"✗ 发现 {len(found.flaws)} 处不符:"))
        for flaw in found.flaws:
            page.put((Tone.PLAIN, f"{visible(flaw.where)}:{visible(flaw.what)}"), indent=2)
    return page.text()


def verification_shape(shown: str, found: Verification) -> Mapping[str, Any]:
    """The same for other programs."""
    return {
        "ledger": shown,
        "sound": not found.flaws,
        "position": found.position,
        "hash": found.hash,
        "documents": found.documents,
        "rows": found.rows,
        "flaws": [_flaw(flaw) for flaw in found.flaws],
    }


def _flaw(flaw: Flaw) -> Mapping[str, Any]:
    return {"position": flaw.position or None, "where": flaw.where, "what": flaw.what}
