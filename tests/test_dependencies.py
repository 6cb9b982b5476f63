"""Every dependency has a lower bound that is tested and a version that is installed."""

import re
import tomllib
from pathlib import Path

from tests.tools.lowest import BOUND, TORCH, lowest

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lowest_versions_are_the_bounds_and_tools_stay_pinned() -> None:
    pyproject = """
        [project]
        dependencies = ["numpy>=1.26", "mcp>=2.3,<3"]
        optional-dependencies = {dev = ["ruff"], page = ["gradio==6.31.*"]}
    """
    pinned = "numpy==2.4.6\nruff==0.17.6\nidna==3.20\n"
    assert lowest(pyproject, pinned) == ["numpy==1.26", "mcp==2.3", "ruff==0.17.6", TORCH]


def test_every_dependency_of_the_package_has_a_lower_bound() -> None:
    extras = PROJECT["optional-dependencies"]
    listed = [*PROJECT["dependencies"], *(name for extra in extras if extra != "dev" for name in extras[extra])]
    assert [name for name in listed if not BOUND.match(name) and "==" not in name] == []


def test_every_dependency_is_pinned() -> None:
    pinned = {plain(line.partition("==")[0]) for line in CONSTRAINTS.splitlines() if "==" in line}
    listed = sum(PROJECT["optional-dependencies"].values(), PROJECT["dependencies"])
    assert {plain(re.split(r"[=<>]", name)[0]) for name in listed} <= pinned
    assert TORCH in CONSTRAINTS.splitlines()
