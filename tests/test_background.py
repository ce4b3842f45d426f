"""What is done beside: in order, never more than was agreed, and one failure costs one job."""

from __future__ import annotations

import threading

from assist.background import Background


def test_jobs_are_done_in_the_order_in_which_they_came() -> None:
    done: list[int] = []
    jobs = Background("test")
    for number in range(3):
        jobs.put(lambda number=number: done.append(number))  # type: ignore[misc]
    jobs.drain()
    assert done == [0, 1, 2]


def test_in_a_rush_the_latest_are_not_done() -> None:
    jobs = Background("test", waiting=2)
    assert [jobs.put(lambda: None) for _ in range(4)] == [True, True, False, False]
    jobs.drain()
    assert jobs.put(lambda: None)


def test_a_job_that_fails_does_not_keep_the_next_from_being_done() -> None:
    jobs, done = Background("test"), threading.Event()

    def fails() -> None:
        raise ValueError("no")

    jobs.put(fails)
    jobs.put(done.set)
    jobs.start()
    assert done.wait(10)
    jobs.stop()


def test_what_waits_when_the_program_ends_is_not_done() -> None:
    jobs, begun, go_on = Background("test"), threading.Event(), threading.Event()
    done: list[str] = []

    def first() -> None:
        begun.set()
        go_on.wait(10)
        done.append("first")

    jobs.put(first)
    jobs.put(lambda: done.append("second"))
    jobs.start()
    begun.wait(10)
    threading.Timer(0.05, go_on.set).start()
    jobs.stop()
    assert done == ["first"]


def test_several_threads_do_several_jobs_at_once() -> None:
    jobs, both = Background("test", threads=2), threading.Barrier(3)
    for _ in range(2):
        jobs.put(lambda: both.wait(10))
    jobs.start()
    both.wait(10)
    jobs.stop()
    assert not both.broken
