"""One shard of a network: its ruleset text, the fact it is shown, and the reading of what fired.

A shard is one ruleset with one action. Every pattern of it feeds that action under a name of its own, so that a single
result carries all matches of a fact: ``{"r":[{"<name>":<fact>},{"<name>":<fact>},…]}``. Ruleset and fact are put
together from numbers and generated names only; nothing a user wrote ever reaches them.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle, product
from struct import Struct

from checker.engines.decision import Word
from checker.engines.layout import Member, Unit
from checker.errors import EngineError

BLOCK = 256
"""Digits come in blocks of this many bytes, the reach of ``bytes.translate``."""

FALSE_CODE, TRUE_CODE, UNKNOWN_CODE = b"012"
"""The byte of a false, a true and an unknown atom, which is its digit where "false" settles most."""

_TURNED = bytes.maketrans(b"01", b"10")

MOST_BRANCHES = 14
"""Branches of one ``$or``: each is an ``$and``, which takes two of the 31 entries the C engine has for a pattern."""

_UNIT_BUCKETS = (28, 1, 4, 7, 10, 13, 16, 19, 22, 25)
_WORD_BUCKETS = tuple((3 + 7 * number) % 32 for number in range(32))
"""Two nodes test the field of a unit (three that of the first), three as a rule a word: steps of 3 and 7 leave gaps."""

_PLAIN = bytes(range(32, 127))
_PLACEHOLDERS = bytes((*range(127, 256), *range(32)))
_HIGH = 256 - 127
"""A fact is written with one placeholder byte per digit, and its digits put in by one ``translate``.

The first 129 placeholders lie above the plain characters, the others below them.
"""

_SLOTS = string.ascii_letters + "!#%&()+,-./:;<=>?@^_|~"
"""The first letter of a pattern's name; the second, its mark, is the label that it fires or a star."""

_SILENT = 0xFF
_LABELS = bytes(mark - ord("0") if chr(mark) in string.digits else _SILENT for mark in range(256))
_RESERVED = (
    *("id", "sid", "m", "name", "all", "any", "pri", "count", "cap", "dist"),
    *("$lt", "$lte", "$gt", "$gte", "$eq", "$neq", "$mt", "$imt", "$iall", "$iany", "$ex", "$nex", "$or", "$and"),
    *("$m", "$add", "$sub", "$mul", "$div", "$l", "$r", "$i", "$s", "$forward", "$time", "$timerName", "$baseTime"),
)


def blocks_of(codes: bytes) -> list[bytes]:
    """The digits of all atoms, block by block: as their codes are first, and then as they are where "true" settles."""
    length = -len(codes) // BLOCK * -BLOCK
    padded = codes.ljust(length, bytes((UNKNOWN_CODE,)))
    both = padded + padded.translate(_TURNED)
    return [both[start : start + BLOCK] for start in range(0, 2 * length, BLOCK)]


def fnv1a(name: str) -> int:
    """The 32-bit hash that durable_rules compares instead of the name."""
    digest = 0x811C9DC5
    for byte in name.encode():
        digest = (digest ^ byte) * 0x01000193 & 0xFFFFFFFF
    return digest


def check_names(names: Iterable[str]) -> None:
    """Raise ``EngineError`` where the C engine would take two names, or a name and a reserved word, for one."""
    seen = {fnv1a(word): word for word in _RESERVED}
    for name in names:
        digest = fnv1a(name)
        if digest in seen:
            raise EngineError(f"规则网络的内部名称“{name}”与“{seen[digest]}”的 32 位散列值相同,durable_rules 无法区分")
        seen[digest] = name


class FieldNames:
    """Hands out short field names in a fixed order, each with its hash in a wanted bucket.

    A node of the C engine keeps its successors in a table that is searched from the bucket of a field's hash up to
    the first empty slot. Fields that a node tests are kept apart, and fields it does not test meet an empty slot.
    """

    def __init__(self) -> None:
        self._taken: Counter[int] = Counter()
        self.given: list[str] = []

    def take(self, bucket: int) -> str:
        """The next unused name of a bucket (0 to 31)."""
        name = _names_by_bucket()[bucket][self._taken[bucket]]
        self._taken[bucket] += 1
        self.given.append(name)
        return name


@cache
def _names_by_bucket() -> tuple[tuple[str, ...], ...]:
    alphabet = string.ascii_letters + string.digits
    buckets: tuple[list[str], ...] = tuple([] for _ in range(32))
    for length in (1, 2):
        for letters in product(alphabet, repeat=length):
            name = "".join(letters)
            if name not in _RESERVED:
                buckets[fnv1a(name) % 32].append(name)
    return tuple(map(tuple, buckets))


@dataclass(frozen=True, slots=True)
class Shard:
    """A compiled shard; it holds no state of any check and may be used by all threads.

    ``numbers`` are the caller's numbers of its decisions, in the order in which ``read`` gives their labels.
    """

    ruleset: str
    numbers: tuple[int, ...]
    field_count: int
    picks: tuple[bytes, ...]
    padding: bytes
    guards: bytes
    guard_keys: Struct
    quiet: tuple[dict[bytes, bytes], ...]
    active: tuple[bytes, ...]
    own_slots: bytes
    unit_slots: bytes

    def fact(self, head: bytes, blocks: Iterable[bytes]) -> str:
        """The fact of one check: ``head`` opens it with its id, ``blocks`` are the digits of all atoms."""
        own = b"".join((*map(bytes.translate, self.picks, blocks), self.padding))
        codes = b"".join((own[_HIGH:], _PLAIN, own[:_HIGH]))
        keys = self.guard_keys.unpack(self.guards.translate(codes))
        body = map(_piece, self.quiet, keys, self.active)
        return b"".join((head, *body, b"}")).translate(codes).decode("ascii")

    def read(self, result: str, fact: str) -> bytes:
        """The label of every decision, fired on its own or together with its unit.

        Raises ``ValueError`` unless the result is about this very fact, id and all, and every decision fired once.
        """
        frames = result.encode("ascii")
        size = len(fact) + 8
        slots, marks = frames[8::size], frames[9::size]
        expected = bytearray(b'{"..":%s},' % fact.encode("ascii")) * len(slots)
        expected[2::size], expected[3::size] = slots, marks
        if frames[:6] != b'{"r":[' or frames[6:-2] + b"," != expected:
            raise ValueError("the result is not about the fact that was asserted")
        fired = bytes.maketrans(slots, marks)
        alone = self.own_slots.translate(fired).translate(_LABELS)
        together = self.unit_slots.translate(fired).translate(_LABELS)
        labels = (int.from_bytes(alone) & int.from_bytes(together)).to_bytes(len(alone))
        silent = alone.count(_SILENT) + together.count(_SILENT)
        if _SILENT in labels or silent != len(labels) or len(set(slots)) != len(slots):
            raise ValueError("a decision did not fire, or fired twice")
        return labels


_piece: Callable[[dict[bytes, bytes], bytes, bytes], bytes] = dict.get
"""The quiet piece if its key is there, else the active one."""


def compile_shard(units: Sequence[Unit], block_count: int) -> Shard:
    """The shard of these units, for digits that come in twice ``block_count`` blocks."""
    return _Writer(units, block_count).shard()


class _Writer:
    """Writes one shard."""

    def __init__(self, units: Sequence[Unit], block_count: int) -> None:
        self._units = units
        self._block_count = block_count
        digits = {digit for unit in units for digit in unit.digits()}
        self._digits = sorted(digits, key=lambda digit: (digit.value, digit.atom))
        self._places = dict(zip(self._digits, _PLACEHOLDERS, strict=False))
        self._fields = FieldNames()
        self._word_buckets = cycle(_WORD_BUCKETS)
        self._unused_slots = iter(_SLOTS)
        self._catch_all_slot = next(self._unused_slots)
        self._own_slots = ""
        self._unit_slots = ""
        self._patterns: list[str] = []

    def shard(self) -> Shard:
        entries = [self._fields.take(bucket) for bucket, _ in zip(cycle(_UNIT_BUCKETS), self._units, strict=False)]
        self._add(self._catch_all_slot + "*", [f'{{"$ex":{{"{entries[0]}":1}}}}'])
        quiet, active = zip(*map(self._unit, self._units, entries), strict=True)
        check_names(self._fields.given)
        return Shard(
            # The C parser takes each repeated "all" as one more pattern that feeds the same action.
            ruleset=f'{{"r":{{"cap":{len(self._patterns)},{",".join(self._patterns)}}}}}',
            numbers=tuple(member.number for unit in self._units for member in unit.members),
            field_count=len(self._fields.given),
            picks=tuple(self._picks(value, block) for value in (False, True) for block in range(self._block_count)),
            padding=bytes(len(_PLACEHOLDERS) - len(self._digits)),
            guards=bytes(self._places[guard] for unit in self._units for guard in unit.guards),
            guard_keys=Struct("".join(f"{len(unit.guards)}s" for unit in self._units)),
            quiet=quiet,
            active=active,
            own_slots=self._own_slots.encode("ascii"),
            unit_slots=self._unit_slots.encode("ascii"),
        )

    def _unit(self, unit: Unit, entry: str) -> tuple[dict[bytes, bytes], bytes]:
        """Add the patterns of a unit; its piece of a fact by guard codes if all guards match, and if they do not."""
        distinct = dict.fromkeys(word for member in unit.members for word in member.decision.words)
        words = {word: self._fields.take(bucket) for word, bucket in zip(distinct, self._word_buckets, strict=False)}
        short = self._piece(entry, unit.guards)
        quiet_word, slot = "0", self._catch_all_slot
        if unit.guards:
            quiet_word, slot = "1" + "0" * len(unit.guards), next(self._unused_slots)
            self._add(slot + "0", [f'{{"{entry}":{quiet_word}}}'])
        self._unit_slots += slot * len(unit.members)
        for member in unit.members:
            self._member(member, f'{{"$neq":{{"{entry}":{quiet_word}}}}}', words)
        active = short + b"".join(self._piece(name, word) for word, name in words.items())
        return {b"0" * len(unit.guards): short} if unit.guards else {}, active

    def _picks(self, value: bool, block: int) -> bytes:
        return bytes(d.atom % BLOCK for d in self._digits if d.value is value and d.atom // BLOCK == block)

    def _piece(self, name: str, word: Word) -> bytes:
        return b',"%s":1%s' % (name.encode("ascii"), bytes(self._places[digit] for digit in word))

    def _member(self, member: Member, entered: str, words: Mapping[Word, str]) -> None:
        """Add the patterns of one decision, each of which starts where its unit is entered."""
        names = [words[word] for word in member.decision.words]
        branches: dict[int, list[str]] = {}
        for leaf in member.decision.leaves:
            tests = ",".join((entered, *(f'{{"{t.relation}":{{"{names[t.word]}":{t.bound}}}}}' for t in leaf.tests)))
            branches.setdefault(leaf.label, []).append(f'{{"$and":[{tests}]}}' if leaf.tests else entered)
        slot = next(self._unused_slots)
        self._own_slots += slot
        for label, alternatives in branches.items():
            for start in range(0, len(alternatives), MOST_BRANCHES):
                self._add(slot + str(label), alternatives[start : start + MOST_BRANCHES])

    def _add(self, name: str, alternatives: Sequence[str]) -> None:
        condition = alternatives[0] if len(alternatives) == 1 else f'{{"$or":[{",".join(alternatives)}]}}'
        self._patterns.append(f'"all":[{{"{name}":{condition}}}]')
