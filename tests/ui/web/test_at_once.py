"""So many at once; who waits and goes is let go, and nobody waits behind too many."""

import asyncio

import pytest

from pullquote.ui.web.at_once import FIRST_RETRY, AtOnce, FullError, GoneError


async def never() -> None:
    await asyncio.Event().wait()


async def at_once() -> None:
    return


def test_no_more_than_so_many_are_inside_and_all_come_in() -> None:
    inside, most, done = 0, 0, 0

    async def work(places: AtOnce) -> None:
        nonlocal inside, most, done
        async with places.place(never):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1
            done += 1

    async def all_of_them() -> None:
        places = AtOnce(2)
        await asyncio.gather(*(work(places) for _ in range(20)))

    asyncio.run(all_of_them())
    assert (most, done) == (2, 20)


def test_who_has_gone_while_waiting_takes_no_place() -> None:
    async def go() -> None:
        places = AtOnce(1)
        async with places.place(never):
            with pytest.raises(GoneError):
                async with places.place(at_once):
                    raise AssertionError("was let in")
        async with places.place(never):
            pass

    asyncio.run(go())


def test_behind_too_many_nobody_waits() -> None:
    async def go() -> None:
        places = AtOnce(1, most_waiting=1)
        async with places.place(never):
            waiting = asyncio.ensure_future(places.place(never).__aenter__())
            await asyncio.sleep(0)
            with pytest.raises(FullError):
                await places.place(never).__aenter__()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    asyncio.run(go())


@pytest.mark.parametrize("steps", range(8))
def test_who_is_stopped_just_when_a_place_is_free_does_not_take_it_along(steps: int) -> None:
    async def go() -> None:
        places = AtOnce(1)
        async with places.place(never):
            waiting = asyncio.ensure_future(places.place(never).__aenter__())
            await asyncio.sleep(0)
        for _ in range(steps):
            await asyncio.sleep(0)
        if waiting.cancel():
            with pytest.raises(asyncio.CancelledError):
                await waiting
            async with asyncio.timeout(5), places.place(never):
                pass

    asyncio.run(go())


class Clock:
    """Time that goes on by what is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_who_would_wait_for_too_long_by_what_others_took_is_told_when_to_come_again() -> None:
    async def go() -> None:
        clock = Clock()
        places = AtOnce(1, longest=25, clock=clock)
        async with places.place(never):
            clock.now += 10  # so long does one take, as far as is known
        async with places.place(never):
            assert places.expected_wait == 10
            waiting = [asyncio.ensure_future(places.place(never).__aenter__()) for _ in range(2)]
            await asyncio.sleep(0)
            assert (places.inside, places.waiting, places.expected_wait) == (1, 2, 30)
            with pytest.raises(FullError) as full:
                await places.place(never).__aenter__()
            assert full.value.seconds == 30
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        assert places.expected_wait == 0  # a place is free

    asyncio.run(go())


def test_who_has_waited_for_too_long_is_told_when_to_come_again() -> None:
    async def go() -> None:
        places = AtOnce(1, longest=0.01)
        async with places.place(never):
            with pytest.raises(FullError) as full:
                await places.place(never).__aenter__()
            assert (full.value.seconds, places.waiting) == (FIRST_RETRY, 0)
        async with places.place(never):
            pass

    asyncio.run(go())
