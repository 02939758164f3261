"""One item of a two-high catalogue: an industry, and what of it is listed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from checker.feel.units import Quantity, parse_unit, quantity

TCE = parse_unit("tce")


@dataclass(frozen=True, slots=True, order=True)
class Threshold:
    """A yearly energy use (tce, 当量值) from which an item counts; the figure itself belongs to it if ``inclusive``."""

    amount: Decimal
    inclusive: bool = True

    @property
    def quantity(self) -> Quantity:
        """The figure with its unit."""
        found = quantity(self.amount, TCE)
        assert isinstance(found, Quantity)
        return found

    @property
    def figure(self) -> str:
        """The figure as written, e.g. ``10000 tce``."""
        return f"{self.amount.normalize():f} tce"

    @property
    def test(self) -> str:
        """The same as a FEEL unary test, e.g. ``>= 10000 tce``."""
        return f"{'>=' if self.inclusive else '>'} {self.figure}"

    def __str__(self) -> str:
        return f"年综合能耗 {'≥' if self.inclusive else '>'} {self.figure}"

    def admits(self, other: Threshold | None) -> bool:
        """Whether every project that ``other`` takes in is taken in by this one too."""
        if other is None:
            return False
        return self.amount < other.amount or (self.amount == other.amount and (self.inclusive or not other.inclusive))


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One listed industry.

    ``code`` has 2 to 4 digits of GB/T 4754 and stands for every class below it. ``words`` are products or processes the
    item is limited to, ``threshold`` the energy use it begins at; ``review`` is a condition in words that only a person
    can judge. Empty means: not limited.
    """

    number: str
    division: str
    code: str
    name: str
    words: tuple[str, ...] = ()
    threshold: Threshold | None = None
    review: str = ""
    basis: str = ""
    notes: str = ""

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        """What makes it the same item from one version to the next; within a version each is there once."""
        return self.code, frozenset(word.lower() for word in self.words)

    @property
    def products(self) -> str:
        """The products or processes it is limited to, as one text."""
        return "、".join(self.words)

    @property
    def condition(self) -> str:
        """Its condition as written in the catalogue."""
        if self.review:
            return f"{REVIEW_MARK}{self.review}" + (f";{self.threshold}" if self.threshold else "")
        return str(self.threshold) if self.threshold else ""

    @property
    def title(self) -> str:
        """Code and name, e.g. ``3011 水泥制造``."""
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        """All that identifies it in a report, e.g. ``第3项 3011 水泥制造(水泥熟料;年综合能耗 ≥ 10000 tce)``."""
        limits = ";".join(part for part in (self.products, self.condition) if part)
        basis = f",依据 {self.basis}" if self.basis else ""
        return f"第{self.number}项 {self.title}" + (f"({limits})" if limits else "") + basis

    def covers(self, other: CatalogueItem) -> bool:
        """Whether everything ``other`` lists is listed by this item already."""
        if self is other or self.words or self.review or not other.code.startswith(self.code):
            return False
        return self.threshold is None or self.threshold.admits(other.threshold)


REVIEW_MARK = "人工核对:"
"""Opens a condition that only a person can judge."""
