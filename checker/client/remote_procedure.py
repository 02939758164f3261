"""The remote desk's procedure (办理): consultations, rectification, waivers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from checker.client.call import named
from checker.client.remote_books import RemoteBooks
from checker.ledger.consultation import Consultation, Stance
from checker.ledger.rectifications import Item, OrderedItem
from checker.ledger.waivers import GrantedWaiver
from checker.model.enums import Conclusion
from checker.wire.consultations import ConsultationBody
from checker.wire.rectifications import RectificationBody, WaiverBody

_CONSULTATIONS = "/v1/consultations"
_RECTIFICATIONS = "/v1/rectifications"


class RemoteProcedure:
    """Consultations, rectification and waivers as a service has them; see ``checker.api.desk.Desk``."""

    _books: RemoteBooks

    def consultations(self, *, project: str = "", open_only: bool = False) -> tuple[Consultation, ...]:
        """Consultations, of one project where named, oldest first."""
        return self._books.all(ConsultationBody, _CONSULTATIONS, project=project.strip(), open=open_only)

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
        shape = {
            "project": project,
            "rules": list(rules),
            "lead": list(lead),
            "cooperating": list(cooperating),
            "days": days,
            "reason": reason,
        }
        return self._books.made(ConsultationBody, _CONSULTATIONS, _dated(shape, on))

    def hear(
        self, consultation: str, *, department: str, stance: Stance, reason: str, on: date | None = None
    ) -> Consultation:
        """Record what a department says."""
        shape = {"department": department, "stance": stance.value, "reason": reason}
        return self._consultation(consultation, "opinions", shape, on)

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
        shape = {
            "conclusion": conclusion.value,
            "authority": authority,
            "document": document,
            "reason": reason,
            "conditions": conditions,
        }
        return self._consultation(consultation, "conclusion", shape, on)

    def cancel_consultation(self, consultation: str, *, reason: str, on: date | None = None) -> Consultation:
        """Take back a consultation that was opened in error."""
        return self._consultation(consultation, "cancellation", {"reason": reason}, on)

    def rectifications(self, *, project: str = "", open_only: bool = False) -> tuple[OrderedItem, ...]:
        """Items ordered to be put right, of one project where named, in the order of their deadlines."""
        return self._books.all(RectificationBody, _RECTIFICATIONS, project=project.strip(), open=open_only)

    def order(
        self, project: str, items: Sequence[Item], *, authority: str, number: str, on: date | None = None
    ) -> tuple[OrderedItem, ...]:
        """Order a project to put items right."""
        listed = [{"matter": item.matter, "deadline": item.deadline.isoformat()} for item in items]
        shape = {"project": project, "items": listed, "authority": authority, "number": number}
        return self._books.made_all(RectificationBody, _RECTIFICATIONS, _dated(shape, on))

    def complete(self, item: str, *, evidence: str, on: date | None = None) -> OrderedItem:
        """Record that an item was put right."""
        return self._item(item, "completion", {"evidence": evidence}, on)

    def extend(self, item: str, deadline: date, *, document: str, reason: str, on: date | None = None) -> OrderedItem:
        """Give more time for an item."""
        shape = {"deadline": deadline.isoformat(), "document": document, "reason": reason}
        return self._item(item, "extension", shape, on)

    def revoke_rectification(self, item: str, *, document: str, reason: str, on: date | None = None) -> OrderedItem:
        """Take back an item that was ordered in error."""
        return self._item(item, "revocation", {"document": document, "reason": reason}, on)

    def waivers(self, *, project: str = "") -> tuple[GrantedWaiver, ...]:
        """Waivers granted, to one project where named."""
        return self._books.all(WaiverBody, "/v1/waivers", project=project.strip())

    def _consultation(self, name: str, step: str, shape: dict[str, Any], on: date | None) -> Consultation:
        return self._books.made(ConsultationBody, f"{_CONSULTATIONS}/{named(name)}/{step}", _dated(shape, on))

    def _item(self, name: str, step: str, shape: dict[str, Any], on: date | None) -> OrderedItem:
        return self._books.made(RectificationBody, f"{_RECTIFICATIONS}/{named(name)}/{step}", _dated(shape, on))


def _dated(shape: dict[str, Any], on: date | None) -> dict[str, Any]:
    return {**shape, "on": on.isoformat()} if on is not None else shape
