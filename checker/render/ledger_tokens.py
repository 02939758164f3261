"""Tokens as text and JSON; never their secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checker.ledger.access import Role, Scope
from checker.ledger.tokens import Token
from checker.render.detailed_table import render_detailed_table
from checker.render.lines import padded, visible
from checker.render.page import Page, Tone
from checker.render.table import Head

_COLUMNS = (
    Head("编号", whole=True),
    Head("使用人"),
    Head("角色", whole=True),
    Head("到期日", whole=True),
    Head("情况", whole=True),
)

_SCOPE_CELLS = max(map(len, Scope))


def render_tokens(found: Sequence[Token], today: date, *, width: int) -> str:
    """The tokens, whether each counts today, and what those are allowed that have other scopes than is usual."""
    rows = [
        (
            (one.id, one.holder, one.role.label, one.expires_on.isoformat(), _situation(one, today)),
            (
                one.purpose and f"用途:{one.purpose}",
                _extent(one),
                one.revocation and f"撤销:{one.revocation}",
            ),
        )
        for one in found
    ]
    return render_detailed_table(_COLUMNS, rows, width)


def render_token(one: Token, today: date, *, width: int) -> str:
    """One token with everything it is allowed."""
    page = Page(width)
    page.put((Tone.STRONG, visible(f"{one.id}  {one.holder}({one.role.label})")))
    for label, text in (
        ("情况", _situation(one, today)),
        ("用途", one.purpose),
        ("期限", f"{one.issued_on} 至 {one.expires_on}(当天仍有效)"),
        ("撤销", f"{one.revoked_on} {one.revocation}" if one.revoked_on is not None else ""),
    ):
        if text:
            page.put((Tone.PLAIN, visible(text)), lead=(Tone.QUIET, f"{label}:"), indent=2)
    page.put((Tone.QUIET, "权限:"), indent=2)
    for scope in _in_order(one):
        page.put((Tone.PLAIN, f"{scope}  {scope.label}"), indent=4)
    return page.text()


def render_roles() -> str:
    """What each role is allowed by default, marked, and what it may be allowed."""
    lines: list[str] = []
    for role in Role:
        lines.append(f"{role}  {role.label}")
        lines += [
            f"  {'✓' if scope in role.usual_scopes else ' '} {padded(scope, _SCOPE_CELLS)}  {scope.label}"
            for scope in Scope
            if scope in role.scopes
        ]
    return "\n".join(lines) + "\n"


def roles_shape() -> dict[str, object]:
    """The same for machines."""
    return {role.value: {"default": sorted(role.usual_scopes), "most": sorted(role.scopes)} for role in Role}


def token_shape(one: Token, today: date) -> dict[str, object]:
    """One token for machines, and whether it counts today."""
    return {
        "id": one.id,
        "holder": one.holder,
        "role": one.role.value,
        "scopes": [scope.value for scope in _in_order(one)],
        "purpose": one.purpose or None,
        "issued_on": one.issued_on.isoformat(),
        "expires_on": one.expires_on.isoformat(),
        "issued": one.issued,
        "revoked_on": one.revoked_on.isoformat() if one.revoked_on else None,
        "revocation": one.revocation or None,
        "counts": one.counts(today),
    }


def _extent(one: Token) -> str:
    """What it is allowed, where that is not what is usual in its role."""
    if one.scopes == one.role.usual_scopes:
        return ""
    word = "只限" if one.scopes < one.role.usual_scopes else "权限"
    return f"{word}:{'、'.join(map(str, _in_order(one)))}"


def _in_order(one: Token) -> list[Scope]:
    return [scope for scope in Scope if scope in one.scopes]


def _situation(one: Token, today: date) -> str:
    if one.revoked_on is not None:
        return f"已撤销({one.revoked_on})"
    if not one.counts(today):
        return "已到期"
    left = (one.expires_on - today).days
    return f"有效,还有 {left} 天" if left else "有效,今天到期"
