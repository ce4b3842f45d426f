"""The draft check with all that is installed: where onnxruntime is there, the second reader reads too.

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
from assist.projection.cross_encoder import MODEL, CrossEncoder
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
    """Where this draft projects: `assist.projection.check.check` with the second reader where it can run."""
    return projection.check(
        draft,
        message=message,
        catalogue=catalogue,
        choices=choices,
        notes=notes,
        pressed=pressed,
        usual=usual,
        second=second_reader(),
    )


@lru_cache(maxsize=1)
def second_reader() -> CrossEncoder | None:
    """The cross-encoder, in about half a second; None, with a line in the log, where onnxruntime is not installed."""
    try:
        session = open_session(MODEL)
    except ImportError as missing:
        log.warning("no second reader of drafts: %s is not installed; fewer are flagged", missing.name)
        return None

    def run(ids: npt.NDArray[np.int64], types: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        (logits,) = session.run(None, {"ids": ids, "types": types})
        return np.asarray(logits, dtype=np.float32)

    return CrossEncoder(word_pieces(), run)
