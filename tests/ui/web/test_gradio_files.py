"""The Gradio whose internals are replaced is the one that is installed, and the only one that may be."""

import tomllib
from pathlib import Path

import pytest

pytest.importorskip("gradio")

from gradio import Error, processing_utils

from pullquote.corpus import PullquoteError
from pullquote.ui.web.gradio_files import SERIES, forbid_fetching, forget_uploads, waiting_bytes

PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_the_series_that_may_be_installed_is_the_one_that_is_known() -> None:
    extras = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert SERIES in extras["page"]


def test_a_gradio_that_is_made_otherwise_is_refused_and_the_right_one_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(processing_utils, "unsafe_download")
    with pytest.raises(PullquoteError, match="run: pip install 'gradio=="):
        forbid_fetching()


def test_neither_an_address_nor_a_path_of_the_server_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    for name in ("unsafe_download", "ssrf_protected_download", "async_ssrf_protected_download"):
        monkeypatch.setattr(processing_utils, name, None)  # so that it is put back
    monkeypatch.setattr(processing_utils, "_check_allowed", None)
    forbid_fetching()
    with pytest.raises(Error, match="addresses are not fetched"):
        processing_utils.unsafe_download("http://192.0.2.1/x.txt", str(tmp_path))
    processing_utils._check_allowed(tmp_path / "x.txt", True)
    with pytest.raises(Error, match="only files that were uploaded"):
        processing_utils._check_allowed("/etc/passwd", True)


def test_uploads_that_nobody_indexed_are_deleted_after_a_while(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("four")
    forget_uploads(tmp_path, seconds=600)
    assert waiting_bytes(tmp_path) == 4
    forget_uploads(tmp_path, seconds=-1)
    assert waiting_bytes(tmp_path) == 0
