"""What `serve --workers` starts: a process that answers the questions of programs, over the same index."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pullquote.rag import Config
from pullquote.ui.cli.open_collection import open_collection
from pullquote.ui.collection import Collection
from pullquote.ui.web.worker import work

COMMAND = (sys.executable, "-P", "-m", "pullquote.ui.cli.serve_worker")  # -P: nothing from the folder it is in


def opened(settings: Mapping[str, Any]) -> Collection:
    """The collection that the settings name."""
    return open_collection(Path(settings["index"]) if settings["index"] else None, Config(**settings["config"]))


if __name__ == "__main__":
    sys.exit(work(opened))
