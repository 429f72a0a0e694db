"""The conformance suite of packs. Authors run it in their own tests:

    from chengyun.testing import check_pack, failures

    def test_the_pack_conforms() -> None:
        assert failures(check_pack(FOLDER)) == []

Rules are graded bronze, silver and gold; a pack has a grade when every rule of that grade and of
those below is done or exempt. quality.toml states the grade it claims and its exemptions with
their reasons; a rule of a grade that is not claimed cannot fail.
"""

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chengyun.insight import rules as insight
from chengyun.packs import registry, running
from chengyun.packs.api import CaseType, Silence, Threshold
from chengyun.packs.registry import Pack

GRADES = ("bronze", "silver", "gold")
API = "chengyun.packs.api"
PHRASES_AT_LEAST = 5


@dataclass(frozen=True)
class Finding:
    """What one rule says of a pack. state: done, exempt, failed, or open (grade not claimed)."""

    rule: str
    grade: str
    state: str
    message: str = ""

    def __str__(self) -> str:
        return f"{self.grade}/{self.rule}: {self.message or self.state}"


@dataclass(frozen=True)
class Subject:
    """The pack under test, with the packs it needs."""

    folder: Path
    pack: Pack
    needed: tuple[Pack, ...]


@dataclass(frozen=True)
class _Check:
    name: str
    grade: str
    problems: Callable[[Subject], Iterable[str]]


_CHECKS: list[_Check] = []


def check_pack(folder: Path) -> list[Finding]:
    """All findings about the pack in `folder`; a single failed one if it cannot be loaded."""
    try:
        pack = registry.load(folder)
        subject = Subject(folder.resolve(), pack, _needed(pack))
        claimed, exempt = _quality(folder)
    except Exception as error:
        return [Finding("loads", "bronze", "failed", f"{type(error).__name__}: {error}")]
    return [_finding(check, subject, claimed, exempt) for check in _CHECKS]


def failures(findings: Iterable[Finding]) -> list[str]:
    """What keeps the pack from the grade it claims, one sentence each."""
    return [str(finding) for finding in findings if finding.state == "failed"]


def grade_of(findings: Sequence[Finding]) -> str:
    """The highest grade reached, or "none"."""
    reached = "none"
    for grade in GRADES:
        some = [f for f in findings if f.grade == grade]
        if not some or any(f.state not in ("done", "exempt") for f in some):
            break
        reached = grade
    return reached


def _needed(pack: Pack) -> tuple[Pack, ...]:
    around = registry.current().packs
    needed = pack.manifest.needed()
    missing = [name for name in needed if name not in around]
    if missing:
        raise ValueError(f"needs the pack {missing[0]}, which is not installed")
    return tuple(around[name] for name in needed)


def _quality(folder: Path) -> tuple[str, dict[str, str]]:
    stated = tomllib.loads((folder / "quality.toml").read_text(encoding="utf-8"))
    claimed, exempt = stated.get("grade", ""), stated.get("exempt", {})
    known = {check.name for check in _CHECKS}
    if claimed not in GRADES:
        raise ValueError(f"quality.toml: grade is one of {', '.join(GRADES)}")
    for name, reason in exempt.items():
        if name not in known or not reason:
            raise ValueError(f"quality.toml: exemption {name!r} needs a known rule and a reason")
    return claimed, exempt


def _finding(check: _Check, subject: Subject, claimed: str, exempt: dict[str, str]) -> Finding:
    if check.name in exempt:
        return Finding(check.name, check.grade, "exempt", exempt[check.name])
    problem = "; ".join(check.problems(subject))
    if not problem:
        return Finding(check.name, check.grade, "done")
    held = GRADES.index(check.grade) <= GRADES.index(claimed)
    return Finding(check.name, check.grade, "failed" if held else "open", problem)


def _rule(
    grade: str,
) -> Callable[[Callable[[Subject], Iterable[str]]], Callable[[Subject], Iterable[str]]]:
    def keep(problems: Callable[[Subject], Iterable[str]]) -> Callable[[Subject], Iterable[str]]:
        _CHECKS.append(_Check(problems.__name__, grade, problems))
        return problems

    return keep


@_rule("bronze")
def declares_something(s: Subject) -> Iterator[str]:
    """An empty pack is of no use."""
    if not any(s.pack.declares()):
        yield "declares nothing"


@_rule("bronze")
def named_after_its_folder(s: Subject) -> Iterator[str]:
    """One name everywhere: the folder, or the package's folder around it."""
    if s.pack.name not in (s.folder.name, s.folder.name.removeprefix("chengyun_")):
        yield f"the folder is {s.folder.name}, the manifest says {s.pack.name}"


@_rule("bronze")
def uses_only_the_pack_interface(s: Subject) -> Iterator[str]:
    """Of Chengyun, a pack imports `chengyun.packs.api` and itself, nothing else."""
    own = f"{registry.GROUP}.{s.pack.name}"
    for path in sorted(s.folder.rglob("*.py")):
        for name in _imports(path):
            inside = name in (API, own) or name.startswith((f"{API}.", f"{own}."))
            if name.split(".")[0] == "chengyun" and not inside:
                yield f"{path.name} imports {name}"


@_rule("bronze")
def refers_to_what_exists(s: Subject) -> Iterator[str]:
    """Rules and vital signs name properties and kinds of case of this pack or of needed ones."""
    around = {pack.name: pack for pack in (*s.needed, s.pack)}
    broken = registry.gather({name: _given(pack) for name, pack in around.items()}).broken
    if s.pack.name in broken:
        yield broken[s.pack.name]


@_rule("bronze")
def functions_take_what_they_are_handed(s: Subject) -> Iterator[str]:
    """A function with other arguments would raise on its first call."""
    for what, function, given in running.functions(s.pack):
        if not running.takes(function, given):
            yield f"{what} does not take {given} arguments"


@_rule("bronze")
def has_a_readme(s: Subject) -> Iterator[str]:
    """README.md says what the pack is for."""
    if len(_readme(s)) < 200:
        yield "README.md is missing or too short"


@_rule("silver")
def every_property_is_watched_for_silence(s: Subject) -> Iterator[str]:
    """A sensor that says nothing is found too; one without a rhythm cannot be."""
    watched = {rule.property for rule in s.pack.rules if isinstance(rule, Silence)}
    rhythmic = (p.code for p in s.pack.properties if p.interval_s)
    yield from (f"no Silence on {code}" for code in rhythmic if code not in watched)


@_rule("silver")
def thresholds_say_when_they_clear(s: Subject) -> Iterator[str]:
    """Without hysteresis an alarm flickers at its limit."""
    for rule in s.pack.rules:
        if isinstance(rule, Threshold) and rule.clear is None:
            yield f"{rule.key} has no clear"


@_rule("silver")
def silence_is_minor(s: Subject) -> Iterator[str]:
    """A cut cable silences hundreds of sensors at once; it must not bury real alarms."""
    for rule in s.pack.rules:
        if isinstance(rule, Silence) and rule.severity != 4:
            yield f"{rule.key} has severity {rule.severity}"


@_rule("silver")
def reportable_kinds_have_phrases(s: Subject) -> Iterator[str]:
    """What residents can report is recognised from their words ("other" is what is left)."""
    for kind in _reported(s):
        if len(kind.phrases) < PHRASES_AT_LEAST:
            yield f"{kind.key} has fewer than {PHRASES_AT_LEAST} phrases"


@_rule("silver")
def shows_itself_on_an_empty_district(s: Subject) -> Iterator[str]:
    """On the first day there is nothing: no page, panel or report may fail for that."""
    yield from running.on_an_empty_district(s.pack)


@_rule("gold")
def phrases_lead_to_their_own_kind(s: Subject) -> Iterator[str]:
    """Among all installed packs, each phrase is recognised as the kind that declares it."""
    others = [p for name, p in registry.current().packs.items() if name != s.pack.name]
    kinds = [kind for pack in (*others, s.pack) for kind in pack.case_types]
    known = insight.build((kind.key, phrase) for kind in kinds for phrase in kind.phrases)
    for kind in _reported(s):
        for phrase in kind.phrases:
            found = known.suggest(phrase)
            if found is None or found.case_type != kind.key:
                yield f"{phrase!r} of {kind.key} leads to {found.case_type if found else None}"


@_rule("gold")
def every_property_has_a_vital_sign(s: Subject) -> Iterator[str]:
    """What is worth measuring is worth one figure on the wall."""
    shown = {vital.property for vital in s.pack.vitals}
    yield from (
        f"no vital sign of {p.code}"
        for p in s.pack.properties
        if p.interval_s and p.code not in shown
    )


@_rule("gold")
def the_readme_names_every_declaration(s: Subject) -> Iterator[str]:
    """Documentation that is tested stays true."""
    text = _readme(s)
    missing = [key for _, key in s.pack.declares() if f"`{key}`" not in text]
    yield from (f"README.md lacks `{key}`" for key in missing)


def _reported(s: Subject) -> list[CaseType]:
    return [kind for kind in s.pack.case_types if kind.reportable and kind.key != "other"]


def _readme(s: Subject) -> str:
    for folder in (s.folder, *s.folder.parents[:2]):
        if (folder / "README.md").exists():
            return (folder / "README.md").read_text(encoding="utf-8")
    return ""


def _given(pack: Pack) -> Callable[[], Pack]:
    return lambda: pack


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
