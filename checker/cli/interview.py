"""Interviews: questions in Chinese on standard error, each answer checked before the next question comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import click

from checker.cli import console
from checker.errors import CheckerError, Problem, UsageError
from checker.nearness import nearest

_Answer = TypeVar("_Answer")
_YES, _NO = ("y", "yes", "是"), ("n", "no", "否")


def _as_it_is(text: str) -> str:
    return text


@dataclass(slots=True)
class Interview:
    """Answers from options where they were given; the rest is asked for, or missed where nobody can be asked."""

    given: dict[str, str | None]
    asking: bool
    missing: list[Problem] = field(default_factory=list)

    def text(self, option: str, question: str, *, default: str | None = "", instead: str = "") -> str:
        """The answer to one question as it is; without a ``default`` there must be one."""
        return self.answer(option, question, _as_it_is, default=default, instead=instead)

    def answer(
        self,
        option: str,
        question: str,
        read: Callable[[str], _Answer],
        *,
        default: str | None = "",
        instead: str = "",
    ) -> _Answer:
        """The answer to one question, as ``read`` takes it; without a ``default`` there must be one.

        ``instead`` is another option that would do. ``read`` raises CheckerError for what it does not take: an option
        is refused with it, a question asked again.
        """
        written = self.given.get(option)
        if written is not None:
            return self._from_option(option, written, read)
        if self.asking:
            return self._asked(question, default, read)
        if default is None:
            either = f"--{instead} 或 --{option}" if instead else f"--{option}"
            self.missing.append(Problem(f"缺少选项 {either}", remedy=question.splitlines()[0]))
            return read_or_empty(read)
        return read(default)

    def choice(self, option: str, question: str, choices: Iterable[str], *, default: str | None) -> str:
        """One word of a closed choice."""
        words = tuple(choices)

        def read(text: str) -> str:
            if text in words:
                return text
            near = nearest(text.lower(), words)
            remedy = (f"是否为 {near}?" if near else "") + f"可选:{'、'.join(words)}"
            raise UsageError(Problem(f"不能是“{text}”", remedy=remedy))

        return self.answer(option, f"{question}({' / '.join(words)})", read, default=default)

    def day(self, option: str, question: str, *, default: date | None = None) -> date | None:
        """A calendar day, or None for an empty answer."""

        def read(text: str) -> date | None:
            try:
                return date.fromisoformat(text) if text else None
            except ValueError:
                raise UsageError(Problem(f"“{text}”不是日期", remedy="请写成 2025-09-01 的样子,没有的留空")) from None

        return self.answer(option, question, read, default=default.isoformat() if default else "")

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Whether the person agrees; nobody asked agrees."""
        if not self.asking:
            return default

        def read(text: str) -> bool:
            if text.lower() in (*_YES, *_NO):
                return text.lower() in _YES
            raise UsageError(Problem(f"不能是“{text}”", remedy="请写 是 或 否"))

        return self._asked(question, "是" if default else "否", read)

    def tell(self, text: str) -> None:
        """Say something to whoever is asked."""
        if self.asking:
            console.narrate(text)

    def raise_missing(self) -> None:
        """Raise UsageError with every option that was needed and not given."""
        if self.missing:
            raise UsageError(self.missing)

    def _from_option(self, option: str, written: str, read: Callable[[str], _Answer]) -> _Answer:
        try:
            return read(written.strip())
        except UsageError as error:
            raise UsageError(
                [replace(problem, message=f"选项 --{option}:{problem.message}") for problem in error.problems]
            ) from None

    def _asked(self, question: str, default: str | None, read: Callable[[str], _Answer]) -> _Answer:
        shown = f" [{default}]" if default else ""
        while True:
            console.narrate(f"{question}{shown}")
            text = str(click.prompt("", default="", show_default=False, prompt_suffix="> ", err=True)).strip()
            if not text and default is None:
                console.complain([Problem("这一项不能空", remedy="请写出内容;要放弃,请按 Ctrl-C")])
                continue
            try:
                return read(text or default or "")
            except CheckerError as error:
                console.complain(error.problems)


def read_or_empty(read: Callable[[str], _Answer]) -> _Answer:
    """The answer to go on with where one is missing, so that every missing one can be told at once."""
    try:
        return read("")
    except CheckerError:
        return ""  # type: ignore[return-value]  # never used: the missing answers are raised before anything is made
