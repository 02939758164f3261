"""Bundles for tests: a small rule book, a pair of keys made once, and bundles with something else in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from checker.bundle import container
from checker.bundle.bundle import Bundle
from checker.bundle.keys import SigningKey, TrustedKeys
from checker.bundle.manifest import FileLine, Manifest
from checker.bundle.signature import Signature
from checker.rulebook import RuleBook, load_rulebook

PACKS = Path(__file__).parents[1] / "workbench" / "small" / "packs"
CREATED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"1" * 32))
STRANGER = SigningKey(Ed25519PrivateKey.from_private_bytes(b"2" * 32))


def trust(*keys: SigningKey) -> TrustedKeys:
    return TrustedKeys({key.id: key.private.public_key() for key in keys or (KEY,)})


@cache
def book() -> RuleBook:
    return load_rulebook(PACKS)


def bundle(serial: int = 1, key: SigningKey | None = KEY, rulebook: RuleBook | None = None) -> Bundle:
    made = Bundle.of(rulebook or book(), serial=serial, created=CREATED, shown="规则")
    return made if key is None else made.signed(key)


def with_files(files: Mapping[str, bytes | None], serial: int = 1, key: SigningKey = KEY) -> bytes:
    """A bundle that is signed and sound in itself, with other files than a rule book has; None leaves one out."""
    kept = {**bundle().files, **files}
    contents = {name: content for name, content in sorted(kept.items()) if content is not None}
    lines = tuple(
        FileLine(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, content in contents.items()
    )
    manifest = Manifest.of(book(), serial=serial, created=CREATED).model_copy(update={"files": lines})
    signature = Signature.of(manifest.written, key)
    return container.packed(
        [("manifest.json", manifest.written), ("signature.json", signature.written), *contents.items()]
    )


def later_book(directory: Path, text: str = "第二版") -> RuleBook:
    """The small rule book with another title of its pack."""
    import shutil

    packs = directory / "packs"
    shutil.copytree(PACKS, packs)
    manifest = packs / "small" / "pack.yaml"
    lines = manifest.read_text(encoding="utf-8").splitlines()
    written = [f"title: {text}" if line.startswith("title:") else line for line in lines]
    manifest.write_text("\n".join(written) + "\n", encoding="utf-8")
    return load_rulebook(packs)
