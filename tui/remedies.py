"""Remedies in the officer's own terms: what the ledger says to do by command, at the place where it is done here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from checker.errors import Problem

_HERE: Final = (
    (r"(?:运行 )?checker ledger quota baseline", "到额度(按 {go.quotas})选中它,按 {quotas.baseline}"),
    (r"(?:运行 )?checker ledger quota (?:list|show)", "到额度(按 {go.quotas})"),
    (r"checker ledger submit(?: 申报文件)?", "在待办(按 {go.queue})选中申报文件,按 {queue.take_in}"),
    (r"(?:运行 )?checker ledger submissions 查看", "到待办(按 {go.queue})查看"),
    (r"(?:运行 )?checker ledger withdraw", "在待办(按 {go.queue})选中它,按 {queue.withdraw}"),
    (r"运行 checker ledger consult list 查看", "到会商(按 {go.consultations})查看"),
    (r"运行 checker ledger rectify list 查看", "到整改(按 {go.rectifications})查看"),
    (r"运行 checker ledger decisions 查看", "到决定(按 {go.decision})查看"),
    (r"运行 checker ledger waivers 查看编号", "到审查(按 {go.review})按 {review.revoke_waiver} 查看"),
    (r"checker check --ledger", "到待办(按 {go.queue})按 {queue.refresh},重新打开这份申报"),
    (r"[::]\s*--[a-z-]+(?: [^\s,;,;]+)?", ""),
    (r"(?<=写) --(?:by|reason) ", ""),
)
"""What is looked for, and what is said instead, with the keys of commands in braces."""
_KEY: Final = re.compile(r"\{([a-z_.]+)\}")


def in_place(problem: Problem, key: Callable[[str], str]) -> Problem:
    """The problem with a remedy that says where in the interface it is done; ``key`` gives the key of a command.

    What is done nowhere here keeps its command.
    """
    remedy = problem.remedy
    for sought, said in _HERE:
        if re.search(sought, remedy):
            remedy = re.sub(sought, _KEY.sub(lambda name: key(name[1]), said), remedy)
    return replace(problem, remedy=remedy) if remedy != problem.remedy else problem
