"""A judge from questions: what its settings do, and for which share of unanswerable questions it speaks."""

import numpy as np
import pytest

from pullquote.evals.fitting.judge_fit import REFUSED_ANSWERABLE, fit_judge, refit_judge, settings
from pullquote.rag import SETTINGS, LogisticJudge

RNG = np.random.default_rng(0)


def questions(count: int, unanswerable: float) -> tuple[list[dict[str, float]], np.ndarray, np.ndarray]:
    """Signals of which the first tells answerable from not, the second right from wrong."""
    able = RNG.random(count) >= unanswerable
    sees = RNG.normal(np.where(able, 1.0, -1.0))
    sure = RNG.normal(size=count)
    right = able & (RNG.random(count) < 1 / (1 + np.exp(-2 * sure)))
    return [{"sees": a, "sure": b} for a, b in zip(sees, sure, strict=True)], able, right


def confidence_of(values: object, signals: list[dict[str, float]]) -> np.ndarray:
    judge = LogisticJudge.of(values, 0.0)  # type: ignore[arg-type]
    return np.array([judge.confidence(one) for one in signals])


@pytest.mark.parametrize("share", [0.1, 0.25, 0.6])
def test_fitted_on_halves_it_is_calibrated_for_the_share_that_it_is_told(share: float) -> None:
    values = fit_judge(*questions(8000, 0.5), np.ones(8000))
    signals, _, right = questions(8000, share)
    found = confidence_of({**values, "unanswerable": share}, signals)
    assert found.mean() == pytest.approx(right.mean(), abs=0.03)
    sure = found > 0.7
    assert right[sure].mean() == pytest.approx(found[sure].mean(), abs=0.05)


def test_fitted_around_another_it_takes_the_share_of_its_questions() -> None:
    base = LogisticJudge.of(fit_judge(*questions(8000, 0.5), np.ones(8000)), 0.0)
    signals, able, right = questions(4000, 0.2)
    values = refit_judge(base, signals, able, right)
    assert values["unanswerable"] == pytest.approx(1 - able.mean())
    assert confidence_of(values, signals).mean() == pytest.approx(right.mean(), abs=0.03)


def test_a_setting_refuses_no_more_of_the_answerable_than_it_may() -> None:
    confidence = np.arange(200) / 200
    able = np.arange(200) % 2 == 0
    found = settings(confidence, able, able, np.ones(200))
    assert [found[name]["refused_answerable"] for name in SETTINGS] == pytest.approx([0.2, 0.08, 0.0], abs=0.011)
    assert all(found[name]["refused_answerable"] <= REFUSED_ANSWERABLE[name] for name in SETTINGS)
    assert found["strict"]["refused_unanswerable"] == pytest.approx(0.2, abs=0.011)
    assert found["everything"]["wrong"] == 0.5
