"""Faults, threads and processes: a lost or foreign result is noticed, a handle is never shared."""

from __future__ import annotations

import os
import random
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from checker.engines import durable
from checker.engines.formula import Atom
from checker.engines.network import RuleNetwork, RuleState
from checker.errors import EngineError
from tests.engines.kleene import Rule, application, rule_book, rule_states
from tests.engines.test_rete_traps import run

RULES: list[Rule] = [(Atom(0), Atom(1)), (Atom(0), Atom(2)), (Atom(3), Atom(1))]
TOKENS = [True, True, False, None]
EXPECTED = [RuleState.SATISFIED, RuleState.VIOLATED, RuleState.UNDETERMINED]
OTHER = [False, True, True, True]
OTHER_EXPECTED = [RuleState.NOT_APPLICABLE, RuleState.NOT_APPLICABLE, RuleState.SATISFIED]

Call = Callable[..., Any]


class Faulty:
    """The extension, except that the next calls of a function go through what the test has put in their way."""

    def __init__(self) -> None:
        self.real = durable.extension()
        self.ahead: dict[str, list[Callable[[Call], Call]]] = {}
        self.counts: dict[str, int] = {}

    def __getattr__(self, name: str) -> Call:
        real: Call = getattr(self.real, name)

        def call(*arguments: object) -> object:
            self.counts[name] = self.counts.get(name, 0) + 1
            waiting = self.ahead.get(name)
            return waiting.pop(0)(real)(*arguments) if waiting else real(*arguments)

        return call

    def next(self, name: str, *faults: Callable[[Call], Call]) -> None:
        self.ahead[name] = list(faults)


def raising(error: BaseException) -> Callable[[Call], Call]:
    def fault(_: Call) -> Call:
        def call(*_arguments: object) -> object:
            raise error

        return call

    return fault


def after(change: Callable[[Any], Any]) -> Callable[[Call], Call]:
    return lambda real: lambda *arguments: change(real(*arguments))


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faulty]:
    engine = Faulty()
    monkeypatch.setattr(durable, "extension", lambda: engine)
    monkeypatch.setattr(durable, "_pools", {})
    yield engine
    assert not any(engine.ahead.values()), "a fault was never met"


@pytest.fixture
def network(faulty: Faulty) -> RuleNetwork:
    network = RuleNetwork(RULES)
    assert network.outcomes(TOKENS) == EXPECTED
    return network


def without_last_frame(started: tuple[str, str]) -> tuple[str, str]:
    state, result = started
    return state, result[: result.rindex(',{"')] + "]}"


def with_last_frame_twice(started: tuple[str, str]) -> tuple[str, str]:
    state, result = started
    return state, result[:-2] + result[result.rindex(',{"') :]


FAULTS = {
    "an error while asserting": ("assert_fact", raising(RuntimeError("303"))),
    "memory": ("assert_fact", raising(MemoryError())),
    "a fact that matches nothing": ("assert_fact", after(lambda answer: (1, answer[1]))),
    "a fact taken for an old one": ("assert_fact", after(lambda answer: (2, answer[1]))),
    "no action at all": ("start_action_for_state", lambda _: lambda *_arguments: None),
    "a lost firing": ("start_action_for_state", after(without_last_frame)),
    "a firing twice": ("start_action_for_state", after(with_last_frame_twice)),
    "another fact's result": ("start_action_for_state", after(lambda s: (s[0], s[1].replace('"id":"0', '"id":"1')))),
    "another fact's tokens": ("start_action_for_state", after(lambda s: (s[0], s[1][:-4] + "3" + s[1][-3:]))),
    "nonsense": ("start_action_for_state", after(lambda s: (s[0], s[1][:-7]))),
    "an unknown pattern": ("start_action_for_state", after(lambda s: (s[0], re.sub(r'"(\w)[0-3]":', r'"\1?":', s[1])))),
    "more than one result": ("complete_and_start_action", after(lambda _: '{"r":[]}')),
    "an error while completing": ("complete_and_start_action", raising(RuntimeError("307"))),
    "an error while retracting": ("retract_fact", raising(RuntimeError("305"))),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_tried_again_in_a_new_session(name: str, network: RuleNetwork, faulty: Faulty) -> None:
    function, fault = FAULTS[name]
    faulty.next(function, fault)
    deleted = faulty.counts.get("delete_state", 0)
    assert network.outcomes(TOKENS) == EXPECTED
    assert faulty.counts["delete_state"] == deleted + 1
    assert network.outcomes(OTHER) == OTHER_EXPECTED
    assert faulty.counts["delete_state"] == deleted + 1


@pytest.mark.parametrize("name", FAULTS)
def test_a_lasting_fault_is_an_engine_error_and_no_answer(name: str, network: RuleNetwork, faulty: Faulty) -> None:
    function, fault = FAULTS[name]
    faulty.next(function, fault, fault)
    with pytest.raises(EngineError, match="两次未能给出完整结果") as caught:
        network.outcomes(TOKENS)
    assert caught.value.__cause__ is not None
    assert network.outcomes(OTHER) == OTHER_EXPECTED


@pytest.mark.parametrize(
    "function", ["assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"]
)
@pytest.mark.parametrize("before", [True, False])
def test_an_interrupted_check_leaves_nothing_for_the_next_application(
    function: str, before: bool, network: RuleNetwork, faulty: Faulty
) -> None:
    def interrupt(real: Call) -> Call:
        def call(*arguments: object) -> object:
            if not before:
                real(*arguments)
            raise KeyboardInterrupt

        return call

    for _ in range(3):
        faulty.next(function, interrupt)
        with pytest.raises(KeyboardInterrupt):
            network.outcomes(TOKENS)
        assert network.outcomes(OTHER) == OTHER_EXPECTED


def test_a_priming_that_fails_leaves_its_session_undeleted(network: RuleNetwork, faulty: Faulty) -> None:
    faulty.next("assert_fact", raising(RuntimeError("check")), raising(RuntimeError("priming")))
    with pytest.raises(EngineError):
        network.outcomes(TOKENS)
    deleted = faulty.counts["delete_state"]
    assert network.outcomes(TOKENS) == EXPECTED
    assert faulty.counts["delete_state"] == deleted


def test_sessions_that_cannot_be_opened_are_given_up_in_time(network: RuleNetwork, faulty: Faulty) -> None:
    faulty.next("assert_fact", *[raising(RuntimeError("down"))] * (durable.MOST_ABANDONED + 2))
    errors = []
    for _ in range(durable.MOST_ABANDONED):
        with pytest.raises(EngineError) as caught:
            network.outcomes(TOKENS)
        errors.append(str(caught.value))
    assert "请重新启动程序" in errors[-1]
    faulty.ahead.clear()


def test_rulesets_the_c_engine_refuses_are_reported_when_compiling(faulty: Faulty) -> None:
    faulty.next("create_ruleset", raising(faulty.real.error("Could not create ruleset, error code: 113")))
    with pytest.raises(EngineError, match=r"未能编译规则网络.*113"):
        RuleNetwork(RULES)
    assert RuleNetwork(RULES).outcomes(TOKENS) == EXPECTED


def test_nothing_is_ever_deleted_but_sessions(network: RuleNetwork, faulty: Faulty) -> None:
    faulty.next("assert_fact", raising(RuntimeError("303")))
    network.outcomes(TOKENS)
    assert "delete_ruleset" not in faulty.counts
    assert faulty.counts["create_ruleset"] == len(network.circuit.network.shards)


def test_eight_threads_share_no_handle_and_few_are_made() -> None:
    rules, atoms = rule_book(40, seed=77)
    network = RuleNetwork(rules)
    source = random.Random(1)
    applications = [application(source, rules, atoms, 0.5) for _ in range(40)]
    expected = [rule_states(rules, tokens) for tokens in applications]
    wrong: list[int] = []

    def work(thread: int) -> None:
        for number in range(2000):
            which = (number * 7 + thread * 13) % 40
            if network.outcomes(applications[which]) != expected[which]:
                wrong.append(which)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert all(pool.made <= durable.MOST_HANDLES for pool in network.circuit.network.pools)


@pytest.fixture
def no_pools_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handles are shared by all networks of the same text; here they are counted."""
    monkeypatch.setattr(durable, "_pools", {})


@pytest.mark.usefixtures("no_pools_yet")
def test_a_handle_in_use_is_in_no_other_hands() -> None:
    network = RuleNetwork([(Atom(0), Atom(1)), (Atom(2), Atom(1))])
    (pool,) = network.circuit.network.pools
    taken = [pool._take() for _ in range(durable.MOST_HANDLES)]
    assert len(set(map(id, taken))) == durable.MOST_HANDLES
    timer = threading.Timer(0.05, pool._idle.append, [taken[0]])
    timer.start()
    assert pool._take() is taken[0]
    timer.join()


@pytest.mark.usefixtures("no_pools_yet")
def test_a_handle_that_never_comes_back_does_not_block_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "PATIENCE", 0.01)
    network = RuleNetwork([(Atom(1), Atom(0)), (Atom(2), Atom(0))])
    (pool,) = network.circuit.network.pools
    lost = [pool._take() for _ in range(durable.MOST_HANDLES)]
    assert network.outcomes([True, True, None]) == [RuleState.SATISFIED, RuleState.UNDETERMINED]
    assert pool.made == durable.MOST_HANDLES + 1
    assert len(lost) == durable.MOST_HANDLES


def test_a_hundred_short_lived_threads_need_a_handful_of_handles() -> None:
    rules, atoms = rule_book(30, seed=78)
    network = RuleNetwork(rules)
    tokens = application(random.Random(2), rules, atoms)
    answers: list[list[RuleState]] = []
    for _ in range(2):
        threads = [threading.Thread(target=lambda: answers.append(network.outcomes(tokens))) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [rule_states(rules, tokens)] * 100
    assert all(pool.made <= durable.MOST_HANDLES for pool in network.circuit.network.pools)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_forked_child_makes_handles_of_its_own() -> None:
    assert (
        run(
            """
        import os
        from checker.engines import durable
        from checker.engines.formula import Atom
        from checker.engines.network import RuleNetwork
        network = RuleNetwork([(Atom(0), Atom(1))])
        network.outcomes([True, True])
        (pool,) = network.circuit.network.pools
        handles = {id(handle) for handle in pool._idle}
        kept = list(pool._idle)
        durable._pools_lock.acquire()  # as another thread might hold it
        child = os.fork()
        if not child:
            good = pool.made == 0 and not pool._idle
            for number in range(200):
                state = network.outcomes([True, number % 2 == 0])[0]
                good = good and state == ("violated" if number % 2 else "satisfied")
            good = good and pool.made == 1 and not handles & {id(handle) for handle in pool._idle}
            good = good and RuleNetwork([(Atom(1), Atom(0))]).outcomes([True, True])[0] == "satisfied"
            os._exit(0 if good else 1)
        _, status = os.waitpid(child, 0)
        durable._pools_lock.release()
        assert network.outcomes([True, False])[0] == "violated"
        print(os.waitstatus_to_exitcode(status), pool.made, list(pool._idle) == kept)
        """
        )
        == "0 1 True"
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_processes_of_a_forking_pool_answer_alike() -> None:
    assert (
        run(
            """
        import multiprocessing, random
        from checker.engines.network import RuleNetwork
        from tests.engines.kleene import application, rule_book, rule_states
        rules, atoms = rule_book(40)
        network, source = RuleNetwork(rules), random.Random(3)
        facts = [application(source, rules, atoms) for _ in range(20)]
        network.outcomes(facts[0])
        def outcomes(number): return network.outcomes(facts[number])
        with multiprocessing.get_context("fork").Pool(2) as pool:
            answers = pool.map(outcomes, range(20), chunksize=2)
        print(answers == [rule_states(rules, fact) for fact in facts])
        """
        )
        == "True"
    )
