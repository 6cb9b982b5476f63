"""An event of the page stops when its stream is closed or its time is up; its mistakes come back in their own words."""

from collections.abc import Callable
from contextvars import copy_context
from types import SimpleNamespace

import pytest

pytest.importorskip("gradio")

import gradio as gr
from gradio.context import LocalContext

from pullquote.corpus import BadInputError, go_on
from pullquote.ui.page.events import in_one_line
from pullquote.ui.page.waited_for import why_over


def inside(event: SimpleNamespace, at_work: Callable[[], None]) -> None:
    """Run as Gradio runs what handles an event."""

    def run() -> None:
        LocalContext.blocks.set(SimpleNamespace(_queue=SimpleNamespace(event_ids_to_events={"e": event})))  # type: ignore[arg-type]  # a fake
        LocalContext.event_id.set("e")
        at_work()

    copy_context().run(run)


def test_an_event_is_over_when_its_stream_is_closed() -> None:
    event = SimpleNamespace(alive=True, enqueue_time=0.0)

    def at_work() -> None:
        over = why_over(clock=lambda: 0.0)
        assert over() == ""
        event.alive = False
        assert over() == "nobody waits for this any longer"

    inside(event, at_work)


def test_the_time_that_an_event_waited_in_line_counts() -> None:
    now = [70.0]

    def at_work() -> None:
        over = why_over(60, clock=lambda: now[0])
        assert over() == ""
        now[0] = 80.5
        assert over() == "this takes longer than 60 seconds; ask for less, or later"

    inside(SimpleNamespace(alive=True, enqueue_time=20.0), at_work)


def test_an_event_is_over_when_its_time_is_up_also_where_it_is_none_of_a_page() -> None:
    now = [0.0]
    over = why_over(60, clock=lambda: now[0])
    now[0] = 60.0
    assert over() == ""
    now[0] = 60.5
    assert over() == "this takes longer than 60 seconds; ask for less, or later"


def test_what_stops_or_is_a_mistake_is_handed_on_in_one_line_without_a_traceback() -> None:
    @in_one_line(seconds=-1)
    def endless() -> None:
        go_on()

    @in_one_line()
    def mistaken() -> None:
        raise BadInputError("top is 0; allowed: 1 to 50")

    for handler, said in ((endless, "ask for less, or later"), (mistaken, "top is 0; allowed: 1 to 50")):
        with pytest.raises(gr.Error) as caught:
            handler()
        assert said in caught.value.message and not caught.value.print_exception
