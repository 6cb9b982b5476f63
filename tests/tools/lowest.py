"""Writes the lower bounds of pyproject.toml as pip's constraints: what `make lowest` installs.

Tools without a bound keep the versions of constraints.txt; what comes along with a dependency is left to pip.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOUND = re.compile(r"([\w.-]+)>=([\w.]+)")
TORCH = "torch==2.13.0"  # any other version brings gigabytes of GPU libraries


def lowest(pyproject: str, constraints: str) -> list[str]:
    """One line a dependency of the package and its extras."""
    project = tomllib.loads(pyproject)["project"]
    listed = sum(project["optional-dependencies"].values(), project["dependencies"])
    bounds = [f"{found[1]}=={found[2]}" for found in map(BOUND.match, listed) if found]
    tools = {name.lower() for name in listed if not BOUND.match(name)}
    kept = [line for line in constraints.splitlines() if line.partition("==")[0].lower() in tools]
    return [*bounds, *kept, TORCH]


if __name__ == "__main__":
    texts = ((ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "constraints.txt"))
    sys.stdout.writelines(f"{line}\n" for line in lowest(*texts))
