"""Prove the ledger: exit code 1 and the first broken row if it does not hold."""

import argparse
import json
from dataclasses import asdict

from chengyun.runtime.commands import django_ready

HELP = "prove that no step of any case, matter or entry was changed or taken out"
# The chains beside that of the cases, with what their rows are of.
OTHERS = {"matters": "matter", "entries": "entry"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"], help="walk the chain from its first row")
    parser.add_argument("--files", action="store_true", help="read every attached file as well")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    django_ready()
    from chengyun.cases.services import verify
    from chengyun.goals.services import matter_ledger
    from chengyun.packs.services import book

    proof, others = verify(), {"matters": matter_ledger.verify(), "entries": book.verify()}
    holds = all(one.broken is None for one in (proof, *others.values()))
    told = {**asdict(proof), "holds": holds}
    told |= {name: asdict(one) for name, one in others.items()}
    if args.files:
        told |= _files()
    print(json.dumps(told, ensure_ascii=False) if args.json else _sentences(told))
    return 0 if told["holds"] and not told.get("bad_files") else 1


def _files() -> dict[str, object]:
    from chengyun.cases.services.file_proof import verify_files
    from chengyun.goals.services import matter_ledger

    both = (verify_files(), matter_ledger.verify_files())
    bad = [asdict(one) for found in both for one in found.bad]
    return {"files": sum(found.files for found in both), "bad_files": bad}


def _sentences(told: dict[str, object]) -> str:
    lines = [_sentence("The ledger", "case", told)]
    for name, of in OTHERS.items():
        found = told[name]
        if isinstance(found, dict) and (found["rows"] or found["broken"]):
            lines.append(_sentence(f"The history of {name}", of, found))
    bad = told.get("bad_files")
    if isinstance(bad, list):
        lines += [_bad(one) for one in bad]
        lines.append(f"Files: {told['files']}, of which {len(bad)} do not hold.")
    return "\n".join(lines)


def _bad(one: dict[str, object]) -> str:
    return f"Row {one['seq']} ({one['case']}): the file {one['file']} {one['fault']}."


def _sentence(which: str, of: str, told: dict[str, object]) -> str:
    broken = told["broken"]
    if not isinstance(broken, dict):
        return f"{which} holds: {told['rows']} rows, head {str(told['head'])[:16]}."
    whose = f" ({of} {broken['case']})" if broken["case"] else ""
    return f"{which} is broken at row {broken['seq']}{whose}: {broken['fault']}."
