"""`doctor`: whether an index is whole."""

from pathlib import Path

from pullquote.ui.cli.options import IndexFolder, Json


def doctor(index: IndexFolder = None, json: Json = False) -> int:
    """Check an index: counts, checksums, offsets, words, vectors. Ends with 1 when something is wrong."""
    from pullquote.corpus import NotFoundError
    from pullquote.index import inspect_index, place_of
    from pullquote.rag import to_json
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.screen import Screen

    place = place_of(index or open_index(None).folder)
    if isinstance(place, Path) and not place.is_dir():
        raise NotFoundError(f"no index in {place}; run: pullquote build PATH --index {place}")
    if json:
        checks = [{"checked": one.what, "problems": one.problems} for one in inspect_index(place)]
        print(to_json({"format": 1, "index": str(place), "checks": checks}))
        return 1 if any(check["problems"] for check in checks) else 0
    screen = Screen()
    wrong, damaged = 0, False
    for one in inspect_index(place):
        screen.line(("PROBLEM", "bold red") if one.problems else ("ok", "green"), f"  {one.what}")
        for problem in one.problems:
            screen.line(problem, bar="    ")
        wrong += len(one.problems)
        damaged |= one.damaged
    if damaged:
        lost = "lost with it are articles whose files are gone, and a calibration kept in it"
        again = f"move it away or delete it ({lost}) and run: pullquote build PATH --index {place}"
        screen.line(f"{place} has {wrong} problems. If they stay: {again}")
    elif wrong:
        screen.line(f"{place} has {wrong} problems; none of them shows its articles damaged.")
    else:
        screen.line(f"{place} is whole.")
    return 1 if wrong else 0
