"""The draft check with all that is installed: where onnxruntime is there, meaning is read and not words alone.

`assist/projection` itself needs numpy alone and is handed what runs a model; here the two are put together, once, when
the first draft comes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assist.catalogue import Catalogue
from assist.encoder import open_session, word_pieces
from assist.habits import NOTHING_USUAL, Team
from assist.projection import check as projection
from assist.projection import sense
from assist.projection.sense import Heads, SenseReader
from assist.records import Choice, Flag, Note, Pressed

log = logging.getLogger(__name__)


def check(
    draft: str,
    *,
    message: str,
    catalogue: Catalogue,
    choices: Sequence[Choice],
    notes: Sequence[Note],
    pressed: Sequence[Pressed] = (),
    usual: Team = NOTHING_USUAL,
) -> tuple[Flag, ...]:
    """Where this draft projects: `assist.projection.check.check` with the sense of sentences where it can be read."""
    return projection.check(
        draft,
        message=message,
        catalogue=catalogue,
        choices=choices,
        notes=notes,
        pressed=pressed,
        usual=usual,
        sense=sense_reader(),
    )


@lru_cache(maxsize=1)
def sense_reader() -> SenseReader | None:
    """What reads sentences by their meaning, in about half a second; None where onnxruntime is not installed."""
    try:
        session = open_session(sense.MODEL)
    except ImportError as missing:
        log.warning("sentences are read by their words alone: %s is not installed", missing.name)
        return None

    def run(ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> Heads:
        vectors, acts, stances, asked, nothing = session.run(None, {"ids": ids, "mask": mask})
        return vectors, acts, stances, asked, nothing

    return SenseReader(word_pieces(), run)
