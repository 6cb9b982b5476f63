"""Gradio takes a file by its address or its path: here it takes what was uploaded, and nothing else from anywhere."""

import os
import time
from pathlib import Path
from typing import Any, NoReturn

from pullquote.corpus import BadInputError, PullquoteError

SERIES = "gradio==6.31.*"  # whose internals these are; pyproject.toml allows no other
# All of it that downloads what a visitor names, and what lets a path in
_FILES = ("async_ssrf_protected_get", "async_ssrf_protected_download", "ssrf_protected_download", "unsafe_download")
_ROUTES = ("secure_url_stream_response",)
_PATHS = "_check_allowed"


def forbid_fetching() -> None:
    """Put a refusal in the place of every function of Gradio that fetches an address, and let in only paths below the
    folder for uploads: Gradio checks no path of a page that is mounted in another application.

    Raises PullquoteError when one of them is not there: a Gradio that is built otherwise may read and fetch unseen.
    """
    import gradio
    from gradio import processing_utils, routes

    for module, names in ((processing_utils, (*_FILES, _PATHS)), (routes, _ROUTES)):
        for name in names:
            if not hasattr(module, name):
                raise PullquoteError(
                    f"Gradio {gradio.__version__} is not made as this version knows it; run: pip install '{SERIES}'"
                )
            setattr(module, name, _refuse_async if name.startswith(("async_", "secure_")) else _refuse)
    setattr(processing_utils, _PATHS, _check_uploaded)


def waiting_bytes(folder: Path) -> int:
    """How much lies in the folder for uploads."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def forget_uploads(folder: Path, *, seconds: float) -> None:
    """Delete what was uploaded so long ago and never indexed, such as by a page that was closed meanwhile."""
    for path in folder.rglob("*"):
        if path.is_file() and time.time() - path.stat().st_mtime > seconds:
            path.unlink(missing_ok=True)


def _check_uploaded(path: str | Path, check_in_upload_folder: bool) -> None:  # noqa: ARG001  # as Gradio calls it
    folder = os.path.realpath(os.environ["GRADIO_TEMP_DIR"])
    if not Path(os.path.realpath(path)).is_relative_to(folder):
        raise BadInputError("only files that were uploaded are read")


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise BadInputError("addresses are not fetched")


async def _refuse_async(*_args: Any, **_kwargs: Any) -> NoReturn:
    _refuse()
