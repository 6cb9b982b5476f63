"""Gradio takes a file by its address or its path: here it takes what was uploaded, and nothing else from anywhere."""

import inspect
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from pullquote.corpus import PullquoteError

SERIES = "gradio==6.31.*"  # whose internals these are; pyproject.toml allows no other
# All of it that downloads what a visitor names, and what lets a path in
_FILES = ("async_ssrf_protected_get", "async_ssrf_protected_download", "ssrf_protected_download", "unsafe_download")
_ROUTES = ("secure_url_stream_response",)
_PATHS = "_check_allowed"
_UPLOADED = "GradioUploadFile"


def forbid_fetching() -> None:
    """Put a refusal in the place of every function of Gradio that fetches an address, and let in only paths below the
    folder for uploads: Gradio checks no path of a page that is mounted in another application.

    Raises PullquoteError when one of them is not there: a Gradio that is built otherwise may read and fetch unseen.
    """
    from gradio import processing_utils, routes

    for module, names in ((processing_utils, (*_FILES, _PATHS)), (routes, _ROUTES)):
        for name in names:
            if not hasattr(module, name):
                raise _other_gradio()
            setattr(module, name, _refuse_async if name.startswith(("async_", "secure_")) else _refuse)
    setattr(processing_utils, _PATHS, _check_uploaded)


def name_uploads_at_random() -> None:
    """Give every uploaded file a folder of its own: Gradio names the folder after the content, so that two visitors
    with the same file would share a path, and who deletes it would take it from the other.

    Raises PullquoteError where Gradio does not name it so.
    """
    from gradio import route_utils

    known = getattr(route_utils, _UPLOADED, None)
    if known is None or "self.sha" not in inspect.getsource(known):
        raise _other_gradio()
    if known.__name__ == _UPLOADED:

        class RandomlyNamed(known):  # type: ignore[misc, valid-type]  # Gradio's own, of which no more is known
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self.sha.update(secrets.token_bytes(32))

        setattr(route_utils, _UPLOADED, RandomlyNamed)


def waiting_bytes(folder: Path) -> int:
    """How much lies in the folder for uploads."""
    return sum(about.st_size for _, about in _files(folder))


def forget_uploads(folder: Path, *, seconds: float) -> None:
    """Delete what was uploaded so long ago and never indexed, such as by a page that was closed meanwhile."""
    for path, about in _files(folder):
        if time.time() - about.st_mtime > seconds:
            path.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The files in a folder that others take away meanwhile."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            about = path.stat()
            if stat.S_ISREG(about.st_mode):
                yield path, about


def _other_gradio() -> PullquoteError:
    import gradio

    return PullquoteError(
        f"Gradio {gradio.__version__} is not made as this version knows it; run: pip install '{SERIES}'"
    )


def _check_uploaded(path: str | Path, check_in_upload_folder: bool) -> None:  # noqa: ARG001  # as Gradio calls it
    folder = os.path.realpath(os.environ["GRADIO_TEMP_DIR"])
    if not Path(os.path.realpath(path)).is_relative_to(folder):
        raise _told("only files that were uploaded are read")


def _told(words: str) -> Exception:
    """What Gradio hands on in these words, without a traceback in the log."""
    from gradio import Error

    return Error(words, print_exception=False)


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise _told("addresses are not fetched")


async def _refuse_async(*_args: Any, **_kwargs: Any) -> NoReturn:
    _refuse()
