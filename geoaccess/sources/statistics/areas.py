"""Area codes of published tables: five digits as text, with the zero a spreadsheet lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from geoaccess.errors import InputError, describe_offenders
from geoaccess.sources.codes import clean_code
from geoaccess.sources.faults import quote

NATIONAL: Final = "00000"
_CODE: Final = re.compile(r"R?(\d{4,5})")


def read_area_codes(
    texts: Sequence[tuple[int, str]], where: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return five-digit codes, and a note on zeros that were restored.

    Parameters
    ----------
    texts
        Row number and code as written: ``01100``, ``R01100`` or ``1100``.

    Raises
    ------
    InputError
        When a code is no number of four or five digits; the rows are named.
    """
    matches = [(number, text, _CODE.fullmatch(clean_code(text))) for number, text in texts]
    wrong = [f"row {number}: {quote(text)}" for number, text, match in matches if match is None]
    if wrong:
        raise InputError(
            f"{where}: {len(wrong)} of {len(texts)} area codes are not five digits "
            f"({describe_offenders(wrong)}); give the table as published"
        )
    found = [match[1] for _, _, match in matches if match is not None]
    short = [f"{code} → 0{code}" for code in found if len(code) == 4]
    codes = tuple(code.zfill(5) for code in found)
    if not short:
        return codes, ()
    shown = describe_offenders(short)
    return codes, (f"{len(short)} area codes had lost their leading zero: restored ({shown})",)


def refuse_repeated(codes: Sequence[str], rows: Sequence[int], where: str, remedy: str) -> None:
    """Refuse areas that have two rows.

    Raises
    ------
    InputError
        When a code appears twice; codes and rows are named.
    """
    first: dict[str, int] = {}
    repeated = []
    for code, row in zip(codes, rows, strict=True):
        if code in first:
            repeated.append(f"{code} in rows {first[code]} and {row}")
        first.setdefault(code, row)
    if repeated:
        raise InputError(
            f"{where}: {len(repeated)} areas appear twice ({describe_offenders(repeated)}); "
            f"{remedy}"
        )


def is_prefecture(code: str) -> bool:
    """Return whether a code stands for a whole prefecture."""
    return code.endswith("000") and code != NATIONAL
