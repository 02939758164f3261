"""Keys (Ed25519): the private one that signs rule bundles, and the public ones of whoever is trusted to.

They lie in files as PEM. A private key may be protected with a passphrase (PKCS #8: AES-256, its key derived from the
passphrase with few rounds, so that it has to be a long one).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from checker.errors import Problem, UsageError
from checker.source.text import read_text

PRIVATE_SUFFIX: Final = ".key"
PUBLIC_SUFFIX: Final = ".pub"
SHORTEST_PASSPHRASE: Final = 12
"""Characters of a passphrase."""
_LARGEST: Final = 16_384
_LONGEST_PASSPHRASE: Final = 1_000
_PROTECTED: Final = "-----BEGIN ENCRYPTED PRIVATE KEY-----"
_ID_LENGTH: Final = 16
_PRIVATE_MODE: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and its id."""

    private: Ed25519PrivateKey

    @classmethod
    def read(cls, path: Path, passphrase: Callable[[], str] | None = None) -> Self:
        """The private key in a file, whose passphrase is asked for where it has one.

        Raises UsageError, also where others than its owner may read it, and for another passphrase.
        """
        text = read_text(path, str(path), error=UsageError, max_bytes=_LARGEST, expected="私钥文件")
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            what, remedy = "私钥文件别人也能读写", f"请运行 chmod 600 {path};可能已被别人读去的,请换一对密钥"
            raise UsageError(Problem(what, str(path), remedy=remedy))
        is_protected = _PROTECTED in text
        if is_protected and passphrase is None:
            raise UsageError(Problem("私钥有口令", str(path), remedy="请给出口令"))
        try:
            key = load_pem_private_key(text.encode(), _bytes(passphrase()) if is_protected and passphrase else None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if key is None and is_protected:
            raise UsageError(Problem("口令不对,或私钥文件损坏", str(path), remedy="请核对口令;忘了的只能换一对密钥"))
        if not isinstance(key, Ed25519PrivateKey):
            remedy = "请用 checker rules keygen 生成的 .key 文件"
            raise UsageError(Problem("不是 Ed25519 私钥", str(path), remedy=remedy))
        return cls(key)

    @property
    def id(self) -> str:
        """The id of its public key."""
        return key_id(self.private.public_key())


class TrustedKeys:
    """The public keys of whoever may sign rule bundles, by id."""

    def __init__(self, keys: Mapping[str, Ed25519PublicKey]) -> None:
        self._keys = dict(keys)

    @classmethod
    def read(cls, place: Path) -> Self:
        """The public key in a file, or those in the ``.pub`` files of a folder; raises UsageError, also for none."""
        paths = sorted(place.glob(f"*{PUBLIC_SUFFIX}")) if place.is_dir() else [place]
        if not paths:
            raise UsageError(Problem(f"文件夹里没有公钥(*{PUBLIC_SUFFIX})", str(place), remedy="请放入信任的公钥"))
        return cls({key_id(key): key for key in map(_public_key, paths)})

    def get(self, name: str) -> Ed25519PublicKey | None:
        """The key with this id; None where it is not among them."""
        return self._keys.get(name)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all of them."""
        return tuple(sorted(self._keys))


def key_id(key: Ed25519PublicKey) -> str:
    """The start of the sha256 of a public key: it says which key is meant, the key itself must fit the signature."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:_ID_LENGTH]


def generate(private: Path, public: Path, passphrase: str = "") -> SigningKey:
    """Make a pair of keys; the private one is readable to its owner only, and with a passphrase of no use without it.

    Raises UsageError where a file is there, and for a passphrase that is soon guessed.
    """
    if passphrase and not SHORTEST_PASSPHRASE <= len(passphrase) <= _LONGEST_PASSPHRASE:
        what = f"口令应有 {SHORTEST_PASSPHRASE} 至 {_LONGEST_PASSPHRASE} 个字符"
        raise UsageError(Problem(what, remedy="请用长一些的口令,如几个不相干的词连在一起"))
    for path in (private, public):
        if path.exists():
            raise UsageError(Problem("文件已经存在", str(path), remedy="请换一个名字;覆盖了的私钥找不回来"))
    key = SigningKey(Ed25519PrivateKey.generate())
    protection = BestAvailableEncryption(_bytes(passphrase)) if passphrase else NoEncryption()
    try:
        _write(public, key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)
        _write(private, key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection), _PRIVATE_MODE)
    except OSError as fault:
        problem = Problem(f"密钥无法写入({fault.strerror})", fault.filename or "", remedy="请检查路径、权限与磁盘空间")
        raise UsageError(problem) from None
    return key


def _bytes(passphrase: str) -> bytes:
    return passphrase.encode("utf-8", "surrogateescape")


def _public_key(path: Path) -> Ed25519PublicKey:
    text = read_text(path, str(path), error=UsageError, max_bytes=_LARGEST, expected="公钥文件")
    if "PRIVATE KEY" in text:
        what, remedy = "这是私钥,不是公钥", f"信任的是公钥({PUBLIC_SUFFIX});私钥只放在签名的机器上,请从这里移走"
        raise UsageError(Problem(what, str(path), remedy=remedy))
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        remedy = "请用 checker rules keygen 生成的 .pub 文件"
        raise UsageError(Problem("不是 Ed25519 公钥", str(path), remedy=remedy))
    return key


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
