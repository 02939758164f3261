"""The one module that touches durable_rules: it loads the C extension, keeps its handles and runs facts through them.

The extension is driven directly; the package's own ``Host`` loses results and crashes. What is known to go wrong in
it is held off here: a session is primed before use, sees one fact at a time, and is thrown away after any surprise; a
handle serves one thread at a time and no process but its own; rulesets are never deleted but kept and shared by text.

A ruleset costs some megabytes for as long as the process lives. Its text holds no fact, figure or word of a rule, only
how truth values combine: other limits and wordings need no new one, and a rule that is put together otherwise needs one
for its shard alone.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import cast

from checker.engines.shard import BLOCK, UNKNOWN_CODE, Shard
from checker.errors import EngineError, Problem

MOST_HANDLES = 4
"""Handles of one ruleset; the interpreter lock lets only one of them work at a time anyway."""

PATIENCE = 1.0
"""Seconds to wait for a busy handle before making one more: a handle that never came back must not block a ruleset."""

MOST_ABANDONED = 64
"""Sessions of one handle that may be left behind undeleted; the C engine breaks at 1,025."""


@cache
def extension() -> ModuleType:
    """The C extension, bound lazily: from Python 3.13 on it refers to a function that is gone and never called."""
    flags = sys.getdlopenflags() if hasattr(sys, "getdlopenflags") else None
    try:
        if flags is not None:
            sys.setdlopenflags(os.RTLD_LAZY)
        import durable_rules_engine  # noqa: PLC0415 - the flags must be set around this very import
    except ImportError as error:
        raise EngineError(
            Problem(
                f"未能载入规则引擎 durable_rules({error})",
                remedy="请安装 durable-rules==2.0.28,并取消环境变量 LD_BIND_NOW",
            )
        ) from error
    finally:
        if flags is not None:
            sys.setdlopenflags(flags)
    return cast("ModuleType", durable_rules_engine)


class _Handle:
    """One ruleset, compiled once more, with one session; for one thread at a time."""

    def __init__(self, text: str, epoch: int) -> None:
        self.epoch = epoch
        engine = extension()
        self._ruleset = engine.create_ruleset("s", text)
        self._assert, self._start = engine.assert_fact, engine.start_action_for_state
        self._complete, self._retract = engine.complete_and_start_action, engine.retract_fact
        self._delete = engine.delete_state
        self._ready = False
        self._session = 0
        self._primed = False
        self._abandoned = 0
        self._facts = 0

    def run(self, shard: Shard, blocks: Sequence[bytes]) -> bytes:
        """The labels of the shard's decisions; raises, and leaves no session behind, if anything is amiss."""
        if not self._ready:
            self._throw_away()
            self._prime(shard, len(blocks))
        self._ready = False  # whatever interrupts the check, its session is not used again
        labels = self._show(shard, self._head(), blocks)
        self._ready = True
        return labels

    def _head(self) -> bytes:
        self._facts += 1
        return b'{"id":"%08d","sid":"%d"' % (self._facts % 100_000_000, self._session)

    def _show(self, shard: Shard, head: bytes, blocks: Sequence[bytes]) -> bytes:
        """Show the ruleset its fact, take the fact back, and read what fired."""
        ruleset, fact = self._ruleset, shard.fact(head, blocks)
        code, state = self._assert(ruleset, fact)
        if code:
            raise ValueError(f"the fact was not taken, code {code}")
        started = self._start(ruleset, state)
        if started is None:
            raise ValueError("nothing fired")
        if self._complete(ruleset, state) is not None:
            raise ValueError("more fired than one result holds")
        self._retract(ruleset, head.decode("ascii") + "}")
        return shard.read(started[1], fact)

    def _prime(self, shard: Shard, block_count: int) -> None:
        """Open a session with a fact that fires; to delete one in which none ever did is a crash."""
        self._session += 1
        self._show(shard, self._head(), [bytes((UNKNOWN_CODE,)) * BLOCK] * block_count)
        self._primed = True

    def _throw_away(self) -> None:
        if self._primed:
            self._primed = False
            self._delete(self._ruleset, str(self._session))
        elif self._session:
            self._abandoned += 1
            if self._abandoned > MOST_ABANDONED:
                raise EngineError("规则引擎的会话反复建立失败;请重新启动程序")


class Pool:
    """The handles of one ruleset: as many as work at once, each used by one thread at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._epoch = 0
        self.forget()

    def forget(self) -> None:
        """Drop all handles; a child process must not use its parent's."""
        self._epoch += 1
        self._idle: deque[_Handle] = deque()
        self._making = threading.Lock()
        self.made = 0

    def warm_up(self) -> None:
        """Make the first handle, so that a ruleset which the C engine refuses is reported when it is compiled."""
        try:
            self._idle.append(self._take())
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(f"规则引擎未能编译规则网络:{type(error).__name__} {error}") from error

    def decide(self, shard: Shard, blocks: Sequence[bytes]) -> bytes:
        """The label of each decision of a shard whose ruleset this is.

        If anything is amiss, one more try is made in a new session; raises ``EngineError`` if that fails too.
        """
        try:
            return self._try(shard, blocks)
        except EngineError:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, its session is gone, and a second failure is reported
            return self._last_try(shard, blocks)

    def _last_try(self, shard: Shard, blocks: Sequence[bytes]) -> bytes:
        try:
            return self._try(shard, blocks)
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(f"规则引擎两次未能给出完整结果:{type(error).__name__} {error}") from error

    def _try(self, shard: Shard, blocks: Sequence[bytes]) -> bytes:
        handle = self._take()
        try:
            return handle.run(shard, blocks)
        finally:
            if handle.epoch == self._epoch:
                self._idle.append(handle)

    def _take(self) -> _Handle:
        try:
            return self._idle.pop()
        except IndexError:
            return self._make_or_wait()

    def _make_or_wait(self) -> _Handle:
        with self._making:  # one at a time: whoever waits here finds the handles that came back meanwhile
            deadline = time.monotonic() + PATIENCE
            while True:
                try:
                    return self._idle.pop()
                except IndexError:
                    if self.made < MOST_HANDLES or time.monotonic() > deadline:
                        break
                time.sleep(0.0005)
            handle = _Handle(self._text, self._epoch)
            self.made += 1
            return handle


_pools: dict[str, Pool] = {}
_pools_lock = threading.Lock()


def pool_of(text: str) -> Pool:
    """The pool for this ruleset, one per process: a ruleset cannot be deleted, so it is kept and used again.

    Compiles it if it is new; raises ``EngineError`` if the C engine does not take it.
    """
    with _pools_lock:
        pool = _pools.get(text)
        if pool is None:
            pool = Pool(text)
            pool.warm_up()
            _pools[text] = pool
    return pool


def _forget_handles() -> None:
    global _pools_lock  # noqa: PLW0603 - another thread of the parent may have held it
    _pools_lock = threading.Lock()
    for pool in _pools.values():
        pool.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_handles)
