"""Which format a project file is in, told by what is in it."""

import codecs
import re
from collections.abc import Callable

from chengyun.planning import plan_mspdi, plan_psplib, plan_yaml, plan_yaml_lines
from chengyun.planning.project_plan import Plan, PlanError, check

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
    reader = _reader(text)
    try:
        return check(reader(text))
    except PlanError as error:
        raise plan_yaml_lines.placed(text, error) if reader is plan_yaml.parse else error from None


def _reader(text: str) -> Callable[[str], Plan]:
    if text.lstrip().startswith("<"):
        return plan_mspdi.parse
    is_psplib = re.search(r"^\s*PRECEDENCE RELATIONS", text, re.MULTILINE)
    return plan_psplib.parse if is_psplib else plan_yaml.parse


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
