"""Prove the ledger: exit code 1 and the first broken row if it does not hold."""

import argparse
import json
from dataclasses import asdict

from chengyun.runtime.commands import django_ready

HELP = "prove that no step of any case was changed or taken out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"], help="walk the chain from its first row")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    django_ready()
    from chengyun.cases.services import verify

    proof = verify()
    told = {**asdict(proof), "holds": proof.broken is None}
    print(json.dumps(told, ensure_ascii=False) if args.json else _sentence(told))
    return 0 if told["holds"] else 1


def _sentence(told: dict[str, object]) -> str:
    broken = told["broken"]
    if not isinstance(broken, dict):
        return f"The ledger holds: {told['rows']} rows, head {str(told['head'])[:16]}."
    of_case = f" (case {broken['case']})" if broken["case"] else ""
    return f"The ledger is broken at row {broken['seq']}{of_case}: {broken['fault']}."
