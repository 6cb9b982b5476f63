"""What the tests of corpus share: two texts, and files written in one go."""

from pathlib import Path

from pullquote.corpus import Loaded

BRIDGE = "The harbour bridge opened on a wet Tuesday in March, two years late.\n"
FERRY = "The last ferry left the quay at noon with nine passengers and a dog.\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """The folder, with these files in it by their paths."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def ids(loaded: Loaded) -> list[str]:
    """The articles' ids, in order."""
    return [article.id for article in loaded.articles]
