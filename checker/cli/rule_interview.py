"""The questions behind a new rule: which clause, and what the rule says, each answer held against the rule book."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from checker.cli.interview import Interview
from checker.errors import Problem, RuleBookError, UsageError
from checker.feel import parse
from checker.feel.prose import in_words
from checker.model.outcome import Effect, Mark
from checker.nearness import nearest
from checker.rulebook import Ceiling, Clause, Period
from checker.rulebook.pack import MANIFEST
from checker.workbench.scaffold import (
    ClauseRequest,
    DocumentRequest,
    PackRequest,
    Request,
    RuleRequest,
    Workshop,
    features_beside,
    read_drafts,
    require_free_document,
)
from checker.workbench.scaffold.suggestion import (
    suggested_ceiling,
    suggested_effect,
    suggested_id,
    suggested_mark,
    suggested_strength,
    suggested_title,
)

_NEW: Final = "新"
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_PACK_ORDER: Final = 900
_NEEDED: Final = {
    "clause": f"依据哪一条条款?写条款号(如 P020),别的规则包写 文号#条款号;还没有登记的写“{_NEW}”",
    "applies": '什么项目适用?写条件,如 建设阶段 = "拟建" and 年原煤消费量 > 0 t;总是适用写 true',
    "require": "要求什么?写条件,如 煤炭替代量 >= 年原煤消费量",
}
"""The questions that every rule needs an answer to, by option."""
_MARKS: Final = tuple(mark.value for mark in Mark if mark.drives_rules)
_OWNER: Final = re.compile(r"规则 [A-Za-z0-9.-]+:")
_LATEST: Final = date(2026, 11, 22)


def read_request(
    interview: Interview,
    workshop: Workshop,
    *,
    create: bool,
    features: Path | None,
    as_of: date | None,
    packs: tuple[Path, ...],
) -> Request:
    """Everything that is to be made; raises UsageError for missing options, RuleBookError for refused answers."""
    return _Questions(interview, workshop, packs).request(create=create, features=features, as_of=as_of)


def miss_needed(interview: Interview) -> None:
    """Note which answers are missing that any rule needs, where there is not even a pack to make one in."""
    for option, question in _NEEDED.items():
        interview.text(option, question, default=None)


class _Questions:
    """One conversation; the draft grows with the answers, and is read after each."""

    def __init__(self, interview: Interview, workshop: Workshop, packs: tuple[Path, ...]) -> None:
        self._ask = interview
        self._workshop = workshop
        self._packs = packs

    def request(self, *, create: bool, features: Path | None, as_of: date | None) -> Request:
        pack = self._pack(create)
        folder = features or features_beside(self._workshop.pack, self._packs)
        empty = RuleRequest("X", "X", "", "true", "true", Effect.ADVISE)
        draft = Request(self._workshop.pack, folder, as_of or _LATEST, empty, pack=pack)
        draft = self._clause(draft)
        draft = self._rule(draft)
        self._ask.raise_missing()
        return replace(draft, as_of=self._day(draft, as_of))

    # The pack

    def _pack(self, create: bool) -> PackRequest | None:
        folder = self._workshop.pack
        if self._workshop.exists:
            return None
        if not create and not self._ask.asking:
            raise UsageError(Problem(f"没有规则包(没有 {MANIFEST})", str(folder), remedy="要新建的,请加 --create-pack"))
        if not create and not self._ask.confirm(f"{folder} 还不是规则包,新建一个吗?"):
            raise UsageError(Problem("没有规则包", str(folder), remedy="请写已有规则包的文件夹"))
        plain = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
        name = self._ask.answer("pack-id", "规则包的英文编号", _identifier, default=plain or "office")
        return PackRequest(name, self._ask.text("pack-title", "规则包的名称", default="本机关规则"), "1.0", _PACK_ORDER)

    # The clause

    def _clause(self, draft: Request) -> Request:
        known = self._ask.answer(
            "clause",
            _NEEDED["clause"],
            self._reference,
            default=None,
        )
        if self._ask.missing:
            return draft
        if isinstance(known, Clause):
            self._ask.tell(f"  {known.document.title} {known.path}:{known.text}")
            most = known.ceiling.label if known.ceiling else "不产生项目结论"
            self._ask.tell(f"  语气“{known.strength or '未写'}”,至多{most};标记 {known.mark}")
            return replace(draft, rule=replace(draft.rule, clause=self._shortest(known)))
        return self._new_clause(draft, known)

    def _reference(self, text: str) -> Clause | str:
        """The registered clause, or the id (``文号#号`` or ``号``) of one to be registered."""
        if text in ("", _NEW):
            return ""
        found = self._find(text)
        if found is not None:
            return found
        if self._ask.given.get("quote") or self._ask.given.get("summary"):
            return text
        near = nearest(text, [*self._workshop.book.clauses, *self._own_ids()])
        remedy = (f"是否为 {near}?" if near else "") + "查找:checker clauses list;新条款请同时写 --quote 原文"
        raise UsageError(Problem(f"没有登记条款“{text}”", remedy=remedy))

    def _find(self, text: str) -> Clause | None:
        book = self._workshop.book
        if "#" in text:
            return book.clauses.get(text)
        own = [clause for clause in book.clauses.values() if clause.id == text]
        inside = [clause for clause in own if clause.document.pack == self._pack_id()]
        return inside[0] if len(inside) == 1 else own[0] if len(own) == 1 else None

    def _shortest(self, clause: Clause) -> str:
        same = [known for known in self._workshop.book.clauses.values() if known.id == clause.id]
        inside = [known for known in same if known.document.pack == self._pack_id()]
        return clause.id if inside == [clause] else clause.reference

    def _own_ids(self) -> list[str]:
        own = self._pack_id()
        return [clause.id for clause in self._workshop.book.clauses.values() if clause.document.pack == own]

    def _pack_id(self) -> str:
        folder = self._workshop.pack.resolve().name
        packs = {pack.id for pack in self._workshop.book.packs}
        if folder in packs:
            return folder
        reading = self._workshop.read({})
        inside = [content.pack.id for content in reading.contents if content.folder.shown.endswith(f"/{folder}")]
        return inside[-1] if inside else folder

    def _new_clause(self, draft: Request, written: str) -> Request:
        number, _, written_id = written.rpartition("#")
        number = number or self._ask.text("document", "条款在哪份文件里?写文号或标准号", default=None)
        document = None if number in self._workshop.book.documents or not number else self._document(number)
        clause_id = written_id or self._ask.text("clause-id", "给条款起一个编号(如 第八条、8-2)", default=None)
        place = self._ask.text("clause-path", "条款在文件里的位置", default=clause_id)
        quote = self._ask.text("quote", "逐字原文(一行;没有原文的留空)")
        summary = "" if quote else self._ask.text("summary", "没有原文:自拟一句摘要", default=None, instead="quote")
        text = quote or summary
        strength = self._ask.text("strength", "语气(原句里的词,几个半句用 / 隔开)", default=suggested_strength(text))
        clause = ClauseRequest(
            clause_id, place, quote, summary, strength, Ceiling.NONE, suggested_mark(quote),
            lead=_several(self._ask.text("lead", "牵头单位(用顿号隔开,可空)")),
            cooperating=_several(self._ask.text("cooperating", "配合单位(用顿号隔开,可空)")),
        )  # fmt: skip
        mark = self._ask.choice("mark", "核验标记", _MARKS, default=clause.mark.value)
        clause = replace(clause, mark=Mark(mark or clause.mark.value))
        rule = replace(draft.rule, clause=f"{number}#{clause_id}")
        draft = replace(draft, clause=clause, number=number, document=document, rule=rule)

        def ceiling(text: str) -> Ceiling:
            words = [known.value for known in Ceiling]
            if text not in words:
                raise UsageError(Problem(f"不能是“{text}”", remedy=f"可选:{'、'.join(words)}"))
            self._hold(replace(draft, clause=replace(clause, ceiling=Ceiling(text))))
            return Ceiling(text)

        suggested = suggested_ceiling(text, strength).value
        question = "这一句至多能使项目怎样?reject 否决,rectify 整改,consult 会商,advise 提示,none 都不"
        return replace(
            draft,
            clause=replace(clause, ceiling=self._ask.answer("ceiling", question, ceiling, default=suggested)),
        )

    def _document(self, number: str) -> DocumentRequest:
        self._ask.tell(f"文件“{number}”还没有登记,一并登记")
        title = self._ask.text("document-title", "文件的名称", default=number)
        suggested = self._suggested_document(number)
        name = self._ask.answer("document-id", "文件的英文编号", self._free_document, default=suggested)
        issuer = self._ask.text("issuer", "发文机关", default=None)
        issued = self._ask.day("issued", "发布日期(如 2026-01-01,不知道的留空)")
        start = self._ask.day("document-from", "从哪一天起施行(不知道的留空)", default=issued)
        end = self._ask.day("document-to", "到哪一天不再施行(没有的留空)") if start else None
        return DocumentRequest(number, name, title, issuer, issued, Period(start, end))

    def _suggested_document(self, number: str) -> str | None:
        """``doc-2026-9`` for 川测发〔2026〕9号, where that is still free."""
        plain = re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-")
        if not plain:
            return None
        try:
            return self._free_document(plain if plain[:1].isalpha() else f"doc-{plain}")
        except UsageError:
            return None

    def _free_document(self, text: str) -> str:
        require_free_document(_identifier(text), self._workshop)
        return text

    # The rule

    def _rule(self, draft: Request) -> Request:
        ask, rule = self._ask, draft.rule
        known = self._workshop.book.clauses.get(rule.clause) or self._find(rule.clause)
        text = draft.clause.quote or draft.clause.summary if draft.clause else ""
        prefix = draft.pack.id if draft.pack else self._pack_id()
        suggested = suggested_id(prefix, rule.clause)
        rule_id = ask.answer("id", "规则编号(字母、数字、短横线)", self._free_id, default=suggested)
        title = ask.text(
            "title", "规则的一句话名称", default=suggested_title(known, text) or (rule.title if ask.missing else None)
        )
        rule = replace(rule, id=rule_id, title=title)
        start = ask.day("from", "规则从哪一天起施行(留空则同文件)")
        end = ask.day("to", "到哪一天不再施行(没有的留空)") if start or "to" in _given(ask) else None
        draft = self._holding(draft, replace(rule, start=start, end=end))
        draft = self._expression(draft, "applies")
        draft = self._expression(draft, "require")
        draft = self._answered(draft, "basis", "上位依据(文号#条款号,用顿号隔开,可空)", "", _several)
        most = draft.clause.ceiling.effect if draft.clause else known.ceiling if known else None
        draft = self._answered(
            draft, "effect", "不符合时怎样处置?reject 否决,rectify 整改,consult 会商,advise 提示",
            suggested_effect(most).value, _effect,
        )  # fmt: skip
        draft = self._answered(draft, "message", "不符合时对申报单位怎么说", f"不符合“{draft.rule.title}”", str)
        draft = self._answered(draft, "remedy", "怎样改正(可写 {gap} 和 {事实名},可空)", "", str)
        return self._answered(draft, "notes", "备注(可空)", "", str)

    def _expression(self, draft: Request, key: str) -> Request:
        done = self._answered(draft, key, _NEEDED[key], None, str)
        written = getattr(done.rule, key)
        if self._ask.asking and written:
            self._ask.tell(f"  读作:{in_words(parse(written), derived=self._workshop.book.derived_names)}")
        return done

    def _answered(
        self, draft: Request, key: str, question: str, default: str | None, convert: Callable[[str], object]
    ) -> Request:
        """The draft with one more thing said of the rule, which the loader takes."""

        def read(text: str) -> Request:
            if not text and default is None:
                return draft
            return self._holding(draft, replace(draft.rule, **{key: convert(text)}))  # type: ignore[arg-type]  # the key names the field

        return self._ask.answer(key, question, read, default=default)

    def _holding(self, draft: Request, rule: RuleRequest) -> Request:
        done = replace(draft, rule=rule)
        self._hold(done)
        return done

    def _hold(self, draft: Request) -> None:
        """Raise RuleBookError where the draft cannot become a rule; it is not whole while an option is missing."""
        if self._ask.missing:
            return
        try:
            read_drafts(draft, self._workshop)
        except RuleBookError as error:
            raise RuleBookError(
                [
                    replace(problem, message=_OWNER.sub("", problem.message, count=1), file="", line=None, column=None)
                    for problem in error.problems
                ]
            ) from None

    def _free_id(self, text: str) -> str:
        if not _ID.fullmatch(text):
            raise UsageError(Problem(f"“{text}”不能作编号", remedy="请用字母、数字和短横线,如 BZ-0301-coal"))
        book = self._workshop.book
        taken = {rule.id for rule in book.rules} | {derivation.id for derivation in book.derivations}
        if text in taken:
            raise UsageError(Problem(f"编号“{text}”已有规则在用", remedy="请换一个编号"))
        return text

    def _day(self, draft: Request, as_of: date | None) -> date:
        """The day of the scenarios: the one asked for, else today, moved into the rule's own dates."""
        reading = read_drafts(draft, self._workshop)
        assert reading.book is not None
        rule = next(known for known in reading.book.rules if known.id == draft.rule.id)
        day = as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
        if day in rule.in_force:
            return day
        if as_of is not None:
            raise UsageError(Problem(f"选项 --as-of:{as_of} 规则不施行({rule.in_force})", remedy="请写施行期内的一天"))
        return rule.in_force.start or day


def _given(interview: Interview) -> set[str]:
    return {name for name, value in interview.given.items() if value is not None}


def _effect(text: str) -> Effect:
    try:
        return Effect(text)
    except ValueError:
        words = "、".join(effect.value for effect in Effect)
        raise UsageError(Problem(f"处置不能是“{text}”", remedy=f"可选:{words}")) from None


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", text):
        raise UsageError(Problem(f"“{text}”不是英文编号", remedy="请用小写字母、数字和短横线,如 office-rules"))
    return text


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[、,,]", text) if part.strip())
