"""A checkpoint is whole at any moment."""

from pathlib import Path

import torch

from training import checkpoint


def test_a_checkpoint_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, {"a": torch.ones(2)}, {"step": 1})
    checkpoint.save(tmp_path, {"a": torch.zeros(2)}, {"step": 2})
    (tmp_path / "checkpoint").rename(tmp_path / "checkpoint.old")  # killed between the two renames
    found = checkpoint.load(tmp_path)
    assert found and found[1] == {"step": 2} and not found[0]["a"].any()
    assert checkpoint.load(tmp_path / "nothing") is None
