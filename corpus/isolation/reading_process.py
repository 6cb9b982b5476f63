"""The process that reads files of unknown making: it limits itself first, imports afterwards, and reads one file after
the other: a task a line in, the articles as JSON lines out.

    python -I reading_process.py MEMORY SECONDS CHARS PLACE     (PLACE: where this user's own packages are, or empty)

It is started by its path and isolated: no folder that it reads, nor the one that it is started in, is a place to import
from.
"""

import sys


def limit(memory: int) -> None:
    """Bound memory and written files, so that neither is taken from others."""
    for name, most in (("RLIMIT_AS", memory), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        _bound(name, most)


def limit_time(seconds: int) -> None:
    """So many seconds of the processor from now on: should whoever started the process be killed, nobody else would
    stop it."""
    import time

    _bound("RLIMIT_CPU", int(time.process_time()) + seconds + 1, for_good=False)


def _bound(name: str, most: int, *, for_good: bool = True) -> None:
    """A limit that is lower already stays; one that is not for good can be raised again."""
    try:
        import resource
    except ImportError:  # Windows has none; who started the process stops it there too
        return
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (soft, soft if for_good else hard))


def main(memory: str, seconds: str, chars: str, place: str) -> None:
    """Read files under limits until there are no more tasks."""
    limit(int(memory))
    limit_time(int(seconds))
    if place:
        import site

        site.addsitedir(place)
    from pullquote.corpus.isolation.json_form import END, task_of, to_line
    from pullquote.corpus.isolation.system_calls import forbid_network_and_processes
    from pullquote.corpus.one_file import Problem, read_file

    forbid_network_and_processes()
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        limit_time(int(seconds))
        task = task_of(line)
        left = int(chars)
        try:
            for found in read_file(task):
                left -= 0 if isinstance(found, Problem) else len(found.text)
                if left < 0:
                    out.write(to_line(Problem(task.name, f"enormous: more than {int(chars):,} characters")))
                    break
                out.write(to_line(found))
        except MemoryError:
            out.write(to_line(Problem(task.name, "takes more memory to read than it may")))
        out.write(END)
        out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
