""".ci/run makes the release check where what a wheel holds may have changed, tests the adapters where they or a package
may have, the index over Milvus likewise, and does all where it cannot tell."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "run"
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]


def git(folder: Path, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, *files: str) -> None:
    """Another line in each of these files, as one commit."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("a") as file:
            file.write("a line\n")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "a change")


def made(folder: Path) -> list[str]:
    """What .ci/run has `make` do."""
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "make").write_text('#!/bin/sh\necho "made $1"\n')
    (programs / "make").chmod(0o755)
    environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    command = [folder / ".ci" / "run"]
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return [line.removeprefix("made ") for line in ran.stdout.splitlines() if line.startswith("made ")]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / ".ci")
    git(folder, "init")
    commit(folder, "pyproject.toml", "rag/__init__.py", "rag/bot.py")
    return folder


def test_a_change_of_code_needs_no_release_check(repository: Path) -> None:
    commit(repository, "rag/bot.py", "rag/__init__.py", "tests/cases.jsonl")
    assert made(repository) == ["test"]


@pytest.mark.parametrize("name", ["README.md", "rag/reading/__init__.py", "rag/fitted.json"])
def test_a_change_of_packaging_needs_one(repository: Path, name: str) -> None:
    commit(repository, "rag/bot.py", name)
    assert made(repository) == ["test", "release-check"]


@pytest.mark.parametrize("name", ["ui/adapters/haystack.py", "tests/ui/adapters/test_haystack.py", "docs/library.md"])
def test_a_change_of_an_adapter_tests_it_against_its_framework(repository: Path, name: str) -> None:
    commit(repository, "ui/adapters/haystack.py", "tests/ui/adapters/test_haystack.py", "docs/library.md")
    git(repository, "tag", "v1")
    commit(repository, "rag/bot.py", name)
    assert made(repository) == ["test", "adapters"]


@pytest.mark.parametrize("name", ["index/storage/place.py", "tests/index/test_change.py", "ui/cli/options.py"])
def test_a_change_of_the_index_tests_it_over_milvus(repository: Path, name: str) -> None:
    commit(repository, name)
    git(repository, "tag", "v1")
    commit(repository, "rag/bot.py", name)
    assert made(repository) == ["test", "milvus"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_change_of_packages_needs_all(repository: Path, name: str) -> None:
    commit(repository, "rag/bot.py", name)
    assert made(repository) == ["test", "adapters", "milvus", "release-check"]


def test_a_change_before_the_last_commit_counts_until_a_tag(repository: Path) -> None:
    git(repository, "tag", "v1")
    commit(repository, "pyproject.toml")
    commit(repository, "rag/bot.py")
    assert made(repository) == ["test", "adapters", "milvus", "release-check"]
    git(repository, "tag", "v2")
    assert made(repository) == ["test"]


def test_without_history_it_is_made(repository: Path, tmp_path: Path) -> None:
    commit(repository, "rag/bot.py")
    git(tmp_path, "clone", "--depth", "1", repository.as_uri(), "clone")
    assert made(tmp_path / "clone") == ["test", "adapters", "milvus", "release-check"]
