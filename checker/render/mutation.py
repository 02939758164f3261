"""The result of a mutation campaign as text and JSON: the score, then what no scenario notices, with what would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import simplejson

from checker.render.lines import cell_width, padded, prose, visible
from checker.render.page import Page, Tone, label
from checker.workbench.mutation.campaign import Campaign, Fate, Judged
from checker.workbench.mutation.operator import Operator
from checker.workbench.mutation.suggestion import Suggestion

_ANSWERED = (Fate.NOTICED, Fate.EXPLAINED, Fate.UNNOTICED)
_COLUMNS = ("算子", "变异", *(fate.label for fate in _ANSWERED), "得分")


def render_mutation(campaign: Campaign, *, width: int = 80) -> str:
    """The campaign for people: counts and scores first, then every slip that nothing notices, by rule."""
    page = Page(width)
    for line in mutation_summary(campaign):
        page.put((Tone.PLAIN, line))
    page.blank()
    for row in _table(campaign):
        page.put_unbroken((Tone.PLAIN, row))
    shown: set[Suggestion] = set()
    for fate in (Fate.UNNOTICED, Fate.EXPLAINED):
        judged = campaign.having(fate)
        if not judged:
            continue
        page.blank()
        page.put((Tone.STRONG, f"{fate.label}（{len(judged)}）"))
        page.rule("-")
        for owner, group in groupby(judged, key=lambda each: (each.mutant.kind, each.mutant.owner)):
            _put_owner(page, owner[1], list(group), shown)
    return page.text()


def render_mutation_json(campaign: Campaign) -> str:
    """The campaign for other programs."""
    boundaries = campaign.refusing_boundaries
    shape = {
        "score": _score(campaign.judged),
        "trials": campaign.trials,
        "recalled": campaign.recalled,
        "counts": {fate.value: count for fate, count in campaign.counts.items()},
        "operators": {
            operator.value: {fate.value: count for fate, count in _counts(judged)}
            for operator, judged in _by_operator(campaign.judged)
        },
        "refusing_boundaries": {
            "mutants": len(boundaries),
            **{fate.value: count for fate, count in _counts(boundaries)},
            "score": _score(boundaries),
        },
        "mutants": [_shape(each) for each in campaign.judged],
        "idle": [str(problem) for problem in campaign.idle],
        "stale": [str(problem) for problem in campaign.stale],
    }
    return simplejson.dumps(shape, ensure_ascii=False, indent=2, use_decimal=True) + "\n"


def mutation_summary(campaign: Campaign) -> Iterator[str]:
    """The counts, one line each."""
    counts = campaign.counts
    asked = sum(counts[fate] for fate in _ANSWERED)
    apart = "，".join(f"{fate.label} {counts[fate]}" for fate in (Fate.INVALID, Fate.EQUIVALENT) if counts[fate])
    yield (
        f"变异 {len(campaign.judged)} 个"
        + (f"（{apart}，不计分）" if apart else "")
        + f"，场景和案例 {campaign.trials} 个"
    )
    yield (
        f"得分 {_score(campaign.judged)}：{asked} 个中"
        + "，".join(f"{fate.label} {counts[fate]} 个" for fate in _ANSWERED)
    )
    boundaries = campaign.refusing_boundaries
    if boundaries:
        told = "，".join(f"{Fate(fate).label} {count} 个" for fate, count in _counts(boundaries))
        what = "可致否决的比较与限值（连同所据的推算、参数、决策表）"
        yield f"{what}得分 {_score(boundaries)}：{len(boundaries)} 个中{told}"
    if campaign.idle:
        yield f"在现行规则库上就不成立的场景 {len(campaign.idle)} 个，没有算在内，请先改正"
    if campaign.stale:
        yield f"说明理由的文件里有 {len(campaign.stale)} 项不再对应任何变异"


def _table(campaign: Campaign) -> Iterator[str]:
    rows = [_COLUMNS]
    for operator, judged in _by_operator(campaign.judged):
        counts = dict(_counts(judged))
        figures = [str(counts[fate]) for fate in _ANSWERED]
        rows.append((operator.label, str(sum(counts.values())), *figures, _score(judged)))
    widths = [max(cell_width(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    for row in rows:
        first, *others = (padded(cell, widths[0]) if not place else cell for place, cell in enumerate(row))
        yield first + "".join(
            " " * (width + 2 - cell_width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)
        )


def _put_owner(page: Page, owner: str, judged: Sequence[Judged], shown: set[Suggestion]) -> None:
    """The slips in one item; a suggestion that has been shown for another slip is not shown again."""
    page.put((Tone.STRONG, f"{judged[0].mutant.kind.label} {visible(owner)}"))
    for each in judged:
        mutant = each.mutant
        page.put_unbroken(
            (Tone.QUIET, f"  {visible(mutant.file)}:{mutant.line}"),
            (Tone.PLAIN, f" {mutant.part} · {mutant.operator.label}"),
        )
        page.put((Tone.PLAIN, prose(visible(mutant.written))), lead=label("原文"), indent=4)
        page.put((Tone.PLAIN, prose(visible(mutant.becomes)) or "（去掉）"), lead=label("变异"), indent=4)
        if each.reason:
            page.put((Tone.PLAIN, prose(each.reason)), lead=label("理由"), indent=4)
        if each.suggestion in shown:
            page.put((Tone.PLAIN, "上面已列的一处补上,也会察觉这一处"), lead=label("可补"), indent=4)
        elif each.suggestion is not None:
            shown.add(each.suggestion)
            page.put((Tone.PLAIN, each.suggestion.instruction), lead=label("可补"), indent=4)
            for line in each.suggestion.text.split("\n"):
                page.put_unbroken((Tone.GOOD, f"    {visible(line)}"))


def _by_operator(judged: Iterable[Judged]) -> Iterator[tuple[Operator, list[Judged]]]:
    listed = [each for each in judged if each.fate in _ANSWERED]
    for operator in Operator:
        found = [each for each in listed if each.mutant.operator is operator]
        if found:
            yield operator, found


def _counts(judged: Iterable[Judged]) -> Iterator[tuple[Fate, int]]:
    fates = [each.fate for each in judged]
    for fate in _ANSWERED:
        yield fate, fates.count(fate)


def _score(judged: Iterable[Judged]) -> str:
    """The share of slips that some scenario notices, of those that have an effect; explained ones count against it."""
    counts = dict(_counts(judged))
    asked = sum(counts.values())
    if not asked:
        return "-"
    share = 1000 * counts[Fate.NOTICED] // asked  # never rounded up to 100 %
    return f"{share // 10}.{share % 10}%"


def _shape(judged: Judged) -> dict[str, Any]:
    mutant, suggestion = judged.mutant, judged.suggestion
    return {
        "id": mutant.id,
        "fate": judged.fate.value,
        "operator": mutant.operator.value,
        "kind": mutant.kind.value,
        "owner": mutant.owner,
        "part": mutant.part,
        "file": mutant.file,
        "line": mutant.line,
        "written": mutant.written,
        "becomes": mutant.becomes,
        "refusing": mutant.refusing,
        "noticed_by": judged.by,
        "reason": judged.reason,
        "suggestion": None
        if suggestion is None
        else {"file": suggestion.file, "outline": suggestion.outline, "text": suggestion.text},
    }
