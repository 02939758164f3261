"""Networks over truth tokens: what rules say, and what derivations say, decided by Rete matching alone.

The only thing that enters is one ``True``, ``False`` or ``None`` (unknown) per atom.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from enum import StrEnum
from itertools import chain
from operator import itemgetter

from checker.engines.decision import Choice
from checker.engines.durable import pool_of
from checker.engines.formula import Formula, all_of, atoms_of, when_false, when_true
from checker.engines.layout import lay_out
from checker.engines.shard import FALSE_CODE, TRUE_CODE, UNKNOWN_CODE, blocks_of, compile_shard
from checker.engines.splitting import ChoiceMaker, Splitter, check_shape, truth_choice
from checker.errors import EngineError

_TRUTHS = (False, True, None)
"""The truth value that each label of a ``truth_choice`` stands for."""

_CODES = bytes((FALSE_CODE, TRUE_CODE, UNKNOWN_CODE))
_CODE_OF_MARSHALLED = bytes(dict(zip(b"FTN", _CODES, strict=True)).get(byte, ord("!")) for byte in range(256))


class RuleState(StrEnum):
    """What the network says of one rule."""

    NOT_APPLICABLE = "not_applicable"
    SATISFIED = "satisfied"
    VIOLATED = "violated"
    UNDETERMINED = "undetermined"


_STATES = (RuleState.NOT_APPLICABLE, RuleState.SATISFIED, RuleState.VIOLATED, RuleState.UNDETERMINED)


def token_codes(truths: Sequence[bool | None]) -> bytes:
    """One byte per atom; raises ``EngineError`` for anything that is not ``True``, ``False`` or ``None``."""
    try:
        # marshal writes each of the three as one byte of its own and everything else differently or at more length:
        # 400 tokens checked by exact type in 2 µs, where a loop takes 15.
        codes = marshal.dumps(truths if type(truths) is list else list(truths), 2)[5:].translate(_CODE_OF_MARSHALLED)
    except ValueError:
        codes = b"!"
    if len(codes) != len(truths) or b"!" in codes:
        raise EngineError("规则网络只接受 True、False、None" + _first_mistyped(truths))
    return codes


def _first_mistyped(truths: Sequence[object]) -> str:
    for index, truth in enumerate(truths):
        if truth is not None and type(truth) is not bool:
            return f":第 {index} 个命题的值是 {truth!r:.80}"
    return ""


class Network:
    """Decides choices; the labels come in the order of the choices.

    Atoms are the bytes of ``token_codes``, counted from 0, of which there must be ``atom_count``.
    """

    def __init__(self, choices: Sequence[Choice], atom_count: int) -> None:
        block_count = len(blocks_of(bytes(atom_count))) // 2
        self.shards = tuple(compile_shard(units, block_count) for units in lay_out(choices))
        numbers = chain.from_iterable(shard.numbers for shard in self.shards)
        places = {number: place for place, number in enumerate(numbers)}
        # One more than there are, because itemgetter makes no tuple of a single item.
        self._in_order = itemgetter(*(places[number] for number in range(len(choices))), 0)
        self.pools = tuple(pool_of(shard.ruleset) for shard in self.shards)
        self._decisions = tuple(zip(self.pools, self.shards, strict=True))

    def labels(self, codes: bytes) -> tuple[int, ...]:
        """The label of every choice; raises ``EngineError`` where the engine does not give all of them."""
        if not self.shards:
            return ()
        blocks = blocks_of(codes)
        decided = b"".join([pool.decide(shard, blocks) for pool, shard in self._decisions])
        labels: tuple[int, ...] = self._in_order(decided)
        return labels[:-1]


class _Circuit:
    """A network behind the stages that decide its auxiliary atoms."""

    def __init__(self, groups: Sequence[Sequence[Formula]], make: ChoiceMaker, names: Sequence[str]) -> None:
        for formulas, name in zip(groups, names, strict=True):
            check_shape(formulas, name)
        atoms = {index for formulas in groups for formula in formulas for index in atoms_of(formula)}
        if min(atoms, default=0) < 0:
            raise EngineError("规则网络的命题序号不能为负")
        self._atom_count = 1 + max(atoms, default=-1)
        splitter = Splitter(self._atom_count)
        choices = [splitter.fit(formulas, make) for formulas in groups]
        self._total = splitter.atom_count
        self.stages = tuple(
            (tuple(stage), Network([truth_choice([formula]) for formula in stage.values()], self._total))
            for stage in splitter.stages
        )
        self.network = Network(choices, self._total)

    def labels(self, truths: Sequence[bool | None]) -> tuple[int, ...]:
        codes = token_codes(truths)
        if len(codes) != self._atom_count:
            if len(codes) < self._atom_count:
                raise EngineError(f"规则网络需要 {self._atom_count} 个命题的真值,只收到 {len(codes)} 个")
            codes = codes[: self._atom_count]
        if self.stages:
            known = bytearray(codes.ljust(self._total, _CODES[2:]))
            for atoms, network in self.stages:
                for atom, label in zip(atoms, network.labels(bytes(known)), strict=True):
                    known[atom] = _CODES[label]
            codes = bytes(known)
        return self.network.labels(codes)


class RuleNetwork:
    """Rules, each the pair of its ``applies`` and its ``require``; ``names`` are what errors call them.

    Compiling creates rulesets, which can never be deleted: keep the network and use it for every check. Any thread
    may use it. Raises ``EngineError``, naming the rule, for a condition too deep or too long to be compiled.
    """

    def __init__(self, rules: Sequence[tuple[Formula, Formula]], names: Sequence[str] = ()) -> None:
        self.circuit = _Circuit(rules, _rule_choice, names or [f"第 {n} 条规则" for n in range(1, len(rules) + 1)])

    def outcomes(self, truths: Sequence[bool | None]) -> list[RuleState]:
        """What each rule says, in the order of the rules, if atom ``i`` is ``truths[i]``.

        Raises ``EngineError`` for missing or mistyped truths, or where the engine fails twice.
        """
        return [_STATES[label] for label in self.circuit.labels(truths)]


class DerivationNetwork:
    """Conditions of derivations; what is said of ``RuleNetwork`` holds here too."""

    def __init__(self, whens: Sequence[Formula], names: Sequence[str] = ()) -> None:
        groups = [(when,) for when in whens]
        self.circuit = _Circuit(groups, truth_choice, names or [f"第 {n} 条推导" for n in range(1, len(whens) + 1)])

    def truths(self, truths: Sequence[bool | None]) -> list[bool | None]:
        """The truth value of each condition, in their order; raises as ``RuleNetwork.outcomes`` does."""
        return [_TRUTHS[label] for label in self.circuit.labels(truths)]


def _rule_choice(formulas: Sequence[Formula]) -> Choice:
    """The three patterns of a rule, in the order of ``RuleState``; the fourth label is "none of them"."""
    applies, require = formulas
    applicable = when_true(applies)
    return (
        when_false(applies),
        all_of((applicable, when_true(require))),
        all_of((applicable, when_false(require))),
    )
