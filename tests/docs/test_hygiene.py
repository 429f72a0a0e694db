import re

from tests.docs.texts import ROOT, tracked

# Written apart, so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.{])/(?:" + "wor" + r"k|ro" + r"ot|ho" + r"me/\w+|tm" + r"p/\w+)/\w")
HOSTS = "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"))
REGISTRY = re.compile(
    rf'{HOSTS}|"resolved": "https?:|--(?:extra-)?index' + r'-url[ =]\S+|registry = "https?:'
)


def _lines(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if name == "LICENSE" or b"\0" in (data := path.read_bytes())[:8000]:
            continue
        text = data.decode("utf-8", "replace")
        found += [
            f"{name}:{n}: {line.strip()[:100]}"
            for n, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _lines(MACHINE) == []


def test_no_file_names_the_host_of_a_registry() -> None:
    assert _lines(REGISTRY) == []
