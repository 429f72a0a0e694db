import asyncio
from collections.abc import Awaitable, Callable

import pytest

from chengyun.sensing.duplicates import Seen
from chengyun.sensing.gateway import Busy


def answering(answers: list[int | Exception]) -> tuple[Callable[[], Awaitable[int]], list[int]]:
    """Work that gives the answers one by one, and how often it was done."""
    done: list[int] = []

    async def work() -> int:
        answer = answers[len(done)]
        done.append(1)
        await asyncio.sleep(0.01)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return work, done


def test_the_second_of_one_id_is_answered_with_the_first_answer() -> None:
    async def main() -> None:
        seen: Seen[int] = Seen()
        work, done = answering([5, 6])
        assert await seen.once(1, "m-1", work) == (5, False)
        assert await seen.once(1, "m-1", work) == (5, True)
        assert len(done) == 1

    asyncio.run(main())


def test_the_same_id_of_another_source_is_another_message() -> None:
    async def main() -> None:
        seen: Seen[int] = Seen()
        work, _ = answering([5, 6])
        await seen.once(1, "m-1", work)
        assert await seen.once(2, "m-1", work) == (6, False)

    asyncio.run(main())


def test_those_that_come_while_the_first_is_under_way_wait_for_it() -> None:
    async def main() -> None:
        seen: Seen[int] = Seen()
        work, done = answering([5])
        told = await asyncio.gather(*(seen.once(1, "m", work) for _ in range(20)))
        assert sorted(told) == [(5, False)] + [(5, True)] * 19
        assert len(done) == 1

    asyncio.run(main())


def test_what_failed_fails_for_all_who_wait_and_may_come_again() -> None:
    async def main() -> None:
        seen: Seen[int] = Seen()
        work, _ = answering([Busy("bus"), 7])
        told = await asyncio.gather(
            *(seen.once(1, "m", work) for _ in range(3)), return_exceptions=True
        )
        assert all(isinstance(each, Busy) for each in told)
        assert await seen.once(1, "m", work) == (7, False)

    asyncio.run(main())


def test_a_sender_that_goes_away_does_not_fail_the_others() -> None:
    async def main() -> None:
        seen: Seen[int] = Seen()
        work, _ = answering([5])
        first = asyncio.ensure_future(seen.once(1, "m", work))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(seen.once(1, "m", work))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == (5, True)

    asyncio.run(main())


def test_no_more_ids_are_held_than_twice_the_most() -> None:
    async def main() -> None:
        seen: Seen[int] = Seen(most=100)

        async def work() -> int:
            return 1

        for number in range(1000):
            await seen.once(1, str(number), work)
        assert len(seen) <= 200
        assert await seen.once(1, "999", work) == (1, True)
        assert await seen.once(1, "0", work) == (1, False)

    asyncio.run(main())


@pytest.mark.parametrize("window", [0.0])
def test_an_id_is_forgotten_after_its_window(window: float) -> None:
    async def main() -> None:
        seen: Seen[int] = Seen(window_s=window)
        work, _ = answering([5, 6])
        await seen.once(1, "m", work)
        await asyncio.sleep(0.02)
        assert await seen.once(1, "m", work) == (6, False)

    asyncio.run(main())
