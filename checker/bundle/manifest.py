"""The manifest (清单) of a rule bundle: which rule book it is, how new, and the sha256 of every file in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, Literal, Self

import simplejson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.bundle.packing import files_of, folder_name
from checker.errors import BundleError, Problem
from checker.rulebook import RuleBook

FORMAT: Final = "checker-rule-bundle"
VERSION: Final = 1
LARGEST_SERIAL: Final = 10**15
_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackLine(_Frozen):
    """One pack: the folder it lies in, and what reports say of it."""

    folder: _Text
    id: _Text
    version: _Text
    hash: _Sha256


class FileLine(_Frozen):
    """One file: its name in the bundle, its size in bytes, and its sha256."""

    name: _Text
    size: Annotated[int, Field(ge=0)]
    sha256: _Sha256


class _Head(BaseModel):
    """What every version of a manifest says first."""

    format: str
    version: int


class Manifest(_Frozen):
    """What a bundle holds; ``serial`` grows with every bundle, so that an old one does not pass for news."""

    format: Literal["checker-rule-bundle"] = "checker-rule-bundle"
    version: Literal[1] = 1
    serial: Annotated[int, Field(ge=1, le=LARGEST_SERIAL)]
    created: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    rulebook: _Sha256
    packs: tuple[PackLine, ...]
    files: tuple[FileLine, ...]

    @classmethod
    def of(cls, rulebook: RuleBook, *, serial: int, created: datetime) -> Self:
        """The manifest of a rule book's files."""
        return cls(
            serial=serial,
            created=created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            rulebook=rulebook.hash,
            packs=_packs(rulebook),
            files=tuple(
                FileLine(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
                for name, content in sorted(files_of(rulebook))
            ),
        )

    @classmethod
    def read(cls, content: bytes, shown: str) -> Self:
        """The manifest in a file; raises BundleError for what this program would not have written."""
        try:
            head = _Head.model_validate_json(content)
        except ValidationError:
            raise BundleError(_unreadable("清单读不出", shown)) from None
        if head.format != FORMAT or head.version > VERSION:
            what = "规则包文件由较新的程序打包" if head.format == FORMAT else "不是规则包文件"
            raise BundleError(Problem(what, shown, remedy="请升级程序,或核对文件", code="unreadable-bundle"))
        try:
            manifest = cls.model_validate_json(content)
        except ValidationError as fault:
            place = ".".join(map(str, fault.errors()[0]["loc"]))
            raise BundleError(_unreadable(f"清单的 {place} 不对", shown)) from None
        if manifest.written != content:
            raise BundleError(_unreadable("清单的写法被改动过", shown))
        return manifest

    @property
    def written(self) -> bytes:
        """The manifest as a file, spelt one way only."""
        return (simplejson.dumps(self.model_dump(), ensure_ascii=False, indent=1) + "\n").encode()

    def describes(self, rulebook: RuleBook) -> bool:
        """Whether it is the manifest of this rule book: the same packs in the same versions, with the same hashes."""
        return (self.rulebook, self.packs) == (rulebook.hash, _packs(rulebook))

    def objections(self, files: Mapping[str, bytes], shown: str) -> list[Problem]:
        """Every file that is missing, altered, or not named here."""
        named = {line.name: line for line in self.files}
        problems = [_differing(shown, name, "缺少", "missing-file") for name in named if name not in files]
        for name, content in files.items():
            line = named.get(name)
            if line is None:
                problems.append(_differing(shown, name, "多出", "extra-file"))
            elif (len(content), hashlib.sha256(content).hexdigest()) != (line.size, line.sha256):
                problems.append(_differing(shown, name, "改动过", "altered-file"))
        return problems


def _packs(rulebook: RuleBook) -> tuple[PackLine, ...]:
    return tuple(
        PackLine(folder=folder_name(number), id=pack.id, version=pack.version, hash=pack.hash)
        for number, pack in enumerate(rulebook.packs, 1)
    )


def _differing(shown: str, name: str, what: str, code: str) -> Problem:
    return Problem(f"与清单不符:{what}文件 {name}", shown, remedy="不要使用;请重新索取", code=code)


def _unreadable(what: str, shown: str) -> Problem:
    return Problem(what, shown, remedy="请重新打包,或重新下载", code="unreadable-bundle")
