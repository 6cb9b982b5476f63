"""The process that reads strangers' files limits itself before it does anything else."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from pullquote.ui.page.upload_reader import PROGRAM


def test_the_limits_stand_before_anything_is_imported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A word.\n")
    command = [sys.executable, "-I", "-X", "importtime", str(PROGRAM), str(tmp_path), "60", ""]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    imported = [line.rpartition("|")[2].strip() for line in out.splitlines()]
    # Python's own start ends with `site`, which also makes the project known where it is installed to be worked on
    assert imported[imported.index("site") + 1] == "resource"
    assert imported.index("pullquote.ui.page.upload_reader") > imported.index("resource")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_reading_process_may_not_write_a_file_nor_take_all_memory() -> None:
    script = (
        "import resource; from pullquote.ui.page.upload_process import limit; limit(60);"
        "print([resource.getrlimit(kind) for kind in"
        " (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)])"
    )
    out = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True).stdout
    assert out == f"{[(2_000_000_000,) * 2, (60, 60), (0, 0), (0, 0)]}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_limit_that_is_lower_already_stays() -> None:
    script = (
        "import resource; from pullquote.ui.page.upload_process import limit;"
        "resource.setrlimit(resource.RLIMIT_CPU, (7, 7)); limit(60);"
        "print(resource.getrlimit(resource.RLIMIT_CPU))"
    )
    out = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True).stdout
    assert out == "(7, 7)\n"


def test_packages_that_this_user_installed_for_themselves_are_found(tmp_path: Path) -> None:
    """As after `pip install --user`: the interpreter itself has none of them, and isolated it does not look."""
    venv.create(tmp_path / "bare", with_pip=False, symlinks=os.name != "nt")
    python = tmp_path / "bare" / ("Scripts" if os.name == "nt" else "bin") / "python"
    places = [place for place in sys.path if place.endswith("site-packages")]
    (tmp_path / "a.txt").write_text("A word.\n")
    command = [str(python), "-I", str(PROGRAM), str(tmp_path), "60"]
    assert subprocess.run([*command, ""], capture_output=True, check=False).returncode
    assert b"A word." in subprocess.run([*command, places[0]], capture_output=True, check=True).stdout
