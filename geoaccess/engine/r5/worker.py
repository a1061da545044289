"""R5 in a process of its own: ``python -m geoaccess.engine.r5.worker FOLDER``.

The folder holds ``question.json``; the answer is ``answer.json`` and, where there is one,
``minutes.npy``. Whatever goes wrong stands in the answer as one line.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.engine.r5.question import R5Network, read_question
from geoaccess.engine.r5.router import compute_minutes
from geoaccess.errors import FileError

QUESTION: Final = "question.json"
ANSWER: Final = "answer.json"
MINUTES: Final = "minutes.npy"


def work(folder: Path) -> int:
    """Answer the question in a folder, and return the exit code."""
    try:
        answer = _answer(folder)
    except Exception as error:  # noqa: BLE001 - Java's too: whatever it is goes into the answer
        answer = {
            "error": {
                "kind": type(error).__name__,
                "message": str(error),
                "trace": traceback.format_exc(),
            }
        }
    (folder / ANSWER).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    return 1 if "error" in answer else 0


def _answer(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / QUESTION).read_text(encoding="utf-8"))
    question = read_question(document["question"])
    jar = Path(document["jar"])
    if not jar.is_file():  # r5py would download one
        raise FileError(f"{jar}: the R5 jar is no longer there")
    sys.argv = ["r5py", "--r5-classpath", str(jar), "--max-memory", str(document["heap_bytes"]),
                "--temporary-directory", document["temporary"]]  # fmt: skip
    from geoaccess.engine.r5.r5pyrouter import R5pyRouter

    network = R5Network(
        roads=Path(document["roads"]), feeds=tuple(Path(feed) for feed in document["feeds"])
    )
    router = R5pyRouter(network)
    minutes = compute_minutes(router, question)
    np.save(folder / MINUTES, minutes)
    return {"remarks": router.remarks}


if __name__ == "__main__":
    sys.exit(work(Path(sys.argv[1])))
