"""Suggestions: what a new clause most likely says of its own strength, for somebody to confirm or to change."""

from __future__ import annotations

from typing import Final

from checker.model.outcome import Effect, Mark
from checker.rulebook import Ceiling, Clause
from checker.rulebook.clause import PUSHING_WORDS, REFUSING_WORDS, SOFT_WORDS, strength_bound

_BINDING_WORDS: Final = ("应当", "必须", "须", "应")
_LONGEST_TITLE: Final = 40


def suggested_strength(text: str) -> str:
    """The modal words in a sentence, e.g. ``鼓励`` or ``不得/鼓励``."""
    found = [word for word in (*REFUSING_WORDS, *SOFT_WORDS, *PUSHING_WORDS) if word in text]
    if not found:
        found = [word for word in _BINDING_WORDS if word in text][:1]
    return "/".join(sorted(found, key=text.index))


def suggested_ceiling(text: str, strength: str) -> Ceiling:
    """The gravest effect the words can carry: a refusal only where they refuse, advice where they encourage."""
    if any(word in text for word in REFUSING_WORDS):
        return Ceiling.REJECT
    bound = strength_bound(strength, text)
    return Ceiling(bound.value) if bound is not None else Ceiling.RECTIFY


def suggested_mark(quote: str) -> Mark:
    """A verbatim sentence was seen, a summary was only reported."""
    return Mark.S if quote else Mark.V3


def suggested_effect(ceiling: Effect | None) -> Effect:
    """As grave as the clause allows."""
    return ceiling or Effect.ADVISE


def suggested_title(clause: Clause | None, text: str) -> str:
    """The beginning of the sentence."""
    said = clause.text if clause is not None else text
    return " ".join(said.split())[:_LONGEST_TITLE].rstrip("。；、")


def suggested_id(pack: str, clause: str) -> str:
    """``OWN-P020`` for clause P020 in pack ``own``; a clause id of Chinese words leaves a number to give."""
    tail = clause.partition("#")[2] or clause
    return f"{pack.upper()}-{tail if tail.isascii() else '01'}"
