"""Work stops at its next look once whoever asked for it says why, and only theirs does."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from pullquote.corpus import StoppedError, go_on, in_a_thread, load_articles, stopping_when
from tests.corpus.conftest import BRIDGE, write


def test_work_goes_on_where_nobody_says_otherwise() -> None:
    go_on()
    with stopping_when(lambda: ""):
        go_on()


def test_it_stops_for_the_first_reason_of_several_and_goes_on_outside() -> None:
    with stopping_when(lambda: ""), stopping_when(lambda: "it is late"):
        with pytest.raises(StoppedError, match="it is late"), stopping_when(lambda: "nobody asked"):
            go_on()
        with pytest.raises(StoppedError):
            go_on()
    go_on()


def test_other_threads_are_not_stopped() -> None:
    done = threading.Event()

    def work() -> None:
        go_on()
        done.set()

    with stopping_when(lambda: "mine only"):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert done.is_set()


def test_files_are_read_up_to_the_one_before_which_it_stops(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.txt": f"{n} {BRIDGE}" for n in range(5)})
    left = iter(["", "", "enough"])
    with stopping_when(lambda: next(left)), pytest.raises(StoppedError, match="enough"):
        load_articles(tmp_path)
    assert next(left, None) is None


def test_work_that_is_awaited_runs_in_a_thread_and_stops_once_its_task_is_cancelled() -> None:
    began, ended = threading.Event(), threading.Event()

    @in_a_thread
    def endless(name: str) -> None:
        """Goes on."""
        assert name == "x"
        began.set()
        try:
            while True:
                go_on()
                time.sleep(0.01)
        finally:
            ended.set()

    async def main() -> None:
        task = asyncio.create_task(endless("x"))
        await asyncio.to_thread(began.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert ended.wait(10)
