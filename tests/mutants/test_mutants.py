"""The mutants themselves: what is changed, that it can be exchanged, and that the catalogue speaks of what is there."""

import ast
from pathlib import Path

import pytest

from accelerator.base.common.text import script_of
from tests.mutants import __main__, catalogue, plugin
from tests.mutants.operators import mutants_of
from tests.mutants.sample import BLUNT, chosen, some_of_each

BARE = ["-p", "no:cacheprovider", "-q", "-c", "/dev/null"]


def changes(source: str) -> dict[str, str]:
    """What is done to a function, and what the function is then."""
    found = {}
    for mutant in mutants_of("rules", source, wanted=lambda _name: True):
        [function] = [node for node in ast.walk(mutant.make()) if isinstance(node, ast.FunctionDef)]
        found[mutant.change] = "; ".join(" ".join(ast.unparse(node).split()) for node in function.body)
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a and b", {"without: a": "return b", "without: b": "return a"}),
        ("return a or 0", {}),
        ("return a or {}", {}),
        ("return a < b", {"as: a <= b": "return a <= b"}),
        ("return a != b", {"as: a == b": "return a == b"}),
        ("return a is None", {"as: a is not None": "return a is not None"}),
        ("return not a", {"not: not a": "return a"}),
        ("return min(a)", {"max: min(a)": "return max(a)"}),
        ("return any(a)", {"all: any(a)": "return all(a)"}),
        ("return a if b else c", {"always: a if b else c": "return a", "never: a if b else c": "return c"}),
        ("return a - b", {"other way: a - b": "return a + b"}),
        ("return [a for a in b if a]", {"any: if a": "return [a for a in b]"}),
        ("return rows.filter(a=1)", {"no filter: a=1": "return rows.all()"}),
        (
            "return rows.exclude(a=1, b=2)",
            {"exclude without: a=1": "return rows.exclude(b=2)", "exclude without: b=2": "return rows.exclude(a=1)"},
        ),
        ("give(a)\n    return 1", {"no: give(a)": "return 1"}),
        ("row.a = 1\n    return 1", {"no: row.a = 1": "return 1"}),
        ("n += 1\n    return n", {"no: n += 1": "return n"}),
        ("if a:\n        raise Refusal('b and c')\n    return 1", {"never: if a": "return 1"}),
        (
            "if a:\n        give(b)\n    return 1",
            {
                "never: if a": "return 1",
                "always: if a": "if True: give(b); return 1",
                "no: give(b)": "if a: pass; return 1",
            },
        ),
        ("logger.info(a or b)\n    wake_up()\n    return _(a or b)", {}),
    ],
)
def test_change(body: str, expected: dict[str, str]):
    assert changes(f"def rule(a, b, c):\n    {body}") == expected


def test_function_that_answers_at_once():
    assert changes("def rule(a) -> bool:\n    return a.b") == {
        "only: return True": "return True",
        "only: return False": "return False",
    }
    assert changes("def rule(a) -> None:\n    b = a\n    give(b)")["only: return None"] == "return None"


def test_words_signatures_and_decorators_stay_whole():
    source = '@guard(a and b)\ndef rule(a=b or c):\n    """Says a and b."""\n    raise Refusal(a and b)'
    assert changes(source) == {}


def test_same_change_in_two_places_has_two_names():
    assert list(changes("def rule(a):\n    give(a)\n    give(a)\n    return 1")) == ["no: give(a)", "no: give(a) #2"]


def test_method_that_loses_its_call_of_super_still_closes_over_its_class():
    source = "class Form(Base):\n    def clean(self):\n        super().clean()\n        return 1"
    [mutant] = mutants_of("rules", source, wanted=lambda _name: True)

    names: dict[str, object] = {"Base": object}
    exec(compile(mutant.make(), "rules", "exec"), names)  # noqa: S102 - what the run does with it

    form = names["Form"]
    assert form.clean.__code__.co_freevars == ("__class__",)  # type: ignore[attr-defined]
    assert form().clean() == 1  # type: ignore[operator]


def test_answer_that_a_cache_has_kept_is_not_the_mutants():
    path = catalogue.ROOT / "accelerator/base/common/text.py"
    mutants = mutants_of(catalogue.name_of(path), path.read_text(), wanted=lambda name: name == "script_of")
    mutant = next(one for one in mutants if one.change.startswith("never: "))
    assert script_of("a") == "LATIN"

    with plugin._exchanged(plugin._mutated(mutant)):
        assert script_of("a") == ""
    assert script_of("a") == "LATIN"


def test_sample_is_the_same_for_a_seed_and_another_for_another():
    everything = plugin.population(catalogue.wanted([]), 1)
    assert len(everything) >= 150
    first, again, other = (
        [mutant.key for mutant, _tests in chosen(everything, 30, seed)] for seed in ("one", "one", "two")
    )
    assert first == again
    assert set(first) != set(other)
    assert len(first) == len(set(first)) == 30


def test_what_weakens_a_rule_comes_before_what_drops_a_step():
    source = "def rule(a, b):\n    give(a)\n    give(b)\n    return a < b"
    [one] = some_of_each(mutants_of("rules", source, wanted=lambda _name: True), 1)
    assert not one.change.startswith(BLUNT)


def test_every_module_with_a_rule_has_a_test_of_its_name():
    own = {
        "accelerator.base.accounts.permissions": "test_services.py",
        "regions.enterprises.permissions": "test_services.py",
        "tours.alerts.querysets": "test_services.py",
        "tours.booking.services.standing": "test_holds.py",
        "tours.booking.services.writing": "test_holds.py",
        "tours.models.slots": "test_bookable.py",
    }  # fmt: skip
    for path in catalogue.modules():
        if plugin.population([path], 1):
            asked = {test.name for test in catalogue.tests_of(path)}
            assert {f"test_{path.stem}.py", own.get(catalogue.name_of(path))} & asked, path


def test_every_equivalent_mutant_is_one():
    known = {
        mutant.key
        for path in catalogue.modules()
        for mutant in mutants_of(catalogue.name_of(path), path.read_text(), wanted=lambda _name: True)
    }
    assert catalogue.EQUIVALENT.keys() <= known
    assert all(reason.strip() for reason in catalogue.EQUIVALENT.values())


@pytest.mark.parametrize("heeds", ["", "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"])
def test_session_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heeds: str):
    monkeypatch.setattr(__main__, "GOODBYE", 1.0)
    endless = tmp_path / "test_endless.py"
    endless.write_text(f"{heeds}\nimport threading\n\n\ndef test_endless():\n    threading.Event().wait()\n")

    assert (
        __main__.bounded(["-p", "no:cacheprovider", "-q", f"--rootdir={tmp_path}", "-c", "/dev/null", str(endless)], 3)
        == 1
    )


def test_session_that_ends_says_how(tmp_path: Path):
    (tmp_path / "test_one.py").write_text("def test_one():\n    pass\n")
    assert __main__.bounded([*BARE, str(tmp_path)], None) == 0
    assert __main__.bounded([*BARE, str(tmp_path / "none")], None) != 0
