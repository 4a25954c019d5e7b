"""Small faults that a test should notice, made in the syntax tree of one function at a time.

Each changes what a rule lets through: a condition or a guard is gone, a comparison is turned or moved by one, a query
loses a filter, a write does not happen. Nothing here changes words, logs, locks or the order of imports.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

Function = ast.FunctionDef
Change = tuple[str, Callable[[ast.AST], ast.AST | None]]

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_NARROWING = {"filter", "exclude"}
# Calls whose absence no one is promised to notice: locks are proved by races, logs and wake-ups are courtesy.
_SILENT = {"logger", "wake_up", "notify_worker", "warnings"}


@dataclass(frozen=True)
class Mutant:
    """One function with one fault."""

    module: str
    function: str  # its qualified name
    change: str  # what was done, told by the source, so that it outlives moved lines
    line: int
    make: Callable[[], ast.Module]  # the module's tree with the fault in it

    @property
    def key(self) -> str:
        return f"{self.module}:{self.function}: {self.change}"


def mutants_of(module: str, source: str, *, wanted: Callable[[str], bool]) -> list[Mutant]:
    """Every mutant of the module's functions whose qualified name is wanted, in the order of the source."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    for name, path in _functions(tree):
        if not wanted(name):
            continue
        counts: dict[str, int] = {}
        function = _at(tree, path)
        for node_path, node in _nodes(function):
            for description, change in _changes(node, function):
                counts[description] = counts.get(description, 0) + 1
                numbered = description if counts[description] == 1 else f"{description} #{counts[description]}"
                make = partial(_changed, tree, path, node_path, change)
                found.append(Mutant(module, name, numbered, getattr(node, "lineno", function.lineno), make))
    return found


def functions_of(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The module's functions and its classes' methods by their qualified names."""
    for name, path in list(_functions(tree)):
        function = _at(tree, path)
        assert isinstance(function, ast.FunctionDef)
        yield name, function


Path = list[tuple[str, int | None]]


def _functions(tree: ast.Module) -> Iterator[tuple[str, Path]]:
    """Functions of the module and methods of its classes; what is nested in a function belongs to that one."""

    def walk(node: ast.AST, prefix: str, path: Path) -> Iterator[tuple[str, Path]]:
        for index, child in enumerate(getattr(node, "body", [])):
            here: Path = [*path, ("body", index)]
            if isinstance(child, ast.FunctionDef):
                yield prefix + child.name, here
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, f"{prefix}{child.name}.", here)

    return walk(tree, "", [])


def _at(node: ast.AST, path: Path) -> ast.AST:
    for name, index in path:
        value = getattr(node, name)
        node = value if index is None else value[index]
    return node


def _nodes(function: ast.AST) -> Iterator[tuple[Path, ast.AST]]:
    """The function itself and every node of its body, with the way to it; signature and decorators stay whole."""

    def walk(node: ast.AST, path: Path) -> Iterator[tuple[Path, ast.AST]]:
        yield path, node
        for name, value in ast.iter_fields(node):
            if node is function and name != "body":
                continue
            if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _is_text(node)):
                continue  # words
            if isinstance(value, ast.AST):
                yield from walk(value, [*path, (name, None)])
            elif isinstance(value, list):
                for index, one in enumerate(value):
                    if isinstance(one, ast.AST):
                        yield from walk(one, [*path, (name, index)])

    return walk(function, [])


def _changed(tree: ast.Module, function: Path, node: Path, change: Callable[[ast.AST], ast.AST | None]) -> ast.Module:
    twin = copy.deepcopy(tree)
    *before, (name, index) = [*function, *node]
    calls_super = "super" in {one.id for one in ast.walk(_at(twin, function)) if isinstance(one, ast.Name)}
    parent = _at(twin, before)
    new = change(_at(twin, [*function, *node]))
    if index is None:
        assert new is not None  # only statements go, and they stand in lists
        setattr(parent, name, new)
    else:
        getattr(parent, name)[index : index + 1] = [] if new is None else [new]
        if not getattr(parent, name):
            getattr(parent, name).append(ast.Pass())
    if calls_super:  # a code object can only be exchanged for one that closes over the same names
        _at(twin, function).body.append(ast.parse("if False: __class__").body[0])  # type: ignore[attr-defined]
    return ast.fix_missing_locations(twin)


def _changes(node: ast.AST, function: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BoolOp):
        yield from _without_operand(node)
    elif isinstance(node, ast.Compare):
        yield from _compared_otherwise(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"not: {_source(node)}", lambda one: one.operand  # type: ignore[attr-defined]
    elif isinstance(node, ast.If):
        yield from _without_branch(node)
    elif isinstance(node, ast.IfExp):
        yield f"always: {_source(node)}", lambda one: one.body  # type: ignore[attr-defined]
        yield f"never: {_source(node)}", lambda one: one.orelse  # type: ignore[attr-defined]
    elif isinstance(node, ast.Call):
        yield from _called_otherwise(node)
    elif isinstance(node, ast.comprehension):
        for place, condition in enumerate(node.ifs):
            yield f"any: if {_source(condition)}", _without_condition(place)
    elif (
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not _is_silent(node.value))
        or (isinstance(node, ast.Assign) and all(isinstance(target, ast.Attribute) for target in node.targets))
        or isinstance(node, ast.AugAssign)
    ):
        yield f"no: {_source(node)}", lambda _one: None
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and not _is_joined(node):
        yield f"other way: {_source(node)}", _with_other_sign
    elif node is function and isinstance(node, ast.FunctionDef):
        yield from _answering_at_once(node)


def _without_operand(node: ast.BoolOp) -> Iterator[Change]:
    for place, operand in enumerate(node.values):
        if _is_default(operand):
            continue

        def change(one: ast.AST, place: int = place) -> ast.AST:
            assert isinstance(one, ast.BoolOp)
            del one.values[place]
            return one.values[0] if len(one.values) == 1 else one

        if all(_is_default(other) for i, other in enumerate(node.values) if i != place):
            continue
        yield f"without: {_source(operand)}", change


def _is_default(operand: ast.expr) -> bool:
    """What stands in a condition for the sake of types: "or 0", "or {}"."""
    return isinstance(operand, ast.Constant) or (isinstance(operand, ast.Dict) and not operand.keys)


def _compared_otherwise(node: ast.Compare) -> Iterator[Change]:
    for place, operator in enumerate(node.ops):
        turned = _TURNED[type(operator)]

        def change(one: ast.AST, place: int = place, turned: type[ast.cmpop] = turned) -> ast.AST:
            assert isinstance(one, ast.Compare)
            one.ops[place] = turned()
            return one

        twin = ast.Compare(node.left, [*node.ops[:place], turned(), *node.ops[place + 1 :]], node.comparators)
        yield f"as: {_source(twin)}", change


def _without_branch(node: ast.If) -> Iterator[Change]:
    ends = isinstance(node.body[-1], ast.Raise | ast.Return | ast.Continue)

    def never(one: ast.AST) -> ast.AST | None:
        assert isinstance(one, ast.If)
        if not one.orelse:
            return None
        one.test = ast.Constant(False)
        return one

    def always(one: ast.AST) -> ast.AST:
        assert isinstance(one, ast.If)
        one.test = ast.Constant(True)
        return one

    if not any(isinstance(part, ast.NamedExpr) for part in ast.walk(node.test)):
        yield f"never: if {_source(node.test)}", never
        if not ends:
            yield f"always: if {_source(node.test)}", always


def _called_otherwise(node: ast.Call) -> Iterator[Change]:
    if isinstance(node.func, ast.Name) and node.func.id in _SWAPPED:
        other = _SWAPPED[node.func.id]

        def swap(one: ast.AST) -> ast.AST:
            assert isinstance(one, ast.Call)
            one.func = ast.Name(other, ast.Load())
            return one

        yield f"{other}: {_source(node)}", swap
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _NARROWING:
        return
    if len(node.args) + len(node.keywords) <= 1:

        def drop(one: ast.AST) -> ast.AST:
            assert isinstance(one, ast.Call)
            assert isinstance(one.func, ast.Attribute)
            return ast.Call(ast.Attribute(one.func.value, "all", ast.Load()), [], [])

        yield f"no {node.func.attr}: {_arguments(node)}", drop
        return
    for place, argument in enumerate(node.args):
        yield f"{node.func.attr} without: {_source(argument)}", _without_argument("args", place)
    for place, keyword in enumerate(node.keywords):
        passed = f"{keyword.arg}={_source(keyword.value)}"
        yield f"{node.func.attr} without: {passed}", _without_argument("keywords", place)


def _without_argument(kind: str, place: int) -> Callable[[ast.AST], ast.AST]:
    def change(one: ast.AST) -> ast.AST:
        del getattr(one, kind)[place]
        return one

    return change


def _without_condition(place: int) -> Callable[[ast.AST], ast.AST]:
    def change(one: ast.AST) -> ast.AST:
        assert isinstance(one, ast.comprehension)
        del one.ifs[place]
        return one

    return change


def _with_other_sign(one: ast.AST) -> ast.AST:
    assert isinstance(one, ast.BinOp)
    one.op = ast.Sub() if isinstance(one.op, ast.Add) else ast.Add()
    return one


def _answering_at_once(node: Function) -> Iterator[Change]:
    """A whole function that does nothing, or answers the same to everybody."""
    returns = ast.unparse(node.returns) if node.returns else ""
    answers = {"None": ["None"], "bool": ["True", "False"], "Self": ["self.all()"], "int": ["0"]}.get(returns, [])
    body = [one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    if len(body) == 1 and isinstance(body[0], ast.Expr):
        return  # the same as leaving its one statement out
    for answer in answers:
        if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value and returns == "Self":
            continue  # a verb of one filter: dropped already

        def change(one: ast.AST, answer: str = answer) -> ast.AST:
            assert isinstance(one, ast.FunctionDef)
            one.body = [ast.Return(ast.parse(answer, mode="eval").body)]
            return one

        yield f"only: return {answer}", change


def _is_text(node: ast.Call) -> bool:
    """Words for people, or for logs."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return name in {"_", "gettext", "ngettext", "pgettext", "npgettext", "format"} or _is_silent(node)


def _is_silent(node: ast.Call) -> bool:
    root = node.func
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in _SILENT


def _is_joined(node: ast.BinOp) -> bool:
    """Lists or texts put together."""
    return any(isinstance(side, ast.List | ast.JoinedStr | ast.Tuple) for side in (node.left, node.right))


def _arguments(node: ast.Call) -> str:
    return ", ".join([*map(_source, node.args), *(f"{one.arg}={_source(one.value)}" for one in node.keywords)])


def _source(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 110 else text[:107] + "…"
