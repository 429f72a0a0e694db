"""The build hook that brings browser libraries and translations into the package."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "frontend" / "build.py"


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module that writes into a folder of its own and never calls npm."""
    spec = importlib.util.spec_from_file_location("frontend_build", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FRONTEND", tmp_path / "frontend")
    monkeypatch.setattr(module, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(module, "STAMP", tmp_path / "vendor" / ".stamp")
    monkeypatch.setattr(module, "build_translations", lambda: None)
    monkeypatch.setattr(module, "npm_ci", lambda folder: unpacked(module, folder))
    monkeypatch.delenv("CHENGYUN_SKIP_FRONTEND", raising=False)
    (tmp_path / "frontend").mkdir()
    monkeypatch.setattr(module, "VENDOR", tmp_path / "frontend" / "vendor")
    monkeypatch.setattr(module, "STAMP", tmp_path / "frontend" / "vendor" / ".stamp")
    return module


def unpacked(module: ModuleType, folder: Path) -> None:
    for name in (*module.ALLOWED, "maplibre-gl/dist/not-allowed.mjs"):
        path = folder / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"content\n//# sourceMappingURL=x.map\n")


def test_only_allowed_files_are_copied_without_source_maps(build: ModuleType) -> None:
    assert build.main() == 0
    copied = {str(p.relative_to(build.VENDOR)) for p in build.VENDOR.rglob("*") if p.is_file()}
    assert copied == {*build.ALLOWED.values(), ".stamp"}
    assert (build.VENDOR / "echarts/echarts.mjs").read_bytes() == b"content\n"


def test_every_library_brings_its_licence(build: ModuleType) -> None:
    for library in {target.split("/")[0] for target in build.ALLOWED.values()}:
        assert any(t.startswith(f"{library}/LICENSE") for t in build.ALLOWED.values())


def test_a_second_build_does_nothing(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build.main()
    monkeypatch.setattr(build, "npm_ci", lambda folder: pytest.fail("npm was called"))
    assert build.main() == 0
    assert "current" in capsys.readouterr().err


def test_a_missing_file_is_brought_again(build: ModuleType) -> None:
    build.main()
    (build.VENDOR / "echarts/echarts.mjs").unlink()
    build.main()
    assert (build.VENDOR / "echarts/echarts.mjs").exists()


def test_the_libraries_can_be_left_out(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHENGYUN_SKIP_FRONTEND", "1")
    assert build.main() == 0
    assert not build.VENDOR.exists()


def test_an_unreachable_registry_is_told_in_one_line(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(folder: Path) -> None:
        raise build.FrontendError("npm could not fetch the browser libraries (no network)")

    monkeypatch.setattr(build, "npm_ci", refuse)
    assert build.main() == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "no network" in lines[1]
    assert "tables" in lines[1]


def test_the_reason_is_the_telling_line_of_npm(build: ModuleType) -> None:
    stderr = "npm error code ECONNREFUSED\nnpm error syscall connect\nnpm error reason: refused\n"
    assert build.reason(stderr) == "reason: refused"


def test_a_changed_translation_is_compiled(build: ModuleType, tmp_path: Path) -> None:
    po = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr ""\n\nmsgid "Wall"\nmsgstr "大屏"\n')
    assert list(build.stale_catalogues(tmp_path)) == [po]
    build.compile_catalogue(po)
    assert "大屏".encode() in po.with_suffix(".mo").read_bytes()
    assert list(build.stale_catalogues(tmp_path)) == []


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (SCRIPT.parent / "package-lock.json").read_text()
