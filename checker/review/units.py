"""The units a program's names, record fields and table results are shown in."""

from __future__ import annotations

from checker.engines.program import Program
from checker.feel.units import Unit
from checker.review.display import Units


def units_of(program: Program) -> Units:
    """Collect declared units; where two kinds of record use one label, the first declaration counts."""
    names: dict[str, Unit] = {}
    fields: dict[str, Unit] = {}
    results: dict[str, Unit] = {}
    for label, spec in program.in_force.facts.items():
        if spec.unit is not None:
            names[label] = spec.unit
        for member in spec.fields or ():
            if member.unit is not None:
                fields.setdefault(member.label, member.unit)
    for table in program.in_force.tables.values():
        for column in table.outputs:
            if column.unit is None:
                continue
            if len(table.outputs) == 1:
                results[table.name] = column.unit
            else:
                fields.setdefault(column.name, column.unit)
    return Units(names, fields, results)
