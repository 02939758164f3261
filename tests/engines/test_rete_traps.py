"""Every known trap of durable_rules 2.0.28, sprung on the bare extension where that is safe, and held off by ours.

What could crash or hang runs in a process of its own.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from checker.engines.durable import extension
from checker.engines.formula import And, Atom, Formula, Not, Or
from checker.engines.network import DerivationNetwork, RuleNetwork, RuleState
from tests.engines.kleene import Rule, rule_book, rule_states

ROOT = Path(__file__).resolve().parents[2]
NOT_APPLICABLE, SATISFIED, VIOLATED, UNDETERMINED = RuleState


def run(script: str, **environment: str) -> str:
    """What a fresh interpreter prints; it must end well and soon."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )
    assert done.returncode == 0, (done.returncode, done.stderr)
    return done.stdout.strip()


def bare(rules: dict[str, object], *facts: dict[str, object]) -> list[object]:
    """The first thing the bare extension says of each fact, or its error."""
    engine = extension()
    ruleset = engine.create_ruleset("bare", json.dumps(rules))
    said: list[object] = []
    for fact in facts:
        try:
            code, state = engine.assert_fact(ruleset, json.dumps({"sid": "1", **fact}))
            started = engine.start_action_for_state(ruleset, state)
            said.append((code, started and json.loads(started[1])))
        except engine.error as error:
            said.append(str(error))
    return said


def one(condition: object) -> dict[str, object]:
    return {"all": [{"m": condition}]}


# 64 matches at once


def test_sixty_five_matches_at_once_break_the_bare_extension_and_leak() -> None:
    rules: dict[str, object] = {f"r{n}": one({"$and": [{"g": 1}, {f"f{n}": 1}]}) for n in range(80)}
    rules |= {"first": one({"z": 1}), "other": one({"q": 1})}
    said = bare(rules, {"id": "a", "g": 1, "z": 1, **{f"f{n}": 1 for n in range(80)}}, {"id": "b", "q": 1})
    assert "303" in str(said[0])
    assert '"id": "a"' in json.dumps(said[1]), "the second fact was to be given a finding of the first"


def test_six_hundred_rules_that_all_match_at_once() -> None:
    rules: list[Rule] = [(Atom(0), Atom(1)) for _ in range(600)]
    network = RuleNetwork(rules)
    for tokens in ([True, True], [True, False], [False, None], [None, None]):
        assert network.outcomes(tokens) == rule_states(rules, tokens)


def test_six_hundred_rules_of_their_own_that_all_match_at_once() -> None:
    rules: list[Rule] = [(Atom(2 * number), Atom(2 * number + 1)) for number in range(600)]
    network = RuleNetwork(rules)
    assert network.outcomes([True] * 1200) == [SATISFIED] * 600
    assert network.outcomes([True, False] * 600) == [VIOLATED] * 600
    assert network.outcomes([False, True] * 600) == [NOT_APPLICABLE] * 600
    assert network.outcomes([None, True] * 600) == [UNDETERMINED] * 600


# 512 conditions at the root: a hang with the interpreter lock held


def test_six_hundred_different_conditions_do_not_hang() -> None:
    assert (
        run(
            """
        from checker.engines.formula import Atom, Not, Or
        from checker.engines.network import DerivationNetwork
        whens = [Or((Atom(n), Not(Atom(n + 1)), Atom(n + 2))) for n in range(600)]
        print(DerivationNetwork(whens).truths([None] * 602).count(None))
        """
        )
        == "600"
    )


# over 251 fields in a fact


def test_a_fact_of_many_fields_breaks_the_bare_extension() -> None:
    said = bare({"r": one({"f0": 1})}, {"id": "a", **{f"f{n}": 1 for n in range(255)}})
    assert "302" in str(said[0])


def test_two_thousand_atoms_are_spread_over_facts() -> None:
    rules: list[Rule] = [(Atom(4 * n), And(tuple(Atom(4 * n + k) for k in (1, 2, 3)))) for n in range(500)]
    network = RuleNetwork(rules)
    assert len(network.circuit.network.shards) > 5
    assert network.outcomes([True] * 2000) == [SATISFIED] * 500


# nesting of and / or


def nested(levels: int) -> Formula:
    formula: Formula = Atom(0)
    for level in range(levels):
        formula = (And if level % 2 else Or)((formula, Atom(level + 1)))
    return formula


def test_deep_alternation_breaks_the_bare_extension() -> None:
    condition: object = {"f0": 1}
    for level in range(17):
        condition = {"$and" if level % 2 else "$or": [condition, {f"f{level + 1}": 1}]}
    with pytest.raises(extension().error, match="113"):
        bare({"r": one(condition)})


def test_sixty_levels_of_alternation() -> None:
    rules: list[Rule] = [(nested(60), nested(59))]
    network = RuleNetwork(rules)
    for tokens in ([True] * 61, [False] * 61, [None] * 61, [True, False] * 30 + [None]):
        assert network.outcomes(tokens) == rule_states(rules, tokens)


# sessions that never fired crash when deleted; 1,025 sessions crash


def test_sessions_thrown_away_by_the_thousand_do_not_crash() -> None:
    assert (
        run(
            """
        from types import SimpleNamespace
        from checker.engines import durable
        from checker.engines.formula import Atom
        from checker.engines.network import RuleNetwork
        real = durable.extension()
        calls = {"assert": 0, "delete": 0}
        def assert_fact(*arguments):
            calls["assert"] += 1
            if calls["assert"] % 3 == 2:  # the first fact after each priming one
                raise KeyError("thrown in by the test")
            return real.assert_fact(*arguments)
        def delete_state(*arguments):
            calls["delete"] += 1
            return real.delete_state(*arguments)
        engine = SimpleNamespace(**{name: getattr(real, name) for name in dir(real)})
        engine.assert_fact, engine.delete_state = assert_fact, delete_state
        durable.extension = lambda: engine
        network = RuleNetwork([(Atom(0), Atom(1))])
        for number in range(3000):
            assert network.outcomes([True, number % 2 == 0])[0].value == ("violated" if number % 2 else "satisfied")
        print(calls["delete"] > 1024, network.circuit.network.pools[0].made)
        """
        )
        == "True 1"
    )


# strings, numbers and their comparisons


def test_a_string_above_a_number_fires_in_the_bare_extension() -> None:
    said = bare({"r": one({"$gt": {"x": 100}})}, {"id": "a", "x": "50"})
    assert said[0][1] is not None  # type: ignore[index] # a pair where nothing was raised


def test_words_are_compared_as_numbers_of_equal_length() -> None:
    for size in (2, 5, 9):
        when = And(tuple(map(Atom, range(size))))
        network = DerivationNetwork([when, Not(when)])
        for unknown in range(size):
            tokens: list[bool | None] = [True] * size
            tokens[unknown] = None
            assert network.truths(tokens) == [None, None]
            tokens[(unknown + 1) % size] = False
            assert network.truths(tokens) == [False, True]


# a missing field never matches, not even when it is to be different


def test_a_missing_field_is_not_even_unequal_in_the_bare_extension() -> None:
    said = bare({"r": one({"$neq": {"x": 1}}), "s": one({"y": 1})}, {"id": "a", "y": 1})
    assert said == [(0, {"s": {"m": {"sid": "1", "id": "a", "y": 1}}})]


def test_unknown_atoms_leave_a_rule_undetermined_whatever_its_form() -> None:
    forms: list[Formula] = [Atom(0), Not(Atom(0)), Not(Not(Atom(0))), Or((Atom(0), Not(Atom(0))))]
    rules: list[Rule] = [(form, other) for form in forms for other in forms]
    assert RuleNetwork(rules).outcomes([None]) == [UNDETERMINED] * 16


# purely negative rules loop, empty conjunctions match everything, overlapping branches fire twice


def test_purely_negative_rules_do_not_loop() -> None:
    assert (
        run(
            """
        from checker.engines.formula import Atom, Not, Or
        from checker.engines.network import RuleNetwork
        network = RuleNetwork([(Not(Atom(0)), Not(Or((Atom(1), Atom(2)))))])
        print(*(network.outcomes([a, b, None])[0] for a in (False, None) for b in (True, False)))
        """
        )
        == "violated undetermined undetermined undetermined"
    )


def test_empty_connectives_mean_what_they_should() -> None:
    rules: list[Rule] = [(And(()), Or(())), (Or(()), And(())), (And(()), And(())), (And(()), Atom(0))]
    assert RuleNetwork(rules).outcomes([None]) == [VIOLATED, NOT_APPLICABLE, SATISFIED, UNDETERMINED]


def test_overlapping_branches_fire_once() -> None:
    rules: list[Rule] = [(Or((Atom(0), Atom(1), Atom(0))), Or((Atom(2), Not(Atom(2)), Atom(0))))]
    network = RuleNetwork(rules)
    for _ in range(3):
        assert network.outcomes([True, True, True]) == [SATISFIED]


# a fact that matches nothing, and the same fact twice, raise


def test_nothing_known_and_the_same_again() -> None:
    network = RuleNetwork([(Atom(0), Atom(1)), (Atom(2), Atom(3))])
    for tokens in ([None] * 4, [False] * 4, [True] * 4):
        for _ in range(3):
            assert network.outcomes(tokens) == rule_states([(Atom(0), Atom(1)), (Atom(2), Atom(3))], tokens)


# rulesets are never deleted, and the same rules never compiled twice


def test_the_same_rules_share_their_handles() -> None:
    rules: list[Rule] = [(Atom(0), Atom(number)) for number in range(20)]
    first, second = RuleNetwork(rules), RuleNetwork(rules)
    assert first.circuit.network.pools == second.circuit.network.pools
    for number in range(50):
        tokens = [True, *(k % 2 == number % 2 for k in range(19))]
        assert first.outcomes(tokens) == second.outcomes(tokens) == rule_states(rules, tokens)


def test_a_changed_rule_needs_a_new_ruleset_for_its_own_shard_alone() -> None:
    rules, _ = rule_book(200, seed=5)
    before = {id(pool) for pool in RuleNetwork(rules).circuit.network.pools}
    applies, require = rules[-1]
    after = {id(pool) for pool in RuleNetwork([*rules[:-1], (applies, And((require, applies)))]).circuit.network.pools}
    assert len(before) >= 4
    assert len(after - before) <= 1


def test_memory_stays_flat() -> None:
    assert (
        run(
            """
        from pathlib import Path
        from checker.engines.network import RuleNetwork
        from tests.engines.kleene import random_truths, rule_book
        import random
        rules, atoms = rule_book(60)
        network, source = RuleNetwork(rules), random.Random(1)
        facts = [random_truths(source, atoms) for _ in range(50)]
        statm = Path("/proc/self/statm")
        def resident():
            return int(statm.read_text().split()[1]) * 4096 if statm.exists() else 0
        for number in range(2000): network.outcomes(facts[number % 50])
        before = resident()
        for number in range(10000): network.outcomes(facts[number % 50])
        print(resident() - before < 1_000_000)
        """
        )
        == "True"
    )


# the import


def test_the_import_leaves_the_loader_flags_alone() -> None:
    assert (
        run(
            """
        import os, sys
        sys.setdlopenflags(os.RTLD_NOW)
        from checker.engines.durable import extension
        assert "durable_rules_engine" not in sys.modules
        extension()
        print(sys.getdlopenflags() == os.RTLD_NOW, "durable_rules_engine" in sys.modules, "durable" in sys.modules)
        """
        )
        == "True True False"
    )


def test_a_missing_extension_is_a_clear_error() -> None:
    printed = run(
        """
        import sys
        sys.modules["durable_rules_engine"] = None
        from checker.engines.formula import Atom
        from checker.engines.network import RuleNetwork
        from checker.errors import EngineError
        try:
            RuleNetwork([(Atom(0), Atom(1))])
        except EngineError as error:
            print(error)
        """
    )
    assert "未能载入规则引擎" in printed
    assert "durable-rules==2.0.28" in printed


@pytest.mark.skipif(sys.version_info < (3, 13), reason="earlier versions have every symbol the extension asks for")
def test_forbidden_lazy_binding_is_a_clear_error() -> None:
    printed = run(
        """
        from checker.engines.durable import extension
        from checker.errors import EngineError
        try:
            extension()
        except EngineError as error:
            print(error)
        """,
        LD_BIND_NOW="1",
    )
    assert "取消环境变量 LD_BIND_NOW" in printed


def test_exactly_one_module_imports_durable_rules() -> None:
    importers = set()
    for folder in ("checker", "tui"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module or ""]
                if any(name.split(".")[0] in ("durable", "durable_rules_engine") for name in names):
                    importers.add(file.relative_to(ROOT).as_posix())
    assert importers == {"checker/engines/durable.py"}
