"""Prove the ledger: exit code 1 and the first broken row if it does not hold."""

import argparse
import json
from dataclasses import asdict

from chengyun.runtime.commands import django_ready

CASE = {"ledger": "case ", "history of entries": ""}
HELP = "prove that no step of any case was changed or taken out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"], help="walk the chain from its first row")
    parser.add_argument("--files", action="store_true", help="read every attached file as well")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    django_ready()
    from chengyun.cases.services import verify
    from chengyun.packs.services import book

    proof, entries = verify(), book.verify()
    told = {**asdict(proof), "holds": proof.broken is None and entries.broken is None}
    told["entries"] = asdict(entries)
    if args.files:
        told |= _files()
    print(json.dumps(told, ensure_ascii=False) if args.json else _sentences(told))
    return 0 if told["holds"] and not told.get("bad_files") else 1


def _files() -> dict[str, object]:
    from chengyun.cases.services.file_proof import verify_files

    found = verify_files()
    return {"files": found.files, "bad_files": [asdict(one) for one in found.bad]}


def _sentences(told: dict[str, object]) -> str:
    lines = [_sentence("ledger", told)]
    entries = told.get("entries")
    if isinstance(entries, dict):
        lines.append(_sentence("history of entries", entries))
    bad = told.get("bad_files")
    if isinstance(bad, list):
        lines += [_bad(one) for one in bad]
        lines.append(f"Files: {told['files']}, of which {len(bad)} do not hold.")
    return "\n".join(lines)


def _bad(one: dict[str, object]) -> str:
    return f"Row {one['seq']} (case {one['case']}): the file {one['file']} {one['fault']}."


def _sentence(what: str, told: dict[str, object]) -> str:
    broken = told["broken"]
    if not isinstance(broken, dict):
        return f"The {what} holds: {told['rows']} rows, head {str(told['head'])[:16]}."
    of_case = f" ({CASE[what]}{broken['case']})" if broken["case"] else ""
    return f"The {what} is broken at row {broken['seq']}{of_case}: {broken['fault']}."
