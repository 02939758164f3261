"""Standard output and standard error: encoding, colour, width, error lines. Nothing else writes to them."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from checker.errors import CheckerError, Problem
from checker.render.lines import cell_width, clipped, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

TRACEBACK_VARIABLE = "CHECKER_TRACEBACK"
PIPED_WIDTH = 80
_WIDEST = 110
_MOST_PROBLEMS = 100
_SAMPLE = "巴中市碳达峰实施方案"
_SUBSTITUTES = {"✓": "√", "✗": "×", "≈": "约", "³": "3", "²": "2", "≤": "<=", "≥": ">=", "≠": "!="}


def publish(text: str, *, machine: bool = False) -> None:
    """Write ``text`` to standard output; a reader that has gone away is not an error.

    ``machine`` text is UTF-8 whatever the locale says. Raises CheckerError when it cannot be written.
    """
    try:
        _write(sys.stdout, text, encoding="utf-8" if machine else None)
    except BrokenPipeError:
        _abandon_stdout()
    except (OSError, ValueError, AttributeError) as fault:
        _abandon_stdout()
        reason = getattr(fault, "strerror", None) or "标准输出已关闭"
        raise CheckerError(Problem(f"无法写出结果({reason})", remedy="请检查输出位置的空间与权限")) from None


def narrate(text: str) -> None:
    """Write one line to standard error; a closed standard error is ignored."""
    try:
        _write(sys.stderr, text + "\n")
    except (OSError, ValueError, AttributeError):
        return


def complain(problems: Iterable[Problem]) -> None:
    """Write each problem to standard error as ``错误:file:line 字段 消息;补救``, with its excerpt if it has one."""
    listed = list(problems)
    for problem in listed[:_MOST_PROBLEMS]:
        narrate(f"错误:{visible(str(problem))}")
        _show_excerpt(problem)
    if len(listed) > _MOST_PROBLEMS:
        narrate(f"错误:另有 {len(listed) - _MOST_PROBLEMS} 处问题未列出;请先改正以上各处")


def complain_of_fault(fault: BaseException, subject: str = "") -> None:
    """Explain an unexpected exception in one paragraph; the traceback only when the environment asks for it."""
    about = f"{visible(subject)} " if subject else ""
    detail = visible(str(fault))[:300]
    narrate(
        f"错误:{about}程序内部出错({type(fault).__name__}{': ' + detail if detail else ''}),没有得出结论,"
        f"请勿把这次运行当作通过;请把所用命令和申报文件交给维护人员;"
        f"需要详细信息时,请设环境变量 {TRACEBACK_VARIABLE}=1 再运行一次"
    )
    if wants_traceback():
        import traceback  # noqa: PLC0415 - only on request

        narrate("".join(traceback.format_exception(fault)).rstrip())


def wants_traceback() -> bool:
    """Whether the environment asks for tracebacks."""
    return os.environ.get(TRACEBACK_VARIABLE, "") not in ("", "0")


def uses_colour(choice: bool | None, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether standard output gets colour: as chosen, else on a terminal that allows it (NO_COLOR, TERM=dumb)."""
    if choice is not None:
        return choice
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return is_terminal(sys.stdout)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at ``stream``; a closed or missing stream is nobody's."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def page_width() -> int:
    """Cells per line: the terminal's, up to 110; 80 when standard output is a pipe or a file."""
    if not is_terminal(sys.stdout):
        return PIPED_WIDTH
    return min(_terminal_columns(), _WIDEST)


class Progress:
    """A line on standard error that tells how far a long run has come; silent unless a person watches."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._watched = total > 1 and is_terminal(sys.stderr)
        self._shown = 0

    def step(self, position: int, name: str) -> None:
        """Show that item ``position`` (from 1) is being worked on."""
        if self._watched:
            line = clipped(f"正在核对 {position}/{self._total}  {visible(name)}", _terminal_columns() - 1)
            self._put(line)
            self._shown = cell_width(line)

    def stage(self, what: str, done: int, total: int) -> None:
        """Show how far a run of several stages has come: ``done`` of ``total`` at ``what``, 0 of 0 where unknown."""
        if self._watched:
            line = clipped(f"{what} {done}/{total}" if total else f"{what}…", _terminal_columns() - 1)
            self._put(line)
            self._shown = cell_width(line)

    def clear(self) -> None:
        """Remove the line, so that other messages start at the margin."""
        if self._shown:
            self._put("")
            self._shown = 0

    def _put(self, line: str) -> None:
        blank = " " * max(0, self._shown - cell_width(line))
        try:
            _write(sys.stderr, f"\r{line}{blank}" + ("" if line else "\r"))
        except (OSError, ValueError, AttributeError):
            self._watched = False


def _terminal_columns() -> int:
    import shutil  # noqa: PLC0415 - only a terminal has columns

    return shutil.get_terminal_size((PIPED_WIDTH, 24)).columns


def _show_excerpt(problem: Problem) -> None:
    # Problems inside an expression know the line they stand in; a caret line shows where.
    excerpt = getattr(problem, "excerpt", None)
    if excerpt is None:
        return
    line, start, end = excerpt
    if not line.strip():
        return
    before, marked = visible(line[:start]), visible(line[start:end])
    narrate(f"    {visible(line)}")
    narrate("    " + " " * cell_width(before) + "^" * max(1, cell_width(marked)))


def _write(stream: TextIO, text: str, *, encoding: str | None = None) -> None:
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(text)
    else:
        stream.flush()
        binary.write(encoded(text, encoding or stream.encoding))
    stream.flush()


def encoded(text: str, encoding: str) -> bytes:
    """``text`` in ``encoding``, marks it lacks replaced; UTF-8 where it cannot write Chinese at all."""
    try:
        _SAMPLE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        encoding = "utf-8"
    return text.encode(encoding, "checker-substitute")


def _substitute(error: UnicodeError) -> tuple[str | bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    refused = error.object[error.start : error.end]
    replaced = "".join(_SUBSTITUTES.get(character) or visible(character) for character in refused)
    try:
        replaced.encode(error.encoding)
    except UnicodeEncodeError:
        replaced = refused.encode("ascii", "backslashreplace").decode("ascii")
    return replaced, error.end


codecs.register_error("checker-substitute", _substitute)


def _abandon_stdout() -> None:
    """Keep the interpreter from flushing to a reader that has gone away, and from complaining about it."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, descriptor)
    os.close(sink)
