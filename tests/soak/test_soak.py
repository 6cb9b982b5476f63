"""A little of every part of the soak, so that the long run is known to work: `make soak` runs them long."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.soak.__main__ import PARTS, Part
from tests.soak.hostile_questions import hostile_questions
from tests.soak.kills import kills
from tests.soak.many_files import many_files
from tests.soak.mutated_files import mutated_files
from tests.soak.outcome import Outcome


@pytest.mark.parametrize(("part", "size"), [(mutated_files, 60), (hostile_questions, 40), (many_files, 60)])
def test_a_little_of_a_part_finds_nothing(tmp_path: Path, part: Part, size: int) -> None:
    assert part(tmp_path, size, 7).failures == []


@pytest.mark.slow
def test_a_few_kills_find_nothing(tmp_path: Path) -> None:
    found = kills(tmp_path, 5, 7)
    assert (found.failures, sum(n for what, n in found.counts.items() if what.startswith("killed"))) == ([], 5)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cancelled-uploads", "memory", "hostile-pages", "askers", "askers-of-workers"])
def test_a_little_of_a_part_with_a_server_finds_nothing(name: str) -> None:
    pytest.importorskip("gradio")
    with TemporaryDirectory() as folder:  # of a short name, as workers' sockets lie in it
        assert PARTS[name][0](Path(folder), 1, 7).failures == []


def test_what_must_not_be_is_kept_and_counted() -> None:
    found = Outcome()
    for n in range(30):
        found.must(n % 2 == 0, f"{n} is odd")
    assert found.counts["failures"] == 15 and found.failures[0] == "1 is odd"
