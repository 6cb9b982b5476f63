"""Models made ready for OpenVINO and kept in the user's cache folder, each with what is known of it."""

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import DamagedError
from pullquote.index.embedding.own_sums import can_tell, made_here, remember

ABOUT = "export.json"


def cache_folder() -> Path:
    """Where models and the bundled index are kept: PULLQUOTE_CACHE, else the user's cache folder."""
    from platformdirs import user_cache_path

    return Path(os.environ["PULLQUOTE_CACHE"]) if os.environ.get("PULLQUOTE_CACHE") else user_cache_path("pullquote")


@dataclass(frozen=True, slots=True)
class Export:
    """A model exported to `folder`: `model.xml`, `model.bin` and `tokenizer.json`.

    `prompts` stand before a "question" and a "passage". `unlike` says in one line why OpenVINO cannot give the model's
    vectors: then there are no files and the other fields are empty.
    """

    folder: Path
    name: str = ""
    precision: str = ""
    dim: int = 0
    window: int = 0
    prompts: tuple[tuple[str, str], ...] = ()
    unlike: str = ""

    @property
    def model(self) -> Path:
        """The file of the graph; the weights are beside it."""
        return self.folder / "model.xml"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's file, in the form of the library tokenizers."""
        return self.folder / "tokenizer.json"


def write_export(export: Export, **more: object) -> None:
    """Put what is known of an exported model beside its files, with their checksums and whatever `more` says of it."""
    about = {
        "name": export.name,
        "precision": export.precision,
        "dim": export.dim,
        "window": export.window,
        "prompts": dict(export.prompts),
        "unlike": export.unlike,
        **more,
        "sha256": {file.name: _sha256(file) for file in sorted(export.folder.iterdir())},
    }
    (export.folder / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")


def keep_sum(folder: Path) -> None:
    """Remember that the model in `folder` was made here."""
    remember(*_named(folder))


def is_own(folder: Path) -> bool:
    """Whether this user has made the model in `folder`, by the sum of its checksums; one of the system's, which this
    user cannot write, is as good, and so is any where no sums can be kept.

    Raises DamagedError where this user has made others of that name, and not this one.
    """
    try:
        of_system = folder.stat().st_uid == 0 and not os.access(folder, os.W_OK)
        found = made_here(*_named(folder))
    except OSError:
        return False
    if found is False:
        raise DamagedError(
            f"the model in {folder} is not the one that was made here: it is damaged, or was exchanged together"
            " with its checksums; delete that folder and run: pullquote build"
        )
    return bool(found) or of_system or not can_tell()


def read_export(folder: Path) -> Export:
    """What is known of the model in `folder`. Every file is hashed, so it is read once at a start.

    Raises DamagedError unless all files have their checksums, and only this user or the system's can write them.
    """
    damaged = DamagedError(f"the model in {folder} is damaged: delete that folder and run: pullquote build")
    try:
        _refuse_others(folder)
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if any(_sha256(folder / name) != expected for name, expected in about["sha256"].items()):
            raise damaged
        if about.get("unlike"):
            return Export(folder, unlike=about["unlike"])
        prompts = tuple(about["prompts"].items())
        return Export(folder, about["name"], about["precision"], about["dim"], about["window"], prompts)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise damaged from None


def _refuse_others(folder: Path) -> None:
    """Raises DamagedError where somebody else may have put the files there: on systems that say who can write."""
    me = getattr(os, "getuid", lambda: None)()
    for path in (folder, *sorted(folder.glob("*"))) if me is not None else ():
        found = path.stat()
        if found.st_uid not in (0, me) or found.st_mode & stat.S_IWOTH:
            raise DamagedError(
                f"the model in {folder} may be another's: {path.name} is not this user's alone to write; delete that"
                " folder, or name another in PULLQUOTE_CACHE, and run: pullquote build"
            )


def _named(folder: Path) -> tuple[str, str]:
    """The name under which a model is remembered, and the sum of its checksums."""
    return folder.name, hashlib.sha256((folder / ABOUT).read_bytes()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
