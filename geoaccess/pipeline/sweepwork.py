"""The variants of a sweep shared among processes; each is computed alone."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from geoaccess.errors import GeoaccessError, InputError
from geoaccess.model.sweep import Variant, VariantFigures
from geoaccess.pipeline.request import Progress, Request
from geoaccess.pipeline.sweepjournal import round_figures
from geoaccess.pipeline.sweepstudy import SweepStudy, load_study

WORKERS = 2
"""Processes: most of a variant is its timetable, made by one thread at a time in a process."""
FEW = 24
"""Of fewer variants a second process does not pay: it reads the tables for itself (3 s)."""
AHEAD = 4
"""Variants that wait at each process."""
SAID_EVERY_S = 5.0
_SECONDS_PER_MINUTE = 60.0

_study: SweepStudy | None = None
"""Of a worker process: made once, when it starts."""


def evaluate_each(
    study: SweepStudy, request: Request, variants: Sequence[Variant], *, workers: int
) -> Iterator[tuple[Variant, VariantFigures]]:
    """Yield the figures of variants as they are found, in any order.

    Parameters
    ----------
    study
        What this process computes with.
    request
        From which other processes make the same study.
    """
    if workers < 2 or len(variants) < FEW:
        for one in variants:
            yield one, _figures(study, one)
        return
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(request, study.people is not None),
    )
    try:
        yield from _share(pool, variants, workers)
    except BrokenProcessPool:
        raise GeoaccessError(
            "a process of the sweep ended before its time, for want of memory perhaps; run the "
            "same command again: what was found is kept"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@dataclass(kw_only=True)
class TimeLeft:
    """Says how many variants are done and about how long the others take."""

    progress: Progress
    total: int
    done: int
    began_s: float
    begun_with: int
    said_s: float = float("-inf")

    @classmethod
    def start(cls, progress: Progress, *, total: int, done: int) -> TimeLeft:
        """Return one that begins now, with so many variants done in an earlier run."""
        now = time.monotonic()
        return cls(progress=progress, total=total, done=done, began_s=now, begun_with=done)

    def advance(self) -> None:
        """Count one more variant; say so now and then."""
        self.done += 1
        now = time.monotonic()
        if now - self.said_s < SAID_EVERY_S:
            return
        self.said_s = now
        each_s = (now - self.began_s) / (self.done - self.begun_with)
        self.progress(describe_left(self.done, self.total, each_s * (self.total - self.done)))


def describe_left(done: int, total: int, left_s: float) -> str:
    """Return ``variant 120 of 1,000, about 2 min left``."""
    minutes = left_s / _SECONDS_PER_MINUTE
    left = f"{minutes:.0f} min" if minutes >= 1.5 else f"{max(left_s, 1):.0f} s"
    return f"variant {done:,} of {total:,}, about {left} left"


def _share(
    pool: ProcessPoolExecutor, variants: Sequence[Variant], workers: int
) -> Iterator[tuple[Variant, VariantFigures]]:
    """Yield results while few variants wait: an interruption leaves little to be done in vain."""
    waiting: dict[Future[VariantFigures], Variant] = {}
    rest = iter(variants)
    while True:
        for one in rest:
            waiting[pool.submit(_evaluate, one)] = one
            if len(waiting) >= workers * AHEAD:
                break
        if not waiting:
            return
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=lambda future: waiting[future].number):
            yield waiting.pop(future), future.result()


def _start(request: Request, with_people: bool) -> None:
    """Make the study of a worker process; an interruption is for the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _study  # noqa: PLW0603 - a process of a pool has no other place for what it keeps
    _study = load_study(request, with_people=with_people)


def _evaluate(variant: Variant) -> VariantFigures:
    if _study is None:  # the pool starts every process with _start
        raise RuntimeError("the process has no study")
    return _figures(_study, variant)


def _figures(study: SweepStudy, variant: Variant) -> VariantFigures:
    """Return the figures of a variant, as a journal keeps them."""
    try:
        return round_figures(study.evaluate(variant.scenario))
    except InputError as error:
        raise InputError(
            f"--sweep: variant {variant.number} ({variant.settings}) cannot run: {error}"
        ) from None
