"""Faults of a database, told by their kind in Chinese; what the database itself said follows in brackets."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

from checker.errors import Problem

_BUSY: Final = ("另一个程序正在写台账", "请稍后再试")
_READ_ONLY: Final = ("台账只能读,不能写", "请检查文件和文件夹的权限;备份的副本请先恢复再写")
_FULL: Final = ("磁盘已满,没有写入", "请腾出空间再试;台账没有改动")
_NO_RIGHTS: Final = ("没有权限", "请检查文件、文件夹或数据库用户的权限")
_NO_LEDGER: Final = ("这个文件不是台账", "请核对路径;要新建台账请换一个文件名")
_DAMAGED: Final = ("数据库文件损坏", "请运行 checker ledger verify 查看损坏在哪里,并由备份恢复")
_ALTERED: Final = ("台账的表缺失或被改动过", "请运行 checker ledger verify 查看,并由备份恢复")
_NO_OPENING: Final = ("打不开这个文件", "请核对路径,检查文件和文件夹的权限")
_NO_SERVER: Final = ("连不上数据库服务器", "请检查数据库是否在运行、主机和端口是否写对")
_NO_HOST: Final = ("找不到数据库主机", "请核对地址里的主机名")
_NO_LOGIN: Final = ("登录不了数据库:用户或密码不对", "请核对地址里的用户和密码")
_NO_DATABASE: Final = ("服务器上没有这个库", "请核对库名,或请数据库管理员先建一个空的库")
_CUT_OFF: Final = ("与数据库的连接断了", "没有写完的不会留下;请稍后再试")
_UNTAKEN: Final = ("数据库不收这样的文字", "请去掉文字里的控制字符再试;台账没有改动")
TOO_LARGE: Final = ("数量或合计超出台账能记的范围", "请核对数量与单位;台账没有改动")
_OTHER: Final = ("台账数据库出错", "台账没有改动;请把这段文字交给维护人员")

_OF_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_PERM: _NO_RIGHTS,
    sqlite3.SQLITE_AUTH: _NO_RIGHTS,
    sqlite3.SQLITE_NOTADB: _NO_LEDGER,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _NO_OPENING,
    sqlite3.SQLITE_IOERR: ("磁盘读写出错", "请检查磁盘和文件夹;台账没有改动"),
    sqlite3.SQLITE_ERROR: _ALTERED,
}
_OF_STATE: Final = {
    "28": _NO_LOGIN,
    "3D": _NO_DATABASE,
    "08": _CUT_OFF,
    "57": _CUT_OFF,
    "40": _BUSY,
    "55": _BUSY,
    "53": _FULL,
    "25": _READ_ONLY,
    "22003": TOO_LARGE,
    "22": _UNTAKEN,
    "XX": _DAMAGED,
    "42501": _NO_RIGHTS,
    "42": _ALTERED,
}
"""Kinds by SQLSTATE of PostgreSQL: the whole of it, or its class."""
_OF_WORDS: Final = (
    ("authentication failed", _NO_LOGIN),
    ("no password supplied", _NO_LOGIN),
    ("does not exist", _NO_DATABASE),
    ("could not translate host name", _NO_HOST),
    ("failed to resolve host", _NO_HOST),
    ("name or service not known", _NO_HOST),
    ("connection refused", _NO_SERVER),
    ("no such file or directory", _NO_SERVER),
    ("timeout expired", _NO_SERVER),
    ("timed out", _NO_SERVER),
    ("unreachable", _NO_SERVER),
    ("closed the connection", _CUT_OFF),
    ("connection is lost", _CUT_OFF),
    ("connection failed", _NO_SERVER),
    ("could not decode to utf-8", _ALTERED),
    ("nul (0x00)", _UNTAKEN),
    ("out of range", TOO_LARGE),
)
"""Kinds by what is said where there is no code: mostly before there is a connection."""


def problem_of(fault: DBAPIError, shown: str) -> Problem:
    """The fault as a problem with the ledger at ``shown``."""
    said, remedy = _kind(fault)
    original = str(fault.orig).strip().splitlines()
    return Problem(f"{said}({original[0]})" if original else said, shown, remedy=remedy)


def is_refusal(fault: DBAPIError) -> bool:
    """Whether nothing is wrong with the database: it does not take what it was given."""
    return _kind(fault) in (_UNTAKEN, TOO_LARGE)


def _kind(fault: DBAPIError) -> tuple[str, str]:
    code = getattr(fault.orig, "sqlite_errorcode", None)
    if str(fault.orig) == "integer overflow":  # a sum in SQLite
        return TOO_LARGE
    if code is not None:
        return _OF_SQLITE.get(code & 0xFF, _OTHER)
    state = getattr(fault.orig, "sqlstate", None)
    if state:
        return _OF_STATE.get(state) or _OF_STATE.get(state[:2], _OTHER)
    words = str(fault.orig).lower()
    return next((kind for mark, kind in _OF_WORDS if mark in words), _OTHER)
