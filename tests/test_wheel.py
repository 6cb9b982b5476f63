"""The wheel holds the package and nothing else, and is all that an empty environment needs."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


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


def test_the_wheel_holds_pullquote_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"pullquote"}
    for needed in (
        "corpus/articles/2020-06-26-japan-media-highlights.md",
        "evals/suites/questions.jsonl",
        "rag/fitted.json",
        "rag/py.typed",
        "rag/reading/weights/careful/reader.bin",
        "rag/reading/weights/quick/reader.bin",
        "ui/page/script/asking.js",
        "ui/page/style.css",
        "ui/page/templates/conversation.html",
        "ui/web/templates/rest_page.html",
    ):
        assert f"pullquote/{needed}" in names


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the programs of an environment are that has the wheel and what it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / "bin"
    install = ["-m", "pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run([str(programs / "python"), *install], check=True, cwd=folder)
    return programs


@pytest.mark.release
def test_the_wheel_answers_a_question_in_an_empty_environment(programs: Path, tmp_path: Path) -> None:
    asked = subprocess.run(
        [programs / "pullquote", "ask", "How much are the Aegis Ashore contracts worth?"],
        cwd=tmp_path,
        env={"PULLQUOTE_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr  # 1 is a refusal, and shows the nearest passage
    assert "178.7 billion yen" in asked.stdout


@pytest.mark.release
def test_the_wheel_reads_what_is_dropped_in_a_process_apart(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("Anna Lindqvist opened the bridge in Lund.\n")
    script = (
        "import sys; from pullquote.corpus import Limits, load_articles;"
        "print([article.text for article in load_articles(sys.argv[1], limits=Limits(here=-1)).articles])"
    )
    command = [str(programs / "python"), "-I", "-c", script, str(tmp_path)]
    read = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert read.stdout == "['Anna Lindqvist opened the bridge in Lund.\\n']\n"
