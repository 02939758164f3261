"""Rule bundles as text and JSON: which rule book, how new, whose signature; or what is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence

from checker.bundle.bundle import Bundle
from checker.errors import Problem
from checker.render.lines import visible
from checker.render.page import Page, Tone


def render_bundle(bundle: Bundle, *, width: int) -> str:
    """What a bundle holds."""
    manifest = bundle.manifest
    page = Page(width)
    page.put((Tone.STRONG, visible(bundle.shown)))
    for label, text in (
        ("规则库", manifest.rulebook),
        ("序号", f"{manifest.serial}({manifest.created} 打包)"),
        ("签名", f"密钥 {bundle.key_id}" if bundle.key_id else "没有签名"),
        ("内容", f"{len(manifest.packs)} 个规则包,{len(manifest.files)} 个文件,{len(bundle.content)} 字节"),
    ):
        page.put((Tone.PLAIN, text), lead=(Tone.QUIET, f"{label}:"), indent=2)
    for pack in manifest.packs:
        page.put((Tone.PLAIN, visible(f"{pack.id}  {pack.version}  {pack.hash[:12]}")), indent=4)
    return page.text()


def bundle_shape(bundle: Bundle) -> dict[str, object]:
    """What a bundle holds, for machines."""
    manifest = bundle.manifest
    return {
        "file": bundle.shown,
        "serial": manifest.serial,
        "created": manifest.created,
        "key": bundle.key_id or None,
        "rulebook": {
            "hash": manifest.rulebook,
            "packs": [{"id": pack.id, "version": pack.version, "hash": pack.hash} for pack in manifest.packs],
        },
        "files": len(manifest.files),
        "size": len(bundle.content),
    }


def verification_shape(shown: str, bundle: Bundle | None, problems: Sequence[Problem]) -> dict[str, object]:
    """Whether a bundle can be used, and what is wrong with it where it cannot."""
    return {
        "file": shown,
        "usable": not problems,
        "problems": [{"code": one.code, "message": one.message, "remedy": one.remedy} for one in problems],
        "bundle": bundle_shape(bundle) if bundle is not None else None,
    }
