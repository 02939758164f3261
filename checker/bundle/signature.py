"""Signatures: who vouches for a manifest, and with it for every file it names."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final, Literal, Self

import simplejson
from cryptography.exceptions import InvalidSignature
from pydantic import BaseModel, ConfigDict, ValidationError

from checker.bundle.keys import SigningKey, TrustedKeys
from checker.errors import BundleError, Problem, UntrustedBundleError

_ALGORITHM: Final = "Ed25519"
_CONTEXT: Final = b"checker-rule-bundle manifest 1\n"
"""Stands before what is signed, so that no other signature made with the key passes for one of a bundle."""
_LENGTH: Final = 64


class _Written(BaseModel):
    """The signature as its file has it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    algorithm: Literal["Ed25519"]
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a manifest, and the id of the key it was made with."""

    key: str
    value: bytes

    @classmethod
    def of(cls, manifest: bytes, key: SigningKey) -> Self:
        """The signature of a manifest."""
        return cls(key.id, key.private.sign(_CONTEXT + manifest))

    @classmethod
    def read(cls, content: bytes, shown: str) -> Self:
        """The signature in a file; raises BundleError for what this program would not have written."""
        try:
            written = _Written.model_validate_json(content)
            found = cls(written.key, base64.b64decode(written.signature, validate=True))
        except (ValidationError, binascii.Error, ValueError):
            found = None
        if found is None or len(found.value) != _LENGTH or found.written != content:
            raise BundleError(
                Problem("签名读不出,被改动过", shown, remedy="请向签名单位重新索取", code="bad-signature")
            )
        return found

    @property
    def written(self) -> bytes:
        """The signature as a file."""
        value = base64.b64encode(self.value).decode("ascii")
        shape = {"algorithm": _ALGORITHM, "key": self.key, "signature": value}
        return (simplejson.dumps(shape, indent=1) + "\n").encode()

    def require(self, manifest: bytes, trusted: TrustedKeys, shown: str) -> None:
        """Raise UntrustedBundleError unless a trusted key has signed the manifest."""
        key = trusted.get(self.key)
        if key is None:
            what = f"签名用的密钥 {self.key} 不在信任的公钥里(信任:{'、'.join(trusted.ids)})"
            remedy = "请核对签名单位;确属可信的,把它的公钥放入信任的公钥"
            raise UntrustedBundleError(Problem(what, shown, remedy=remedy, code="unknown-key"))
        try:
            key.verify(self.value, _CONTEXT + manifest)
        except InvalidSignature:
            what = f"签名不对:清单不是密钥 {self.key} 签的那一份"
            remedy = "不要使用;请向签名单位重新索取"
            raise UntrustedBundleError(Problem(what, shown, remedy=remedy, code="bad-signature")) from None
