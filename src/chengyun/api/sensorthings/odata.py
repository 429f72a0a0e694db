"""`$filter` and `$orderby` as syntax trees, by odata-query, and what SensorThings adds to it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

from chengyun.api.sensorthings.errors import bad
from chengyun.api.sensorthings.functions import FUNCTIONS

QUOTED = re.compile(r"('(?:[^']|'')*')")
MOMENT = r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"
INTERVAL = re.compile(f"({MOMENT}/{MOMENT})")
SPAN = "INTERVAL "
# The lexer takes these at the beginning of longer names too (`allowed`, `trueNorth`).
WORDS = {"ANY": "any", "ALL": "all", "NULL": "null", "BOOLEAN": ""}
LONGEST = 4000


@lru_cache(256)
def parse(text: str, where: str = "$filter") -> Any:
    """The tree of an expression. Raises Fault 400 saying where it goes wrong."""
    if len(text) > LONGEST:
        raise bad(f"{where} is longer than {LONGEST} characters")
    parser: Any = ODataParser()
    # The library's own table of functions has not those of SensorThings.
    parser._function_call = _call
    try:
        tree = parser.parse(_tokens(_plain(text.strip())))
    except (ODataException, RecursionError, ValueError) as error:
        raise bad(f"{where}: {_said(error)} in {text!r}") from None
    if tree is None:
        raise bad(f"{where} is empty")
    return tree


def _said(error: Exception) -> str:
    token = getattr(error, "token", None)
    if token is None:
        return "it ends too early" if getattr(error, "eof", False) else str(error)
    return f"not understood from character {token.index} on"


def _plain(text: str) -> str:
    """What the lexer does not know, in words that it does: control names and intervals."""
    parts = QUOTED.split(text)
    for at in range(0, len(parts), 2):
        part = parts[at].replace("@iot.id", "id")
        parts[at] = INTERVAL.sub(lambda found: f"geography'{SPAN}{found[1]}'", part)
    return "".join(parts)


def _tokens(text: str) -> Iterator[Any]:
    """The lexer's tokens; a keyword with letters right behind it is the name that it was."""
    held = None
    for token in ODataLexer().tokenize(text):
        if held is not None:
            if token.type == "ODATA_IDENTIFIER" and token.index == held.index + len(_word(held)):
                token.value = ast.Identifier(_word(held) + token.value.name, ())
                token.index = held.index
            else:
                yield held
            held = None
        if token.type in WORDS:
            held = token
        else:
            yield token
    if held is not None:
        yield held


def _word(token: Any) -> str:
    return WORDS[token.type] or str(token.value.val)


def _call(function: Any, arguments: list[Any]) -> Any:
    name = function.full_name()
    known = FUNCTIONS.get(name)
    if known is None:
        raise bad(f"there is no function {name}")
    if len(arguments) not in known.arguments:
        wanted = " or ".join(str(n) for n in known.arguments)
        raise bad(f"{name} takes {wanted} arguments, {len(arguments)} were given")
    return ast.Call(function, arguments)


def path_of(node: Any) -> tuple[str, ...]:
    """The names of a path; empty for what is no path."""
    if isinstance(node, ast.Identifier):
        return (*node.namespace, node.name)
    if isinstance(node, ast.Attribute):
        return (*path_of(node.owner), node.attr)
    return ()


def conjuncts(node: Any) -> list[Any]:
    """The parts that must all hold."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [*conjuncts(node.left), *conjuncts(node.right)]
    return [node]


def paths_in(node: Any) -> Iterator[tuple[str, ...]]:
    """Every path that an expression speaks of."""
    if path := path_of(node):
        yield path
    elif isinstance(node, ast.Call):
        for argument in node.args:
            yield from paths_in(argument)
    elif isinstance(node, ast.Compare | ast.BinOp | ast.BoolOp):
        yield from paths_in(node.left)
        yield from paths_in(node.right)
    elif isinstance(node, ast.UnaryOp):
        yield from paths_in(node.operand)


OPERATORS = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip
FLIPPED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def strip(node: Any, first: str) -> Any:
    """The expression as seen from the end of link `first`, with which all its paths begin.

    None if one does not.
    """
    paths = list(paths_in(node))
    if not paths or any(path[0] != first or len(path) < 2 for path in paths):
        return None
    return _shortened(node)


def _shortened(node: Any) -> Any:
    if path := path_of(node):
        owner: Any = ast.Identifier(path[1], ())
        for name in path[2:]:
            owner = ast.Attribute(owner, name)
        return owner
    if isinstance(node, ast.Call):
        return ast.Call(node.func, [_shortened(argument) for argument in node.args])
    if isinstance(node, ast.Compare):
        return ast.Compare(node.comparator, _shortened(node.left), _shortened(node.right))
    if isinstance(node, ast.BinOp | ast.BoolOp):
        made: Any = type(node)
        return made(node.op, _shortened(node.left), _shortened(node.right))
    if isinstance(node, ast.UnaryOp):
        return ast.UnaryOp(node.op, _shortened(node.operand))
    return node
