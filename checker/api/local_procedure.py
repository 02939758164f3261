"""The local desk's procedure: consultations (会商), rectification (整改), waivers (豁免)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checker.api.batch import as_of_day
from checker.api.local_books import LocalBooks
from checker.ledger import consultations, inventory, proceedings, rectifications, waivers
from checker.ledger.consultation import Consultation, Stance
from checker.ledger.rectifications import Item, OrderedItem
from checker.ledger.waivers import GrantedWaiver
from checker.model.enums import Conclusion


class LocalProcedure:
    """Procedure as a desk on this machine has it; see ``checker.api.desk.Desk``."""

    _books: LocalBooks

    def consultations(self, *, project: str = "", open_only: bool = False) -> tuple[Consultation, ...]:
        """Consultations, of one project where named, oldest first."""
        with self._books.reading() as books:
            if not project.strip():
                return consultations.listed(books, open_only=open_only)
            found = consultations.of_project(books, inventory.need(books, project.strip()).code)
        return tuple(one for one in found if one.is_open or not open_only)

    def convene(
        self,
        project: str,
        *,
        rules: Sequence[str] = (),
        lead: Sequence[str] = (),
        cooperating: Sequence[str] = (),
        days: int | None = None,
        reason: str = "",
        on: date | None = None,
    ) -> Consultation:
        """Put findings of a project under review to the departments: of ``rules``, or all that were not put yet."""
        with self._books.writing() as books:
            return proceedings.check_and_convene(
                books,
                self._books.checker.pinned(),
                project.strip(),
                rules=rules,
                lead=lead,
                cooperating=cooperating,
                days=days,
                reason=reason,
                on=as_of_day(on),
            )

    def hear(
        self, consultation: str, *, department: str, stance: Stance, reason: str, on: date | None = None
    ) -> Consultation:
        """Record what a department says."""
        with self._books.writing() as books:
            return consultations.hear(
                books, consultation, department=department, stance=stance, given_on=as_of_day(on), reason=reason
            )

    def conclude(
        self,
        consultation: str,
        *,
        conclusion: Conclusion,
        authority: str,
        document: str,
        reason: str,
        conditions: str = "",
        on: date | None = None,
    ) -> Consultation:
        """Record what a consultation came to."""
        with self._books.writing() as books:
            return consultations.conclude(
                books,
                consultation,
                conclusion=conclusion,
                concluded_on=as_of_day(on),
                authority=authority,
                document=document,
                reason=reason,
                conditions=conditions,
            )

    def cancel_consultation(self, consultation: str, *, reason: str, on: date | None = None) -> Consultation:
        """Take back a consultation that was opened in error."""
        with self._books.writing() as books:
            return consultations.cancel(books, consultation, on=as_of_day(on), reason=reason)

    def rectifications(self, *, project: str = "", open_only: bool = False) -> tuple[OrderedItem, ...]:
        """Items ordered to be put right, of one project where named, in the order of their deadlines."""
        with self._books.reading() as books:
            code = inventory.need(books, project.strip()).code if project.strip() else ""
            found = rectifications.listed(books, open_only=open_only)
        return tuple(one for one in found if code in ("", one.project))

    def order(
        self, project: str, items: Sequence[Item], *, authority: str, number: str, on: date | None = None
    ) -> tuple[OrderedItem, ...]:
        """Order a project to put items right."""
        with self._books.writing() as books:
            code = project.strip()
            return rectifications.order(books, code, items, authority=authority, number=number, issued_on=as_of_day(on))

    def complete(self, item: str, *, evidence: str, on: date | None = None) -> OrderedItem:
        """Record that an item was put right."""
        with self._books.writing() as books:
            return rectifications.complete(books, item, on=as_of_day(on), evidence=evidence)

    def extend(self, item: str, deadline: date, *, document: str, reason: str, on: date | None = None) -> OrderedItem:
        """Give more time for an item."""
        with self._books.writing() as books:
            return rectifications.extend(books, item, deadline, on=as_of_day(on), document=document, reason=reason)

    def revoke_rectification(self, item: str, *, document: str, reason: str, on: date | None = None) -> OrderedItem:
        """Take back an item that was ordered in error."""
        with self._books.writing() as books:
            return rectifications.revoke(books, item, on=as_of_day(on), document=document, reason=reason)

    def waivers(self, *, project: str = "") -> tuple[GrantedWaiver, ...]:
        """Waivers granted, to one project where named."""
        with self._books.reading() as books:
            if not project.strip():
                return waivers.listed(books)
            return waivers.of_project(books, inventory.need(books, project.strip()).code)

    def grant_waiver(
        self,
        project: str,
        rules: Sequence[str],
        *,
        authority: str,
        number: str,
        scope: str,
        expires_on: date,
        on: date | None = None,
    ) -> GrantedWaiver:
        """Record a waiver that an authority has granted to a project; see ``BookKeeping``."""
        rulebook = self._books.checker.rulebook
        with self._books.writing() as books:
            return waivers.grant(
                books,
                project.strip(),
                rules,
                rulebook=rulebook,
                authority=authority,
                number=number,
                granted_on=as_of_day(on),
                scope=scope,
                expires_on=expires_on,
            )

    def revoke_waiver(self, waiver: str, *, reason: str, on: date | None = None) -> GrantedWaiver:
        """End a waiver; see ``BookKeeping``."""
        with self._books.writing() as books:
            return waivers.revoke(books, waiver, on=as_of_day(on), reason=reason)
