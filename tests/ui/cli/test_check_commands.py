"""`doctor`: indexes that are whole, and ones that are not."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.ui.conftest import Run


def test_doctor_ends_with_0_for_a_whole_index_and_1_for_one_that_is_not(run: Run, news: Path, tmp_path: Path) -> None:
    run("build", news, "--index", tmp_path, "--embedder", "hash")
    ended = run("doctor", "--index", tmp_path)
    assert (ended.code, ended.out.splitlines()[-1]) == (0, f"{tmp_path} is whole.")
    (cache,) = (tmp_path / "searched").glob("*.segment")
    cache.write_bytes(cache.read_bytes()[:-1])
    ended = run("doctor", "--index", tmp_path)
    assert ended.code == 1
    assert f"{cache} is damaged; delete it, it is made again" in ended.out
    assert ended.out.splitlines()[-1] == f"{tmp_path} has 1 problems; none of them shows its articles damaged."
    told = json.loads(run("doctor", "--index", tmp_path, "--json").out)
    assert sum(len(check["problems"]) for check in told["checks"]) == 1


def test_doctor_advises_to_delete_only_what_is_proved_damaged_and_says_what_is_lost(
    run: Run, news: Path, tmp_path: Path
) -> None:
    run("build", news, "--index", tmp_path, "--embedder", "hash")
    with closing(sqlite3.connect(tmp_path / "articles.sqlite")) as db, db:
        db.execute("UPDATE source SET title = 'another'")
    last = run("doctor", "--index", tmp_path).out.splitlines()[-1]
    assert "delete it (lost with it are articles whose files are gone" in last
