"""Which format a project file is in, told by what is in it."""

import codecs
import re
from collections.abc import Callable

from chengyun.planning import (
    plan_mspdi,
    plan_mspdi_xml,
    plan_psplib,
    plan_yaml,
    plan_yaml_lines,
)
from chengyun.planning.plan_columns import unlooped
from chengyun.planning.project_plan import Plan, PlanError, check

Lines = Callable[[PlanError], list[int]]
MOST_LINES = 6
ONLY_NUMBERS = re.compile(r"[\d\s.]*\d\s[\d\s.]*")

OTHERS = {
    b"\xd0\xcf\x11\xe0": "it is MS Project's own .mpp, which nobody else can read; "
    "save it there as XML",
    b"PK\x03\x04": "it is a zipped file such as .xlsx; give a .yaml, an MS Project .xml or a .sm",
    b"%PDF": "it is a PDF; give a .yaml, an MS Project .xml or a .sm",
    b"\x1f\x8b": "it is gzipped; unpack it first",
}
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read(content: bytes) -> Plan:
    """The plan in a YAML, MSPDI or PSPLIB file, fit to be scheduled. Raises PlanError."""
    for magic, why in OTHERS.items():
        if content.startswith(magic):
            raise PlanError(why)
    text = _decoded(content)
    if not text.strip():
        raise PlanError("it is empty")
    reader, lines = _reader(text)
    try:
        return unlooped(check(reader(text)))
    except PlanError as error:
        raise _placed(error, lines) from None


def _placed(error: PlanError, lines: Lines) -> PlanError:
    """The error with the lines of its tasks before it; as it is where they are told or unknown."""
    told = str(error)
    found = [] if told.startswith("line ") else lines(error)
    if not found:
        return error
    many = ", ".join(map(str, found[:MOST_LINES])) + ("…" if len(found) > MOST_LINES else "")
    return PlanError(f"line{'s' if len(found) > 1 else ''} {many}: {told}", error.tasks)


def _reader(text: str) -> tuple[Callable[[str], Plan], Lines]:
    """How to read it, and where in it the tasks of an error stand."""
    if text.lstrip().startswith("<"):
        return plan_mspdi.parse, lambda error: plan_mspdi_xml.lines(text, error)
    if plan_psplib.HEADING.search(text) or plan_psplib.HEAD.search(text):
        return plan_psplib.parse, lambda error: plan_psplib.lines(text, error)
    if ONLY_NUMBERS.fullmatch(text):
        raise PlanError(
            "it has numbers only, as Patterson's .rcp has; give PSPLIB's .sm of the same instance"
        )
    return plan_yaml.parse, lambda error: plan_yaml_lines.lines(text, error)


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Chinese Windows writes."""
    marked = next((name for bom, name in BOMS.items() if content.startswith(bom)), None)
    try:
        return content.decode(marked or "utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        raise PlanError("its characters are neither UTF-8 nor GB 18030; save it as UTF-8") from None
