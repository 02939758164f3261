"""The facts of an application as a list for people who write rules: name, what is written, what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.model.vocabulary import FactSpec
from checker.render.lines import prose
from checker.render.page import Page, Tone, label
from checker.workbench.schemas.names import kind_of_fact


def facts_with(word: str, specs: Iterable[FactSpec]) -> Iterator[tuple[str, FactSpec]]:
    """The facts, and fields of records as ``锅炉.燃料``, whose name, meaning or words have ``word`` in them."""
    for spec in specs:
        if _has(spec, word):
            yield spec.label, spec
        for member in spec.fields or ():
            if _has(member, word):
                yield f"{spec.label}.{member.label}", member


def _has(spec: FactSpec, word: str) -> bool:
    return any(word in text for text in (spec.label, spec.doc, *spec.choices))


def render_facts(found: Iterable[tuple[str, FactSpec]], *, width: int = 80) -> str:
    """One paragraph a fact."""
    page = Page(width)
    for name, spec in found:
        page.put((Tone.STRONG, name), (Tone.PLAIN, f"  {'若干项' if spec.fields else kind_of_fact(spec)}"))
        if spec.doc:
            page.put((Tone.PLAIN, prose(spec.doc)), lead=label("含义"), indent=2)
        if spec.choices:
            page.put((Tone.PLAIN, "、".join(spec.choices)), lead=label("可写"), indent=2)
        if spec.fields:
            page.put((Tone.PLAIN, "、".join(member.label for member in spec.fields)), lead=label("每项有"), indent=2)
        if spec.aspects:
            page.put((Tone.PLAIN, "、".join(sorted(spec.aspects))), lead=label("涉及事项"), indent=2)
    return page.text()
