"""A damaged file of an exported model is refused."""

import os
import shutil
from pathlib import Path

import pytest

from pullquote.corpus import DamagedError
from pullquote.index.embedding.cache import ABOUT, Export, read_export, write_export
from pullquote.index.embedding.export import exported
from pullquote.index.embedding.maker import best_precision
from pullquote.index.embedding.openvino_embedder import OpenVinoEmbedder


@pytest.mark.model
def test_damaged_files_of_an_exported_model_are_refused_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(exported("minilm", best_precision()).folder, folder)
    for file in ("tokenizer.json", "model.xml", "model.bin"):
        good = (folder / file).read_bytes()
        (folder / file).write_bytes(good[:100] + bytes([good[100] ^ 1]) + good[101:])
        with pytest.raises(DamagedError, match=r"^the model in .* is damaged: delete that folder and run"):
            OpenVinoEmbedder(read_export(folder))
        (folder / file).write_bytes(good)
    about = (folder / "export.json").read_text()
    for text in ("", "{", "[]", '{"sha256": 3}', about.replace("model.bin", "model.bun")):
        (folder / "export.json").write_text(text)
        with pytest.raises(DamagedError, match="is damaged: delete that folder"):
            OpenVinoEmbedder(read_export(folder))


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system does not say who can write")
@pytest.mark.parametrize("which", ["", "model.bin", ABOUT])
def test_a_model_that_others_can_exchange_is_refused_though_its_checksums_are_right(tmp_path: Path, which: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    write_export(Export(folder, "minilm", "f32", 384, 256))
    assert read_export(folder).name == "minilm"
    (folder / which).chmod(0o777)
    with pytest.raises(DamagedError, match="not this user's alone to write"):
        read_export(folder)
