"""The house stands as it is drawn: imports point left, the package puts one name into an environment."""

import ast
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = ["corpus", "index", "rag", "evals", "ui"]


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return found | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


@pytest.mark.parametrize("folder", ORDER)
def test_a_package_imports_only_from_its_left(folder: str) -> None:
    allowed = set(ORDER[: ORDER.index(folder) + 1])
    for file in sorted((ROOT / folder).glob("*.py")):
        for module in imported(file):
            assert module.split(".")[0] not in ORDER, f"{file.name} imports {module} by its bare name"
            if module.startswith("pullquote."):
                assert module.split(".")[1] in allowed, f"{folder}/{file.name} imports {module}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    source = out / "source"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", out, source], check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_pullquote_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"pullquote"}
    for needed in (
        "corpus/articles/2020-06-26-japan-media-highlights.md",
        "evals/context_cases.jsonl",
        "evals/questions.jsonl",
        "rag/fitted.json",
        "rag/py.typed",
        "rag/reader/reader.bin",
        "ui/page.js",
        "ui/style.css",
    ):
        assert f"pullquote/{needed}" in names


@pytest.mark.slow
@pytest.mark.model
def test_the_wheel_answers_a_question_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel]
    subprocess.run(install, check=True, cwd=tmp_path)
    asked = subprocess.run(
        [tmp_path / "env" / "bin" / "pullquote", "ask", "How much are the Aegis Ashore contracts worth?"],
        cwd=tmp_path,
        env={"PULLQUOTE_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode in (0, 1), asked.stderr
    assert "178.7 billion yen" in asked.stdout
