"""The process that reads strangers' files: it limits itself first, imports afterwards, and writes the articles as JSON.

    python -I upload_process.py FOLDER SECONDS PLACE     (PLACE: where this user's own packages are; empty for none)

It is started by its path and isolated: neither the folder that it reads nor the one that it is started in is a place
to import from.
"""

import sys

MEMORY = 2_000_000_000  # bytes of address space


def limit(seconds: int) -> None:
    """Bound memory, time and written files. A limit that is lower already stays."""
    try:
        import resource
    except ImportError:  # Windows has none; the server stops the process there too
        return
    for kind, wanted in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),  # should the server be killed, nobody else would stop it
        (resource.RLIMIT_FSIZE, 0),  # a pipe is no file
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


def main(folder: str, seconds: str, place: str) -> None:
    """Read the articles in a folder under limits and write them to standard output."""
    limit(int(seconds))
    if place:
        import site

        site.addsitedir(place)
    from pullquote.corpus import load_articles
    from pullquote.ui.page.upload_reader import MOST_JSON, at_most, to_pieces

    for piece in at_most(to_pieces(load_articles(folder)), MOST_JSON):
        sys.stdout.write(piece)


if __name__ == "__main__":
    main(*sys.argv[1:])
