"""The error root and its tree: every user's mistake is one of these, in Chinese, with a place and a remedy.

CheckerError
├── UsageError            exit 2   wrong command line or wrong call
│   ├── ScenarioError              a feature file that is not Gherkin, or a step that says nothing known
│   └── MappingError               a mapping of a platform's fields that cannot be used
├── ApplicationError      exit 3   unreadable or invalid application (one or more problems)
├── RuleBookError         exit 4   invalid rule pack (one or more problems)
│   ├── FeelSyntaxError            an expression that does not parse
│   ├── BundleError                a rule bundle that cannot be read, or is not what was packed
│   │   ├── UntrustedBundleError   not signed with a key that is trusted
│   │   └── OutdatedBundleError    older than the one in use
│   └── CatalogueError             a catalogue file that cannot be taken into a rule pack
├── EngineError           exit 5   engine limit, disagreement, or internal fault
├── LedgerError           exit 6   a ledger that cannot be opened, or an entry it does not take
│   ├── LedgerRefusalError         what the books do not allow: no headroom, taken already, not in that state
│   │   ├── KeyReusedError         an idempotency key that stands for another request
│   │   └── LedgerUnknownError     no such project, consultation, item, waiver or decision
│   └── LedgerTamperedError        the history is not what was written
├── AccessError           exit 7   somebody who may not do what they ask for
│   ├── MissingTokenError          no token was presented
│   ├── MalformedTokenError        what was presented is no token: mistyped or cut short
│   ├── UnknownTokenError          a token that nobody was given
│   ├── ExpiredTokenError          a token past its last day
│   ├── RevokedTokenError          a token that was taken back
│   └── ForbiddenError             a token that does not reach as far as that
└── RemoteError           exit 8   another program that cannot be reached, or does not answer as it should
    ├── ServiceError               the service
    └── PlatformError              an approval platform
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: what is wrong, where, and what to write instead.

    ``file`` is as the user named it; ``line`` and ``column`` count from 1; ``field`` is the path of
    Chinese labels with 1-based positions, e.g. ``锅炉[2].额定蒸发量``. ``code`` names the kind of mistake in a rule
    pack, e.g. ``unknown-fact``, the same whatever the wording; empty elsewhere.
    """

    message: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    field: str = ""
    remedy: str = ""
    code: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}" if place else f"第 {self.line} 行"
            if self.column is not None:
                place += f":{self.column}"
        text = " ".join(part for part in (place, self.field, self.message) if part)
        return f"{text};{self.remedy}" if self.remedy else text


class CheckerError(Exception):
    """Root of every error this package raises on purpose; carries one or more problems."""

    exit_code: ClassVar[int] = 5

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        match problems:
            case str():
                self.problems: tuple[Problem, ...] = (Problem(problems),)
            case Problem():
                self.problems = (problems,)
            case _:
                self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[CheckerError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class UsageError(CheckerError):
    """A wrong command line or a wrong call of the library."""

    exit_code = 2


class ScenarioError(UsageError):
    """A feature file that cannot be read, or a step that cannot be carried out as it is written."""


class MappingError(UsageError):
    """A mapping of a platform's fields to facts that cannot be read, or names what there is not."""


class ApplicationError(CheckerError):
    """An application that cannot be read or breaks the model."""

    exit_code = 3


class RuleBookError(CheckerError):
    """A rule pack that cannot be read or breaks a rule of the rule language."""

    exit_code = 4


class FeelSyntaxError(RuleBookError):
    """An expression that is not FEEL."""


class BundleError(RuleBookError):
    """A rule bundle that cannot be read, or holds something else than was packed into it."""


class UntrustedBundleError(BundleError):
    """A rule bundle that nobody signed whom one trusts, or that was altered after it was signed."""


class OutdatedBundleError(BundleError):
    """A rule bundle older than the one in use."""


class CatalogueError(RuleBookError):
    """A catalogue that cannot be read, or does not fit the versions an office already keeps."""


class EngineError(CheckerError):
    """An engine limit was met, two engines disagree, or an internal fault was caught."""

    exit_code = 5


class LedgerError(CheckerError):
    """A ledger that cannot be opened, read or written."""

    exit_code = 6


class LedgerRefusalError(LedgerError):
    """An entry that the books do not allow: no headroom, taken already, or not in that state."""


class KeyReusedError(LedgerRefusalError):
    """An idempotency key that came before with another request."""


class LedgerUnknownError(LedgerRefusalError):
    """Something was named that the books do not have."""


class LedgerTamperedError(LedgerError):
    """A ledger whose history is not what was written."""


class AccessError(CheckerError):
    """Somebody asked for what they may not do, or did not say who they are."""

    exit_code = 7


class MissingTokenError(AccessError):
    """No token was presented."""


class MalformedTokenError(AccessError):
    """What was presented is no token as this program writes them."""


class UnknownTokenError(AccessError):
    """A token that is well written, but was never issued."""


class ExpiredTokenError(AccessError):
    """A token whose last day is over."""


class RevokedTokenError(AccessError):
    """A token that was revoked."""


class ForbiddenError(AccessError):
    """A valid token without the scope that was needed."""


class RemoteError(CheckerError):
    """Another program that cannot be reached, or does not answer as it should."""

    exit_code = 8


class ServiceError(RemoteError):
    """A service that cannot be reached, or does not answer as a service of this version does."""


class PlatformError(RemoteError):
    """An approval platform that cannot be reached, or does not answer as its mapping says."""
