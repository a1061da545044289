"""Municipality codes (JIS X 0402) as spreadsheets leave them: zeros lost, check digits kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from geoaccess.sources.faults import Cause, quote

CodeStyle = Literal["five", "six"]

CHECK_WEIGHTS: Final = (6, 5, 4, 3, 2)
"""Weights of the check digit: JIS X 0402, and the local-government code of 1968 (MIC)."""

_TOKYO: Final = "13"
_CODE: Final = re.compile(r"[0-9]{4,6}")
_REMEDY: Final = "write the five-digit municipality code with its leading zero"


def compute_check_digit(code: str) -> str:
    """Return the sixth digit that the local-government code adds to five digits.

    11 less the weighted sum modulo 11, last digit only (11 less the sum where it is below 11).

    Examples
    --------
    >>> compute_check_digit("20206"), compute_check_digit("01100")
    ('1', '2')
    """
    total = sum(int(digit) * weight for digit, weight in zip(code, CHECK_WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


@dataclass(frozen=True, kw_only=True)
class CodeBook:
    """The municipality codes that exist, and the readings of what was written for them.

    Attributes
    ----------
    names
        Japanese name with prefecture by code of five digits.
    """

    names: Mapping[str, str]

    def find_city_of_ward(self, code: str) -> str:
        """Return the designated city to which a ward's code belongs, '' for any other code."""
        if code in self.names or len(code) != 5 or code[2] != "1" or code[:2] == _TOKYO:
            return ""
        cities = [city for city in self.names if city[:3] == code[:3] and city < code]
        return max(cities, default="")

    def is_known(self, code: str) -> bool:
        """Return whether the code is that of a municipality or of a ward of one."""
        return code in self.names or bool(self.find_city_of_ward(code))

    def find_style(self, texts: Iterable[str]) -> CodeStyle | None:
        """Return how the codes of a column are written, None where they do not tell.

        A column of codes that lost its leading zeros is told by the codes that can be read
        in one way only.
        """
        styles = {style for text in texts if (style := self._style_of(clean_code(text)))}
        return styles.pop() if len(styles) == 1 else None

    def _style_of(self, text: str) -> CodeStyle | None:
        if not _CODE.fullmatch(text):
            return None
        if len(text) in (4, 6):
            return "five" if len(text) == 4 else "six"
        if text.startswith("0"):
            return "five"
        as_five, as_six = self._readings(text)
        if bool(as_five) == bool(as_six):
            return None
        return "five" if as_five else "six"

    def _readings(self, text: str) -> tuple[str, str]:
        """Return the known code read as five digits, and as six with a lost zero ('' for none)."""
        as_five = text if self.is_known(text) else ""
        as_six = f"0{text[:4]}"
        is_six = text[0] != "0" and compute_check_digit(as_six) == text[4] and self.is_known(as_six)
        return as_five, as_six if is_six else ""

    def read(self, text: str, style: CodeStyle | None = None) -> tuple[str, ...] | Cause:
        """Return the codes of five digits that the text can mean, or why there is none.

        One code where it is certain; two where the text is read as five digits and as six
        whose leading zero was lost, both exist, and `style` does not decide.
        """
        code = clean_code(text)
        shown = f"municipality code {quote(text)}"
        if not _CODE.fullmatch(code):
            return Cause("not a code", f"{shown} is not four to six digits", _REMEDY)
        if len(code) == 6 and compute_check_digit(code[:5]) != code[5]:
            return Cause("check digit", f"{shown} has a wrong check digit", _REMEDY)
        if len(code) != 5:
            found = [code[:5] if len(code) == 6 else f"0{code}"]
        else:
            as_five, as_six = self._readings(code)
            found = [one for one in (as_five, as_six) if one]
            if len(found) == 2 and style is not None:
                found = [as_five if style == "five" else as_six]
        if not found or not self.is_known(found[0]):
            return Cause("unknown code", f"{shown} does not exist", _REMEDY)
        return tuple(found)

    def describe(self, code: str) -> str:
        """Return ``20206 (長野県 諏訪市)``; a ward is shown by its city."""
        city = self.find_city_of_ward(code)
        name = f"a ward of {self.names[city]}" if city else self.names.get(code, "unknown")
        return f"{code} ({name})"


def clean_code(text: str) -> str:
    """Return the text with half-width digits, without spaces and a spreadsheet's ``.0``."""
    return re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", text).strip())
