"""The command writes a report and compares two of them."""

import json
from pathlib import Path

from typer.testing import CliRunner

from pullquote.ui.cli.eval_command import app


def test_the_command_writes_a_report_and_compares(data: Path, tmp_path: Path) -> None:
    command = ["--data", str(data / "q.jsonl"), "--corpus", str(data / "articles"), "--embedder", "hash"]
    command += ["--reader", "nearest", "--no-ablation"]
    for name, threshold in (("a", "0.0"), ("b", "1.0")):
        done = CliRunner().invoke(app, [*command, "--out", str(tmp_path / name), "--threshold", threshold])
        assert done.exit_code == 0, done.output
        assert "questions.right " in done.output
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "a"), str(tmp_path / "b")])
    assert done.exit_code == 0
    assert "cannot tell" in done.output
    assert "config.threshold: 0.0 -> 1.0\n" in done.output
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "a"), str(tmp_path / "b"), "--json"])
    assert {one["significance"] for one in json.loads(done.output)} <= {"same", "better", "worse", "cannot tell"}
