"""The layout of a network: which decisions are guarded together, and which shard of the network they live in.

A *guard* is one literal that settles a decision: "the project burns no coal" makes a coal rule not applicable. A unit
is some decisions with their guards; when all guards match, the unit fires once for all its decisions, whose other
tokens are then not even sent. Everything here follows from the patterns alone, so that the same rules always give the
same layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from checker.engines.decision import Choice, Decision, TooLargeError, decide
from checker.engines.formula import AnyOf, Literal

UNIT_PACK = 5
"""Decisions of a unit with several guards; a guard of at least as many decisions gets units of its own."""

UNIT_MEMBERS = 13
SHARD_UNITS = 14
"""A fact matches every unit of its shard once; of one unit at a time, every member may match twice over.

Pending at once are so at most 1 + 14 + 2 * 13 matches; the C engine stops at 64. Its 512 conditions at the root, where
it hangs, are far off: a unit has two there.
"""

SHARD_DECISIONS = 52
SHARD_DIGITS = 160
"""Distinct digits of one shard, each of which needs a byte that JSON text does not use."""

SHARD_FIELDS = 200
"""Fields of the widest fact of a shard, besides "id" and "sid"; the C engine refuses more than 251 in all."""


@dataclass(frozen=True, slots=True)
class Member:
    """One decision of a unit; ``number`` is its place in the caller's order."""

    number: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Unit:
    """Decisions that all take label 0 when all ``guards`` match; without guards they are decided one by one."""

    guards: tuple[Literal, ...]
    members: tuple[Member, ...]

    def digits(self) -> Iterator[Literal]:
        """The digits of the guards and of all members, with repetitions."""
        yield from self.guards
        for member in self.members:
            for word in member.decision.words:
                yield from word

    def fields(self) -> int:
        """The fields this unit adds to a fact at most: its own, and the distinct words of its members."""
        return 1 + len({word for member in self.members for word in member.decision.words})


def lay_out(choices: Sequence[Choice]) -> tuple[tuple[Unit, ...], ...]:
    """The shards of a network deciding ``choices``; raises ``TooLargeError`` where one of them does not fit."""
    return tuple(_shards(_units(choices)))


def _units(choices: Sequence[Choice]) -> Iterator[Unit]:
    candidates = [_guards(choice) for choice in choices]
    popularity = Counter(guard for guards in candidates for guard in guards)
    guarded: dict[Literal, list[int]] = {}
    alone = []
    for number, guards in enumerate(candidates):
        if guards:
            guarded.setdefault(_chosen(guards, popularity), []).append(number)
        else:
            alone.append(Member(number, decide(choices[number])))
    pack: dict[Literal, list[Member]] = {}
    for guard, numbers in guarded.items():
        if len(numbers) >= UNIT_PACK:
            members, unfit = _behind(guard, numbers, choices)
            alone += unfit
            yield from (Unit((guard,), tuple(batch)) for batch in _batches(members))
            continue
        if sum(map(len, pack.values())) + len(numbers) > UNIT_PACK:
            yield Unit(tuple(pack), tuple(chain.from_iterable(pack.values())))
            pack = {}
        pack[guard] = [Member(number, decide(choices[number])) for number in numbers]
    if pack:
        yield Unit(tuple(pack), tuple(chain.from_iterable(pack.values())))
    yield from (Unit((), tuple(batch)) for batch in _batches(alone))


def _behind(guard: Literal, numbers: Iterable[int], choices: Sequence[Choice]) -> tuple[list[Member], list[Member]]:
    """The decisions made once the guard is known not to match, and those too large if its atom has to come first."""
    members, unfit = [], []
    for number in numbers:
        try:
            members.append(Member(number, decide(choices[number], excluded=guard)))
        except TooLargeError:
            unfit.append(Member(number, decide(choices[number])))
    return members, unfit


def _guards(choice: Choice) -> tuple[Literal, ...]:
    """The literals each of which makes the choice's first pattern match, in order of appearance."""
    match choice[0]:
        case Literal() as literal:
            return (literal,)
        case AnyOf(items):
            return tuple(item for item in items if isinstance(item, Literal))
        case _:
            return ()


def _chosen(guards: Sequence[Literal], popularity: Counter[Literal]) -> Literal:
    """The rarest literal that others share, a subject rather than a stage that most rules name; else the first."""
    return min((guard for guard in guards if popularity[guard] > 1), key=popularity.__getitem__, default=guards[0])


def _batches(members: Iterable[Member]) -> Iterator[list[Member]]:
    batch: list[Member] = []
    for member in members:
        wider = Unit((), (*batch, member))
        if batch and (len(batch) == UNIT_MEMBERS or len(set(wider.digits())) > SHARD_DIGITS):
            yield batch
            batch = []
        batch.append(member)
    if batch:
        yield batch


def _shards(units: Iterable[Unit]) -> Iterator[tuple[Unit, ...]]:
    shard: list[Unit] = []
    for unit in units:
        wider = [*shard, unit]
        if shard and (
            len(wider) > SHARD_UNITS
            or sum(len(each.members) for each in wider) > SHARD_DECISIONS
            or sum(each.fields() for each in wider) > SHARD_FIELDS
            or len({digit for each in wider for digit in each.digits()}) > SHARD_DIGITS
        ):
            yield tuple(shard)
            shard = []
        shard.append(unit)
    if shard:
        yield tuple(shard)
