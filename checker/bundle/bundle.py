"""The bundle (规则包文件): a whole rule book as one file, with its manifest and, once signed, a signature.

It is an archive with ``manifest.json``, ``signature.json`` and the files of the packs, and there is one way to write
it: what differs in a single byte from what these contents are written as is refused, wherever the byte stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from checker.bundle.container import file_content, packed, unpacked
from checker.bundle.keys import SigningKey, TrustedKeys
from checker.bundle.manifest import Manifest
from checker.bundle.packing import MANIFEST, files_of, folders_of
from checker.bundle.signature import Signature
from checker.errors import BundleError, OutdatedBundleError, Problem, UntrustedBundleError
from checker.rulebook import RuleBook, rulebook_of

_SIGNATURE: Final = "signature.json"
_REMEDY: Final = "不要使用;请重新索取"


@dataclass(frozen=True, eq=False)
class Bundle:
    """A bundle whose files are those of its manifest; ``shown`` names it in messages."""

    manifest: Manifest
    files: Mapping[str, bytes]
    signature: Signature | None
    shown: str

    @classmethod
    def of(cls, rulebook: RuleBook, *, serial: int, created: datetime, shown: str = "规则包文件") -> Self:
        """A new bundle, not signed yet."""
        manifest = Manifest.of(rulebook, serial=serial, created=created)
        return cls(manifest, dict(sorted(files_of(rulebook))), None, shown)

    @classmethod
    def read(cls, content: bytes, shown: str, *, trusted: TrustedKeys | None = None) -> Self:
        """The bundle that is written as ``content``; with ``trusted`` it must be signed with one of those keys.

        Raises BundleError with everything that is wrong. The signature comes before all that it vouches for.
        """
        files = unpacked(content, shown)
        written = files.pop(MANIFEST, None)
        if written is None:
            what, remedy = f"不是规则包文件:没有 {MANIFEST}", "请用 checker rules bundle 打包"
            raise BundleError(Problem(what, shown, remedy=remedy, code="unreadable-bundle"))
        signed = files.pop(_SIGNATURE, None)
        signature = Signature.read(signed, shown) if signed is not None else None
        if trusted is not None:
            _require(signature, written, trusted, shown)
        manifest = Manifest.read(written, shown)
        problems = manifest.objections(files, shown)
        if problems:
            raise BundleError(problems)
        bundle = cls(manifest, files, signature, shown)
        if bundle.content != content:
            what = "文件内容无误,但压缩包本身被改动过"
            raise BundleError(Problem(what, shown, remedy=_REMEDY, code="altered-archive"))
        return bundle

    @classmethod
    def open(cls, path: Path, *, trusted: TrustedKeys | None = None) -> Self:
        """The bundle in a file; raises as ``read``, and where the file cannot be read."""
        return cls.read(file_content(path), str(path), trusted=trusted)

    def signed(self, key: SigningKey) -> Bundle:
        """The same bundle with the signature of ``key``, instead of one it may have."""
        return replace(self, signature=Signature.of(self.manifest.written, key))

    @cached_property
    def content(self) -> bytes:
        """The bytes of the file."""
        return packed(self._members())

    def rulebook(self) -> RuleBook:
        """The rule book in it; raises RuleBookError where this version of the program does not take its packs."""
        rulebook = rulebook_of(folders_of(self.files, self.shown))
        if not self.manifest.describes(rulebook):
            what = "规则包的编号、版本或指纹与清单不符"
            raise BundleError(Problem(what, self.shown, remedy=_REMEDY, code="altered-file"))
        return rulebook

    @property
    def key_id(self) -> str:
        """The id of the key it is signed with; empty where it is not signed."""
        return self.signature.key if self.signature is not None else ""

    def require_newer(self, serial: int, rulebook: str) -> None:
        """Raise OutdatedBundleError unless it is newer than the bundle with that serial and rule book, or the same."""
        if self.manifest.serial < serial:
            what = f"比正在使用的旧:序号 {self.manifest.serial},正在使用的是 {serial}"
        elif self.manifest.serial == serial and self.manifest.rulebook != rulebook:
            what = f"序号 {serial} 与正在使用的相同,内容却不同"
        else:
            return
        remedy = "确要退回旧规则的,请用更大的序号重新打包、签名"
        raise OutdatedBundleError(Problem(what, self.shown, remedy=remedy, code="outdated-bundle"))

    def _members(self) -> Iterator[tuple[str, bytes]]:
        yield MANIFEST, self.manifest.written
        if self.signature is not None:
            yield _SIGNATURE, self.signature.written
        for line in self.manifest.files:
            yield line.name, self.files[line.name]


def _require(signature: Signature | None, manifest: bytes, trusted: TrustedKeys, shown: str) -> None:
    if signature is None:
        remedy = "请向发布单位索取签了名的;自己打包的,运行 checker rules sign"
        raise UntrustedBundleError(Problem("没有签名", shown, remedy=remedy, code="no-signature"))
    signature.require(manifest, trusted, shown)
