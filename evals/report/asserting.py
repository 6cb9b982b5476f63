"""Two reports compared in a test of one's own: an assertion that fails with the figures."""

from collections.abc import Sequence
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.report.compare import Comparison, Significance, compare


def assert_better_than(report: str | Path, baseline: str | Path, figures: Sequence[str] = ("right",)) -> None:
    """Passes when each of the figures is better in the folder `report` than in the folder `baseline`, by more than
    chance explains (`compare`, corrected for the figures named and no others).

    Raises AssertionError with the figures that are not, BadInputError for a figure that the reports do not have.
    """
    _demand(("better",), report, baseline, figures)


def assert_no_worse_than(report: str | Path, baseline: str | Path, figures: Sequence[str] = ("right",)) -> None:
    """The same for figures that have not become worse by more than chance explains."""
    _demand(("better", "same", "cannot tell"), report, baseline, figures)


def _demand(allowed: Sequence[Significance], report: str | Path, baseline: str | Path, figures: Sequence[str]) -> None:
    if not figures:
        raise BadInputError("no figure is named; allowed: names as `pullquote eval compare` prints them, such as right")
    found = compare(Path(baseline), Path(report), figures)
    failed = [_said(one) for one in found if one.significance not in allowed]
    if failed:
        raise AssertionError(f"{report} against {baseline}: {'; '.join(failed)}")


def _said(one: Comparison) -> str:
    counts = f", {len(one.won)} won and {len(one.lost)} lost" if one.won or one.lost else ""
    return (
        f"{one.name} is {one.significance}: {one.a:.3f} -> {one.b:.3f} ({one.difference.mean:+.3f} over"
        f" {one.difference.n} questions{counts}, chance {one.chance:.3f})"
    )
