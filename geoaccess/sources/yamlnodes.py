"""YAML that people write, read so that every fault is named with its line and column.

Scalars are taken as they are written: 6:00 is a clock time and not 360, no is not false.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from geoaccess.errors import FileError, InputError, join_faults
from geoaccess.sources.faults import quote
from geoaccess.sources.textfiles import decode_table, name_content

_T = TypeVar("_T")
_LARGEST_BYTES: Final = 20_000_000
_DEEPEST: Final = 30
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_OWN: Final = ("anchor", "too many levels")
"""How faults begin that are found here and not by PyYAML."""
_WORDS: Final = {
    "mapping values are not allowed": "a second ': ' on one line; quote the text, or begin a line",
    "another document": "a second document begins; keep one in a file",
    "<stream end>": "the file ends inside a bracket or a quote; close it",
    "<block end>": "the indentation does not fit; indent what belongs together alike",
    "expected ',' or": "a bracket does not fit; put a comma between entries and close it",
}
"""What is said beside PyYAML's words, by a part of them."""
_NULL: Final = "tag:yaml.org,2002:null"


@dataclass(kw_only=True)
class YamlFaults:
    """Faults of one YAML file with their lines and columns."""

    file: str
    found: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, line: int, column: int, what: str) -> None:
        """Note a fault at a line and column, counted from 1."""
        self.found.append((line, column, what))

    def check(self) -> None:
        """Raise an InputError that names every fault in the order of the file."""
        if self.found:
            raise InputError(
                join_faults(
                    self.file,
                    [f"line {line}, column {column}: {what}" for line, column, what in self.sorted],
                )
            )

    @property
    def sorted(self) -> list[tuple[int, int, str]]:
        """Faults in the order of the file."""
        return sorted(self.found, key=lambda one: one[:2])


@dataclass(frozen=True, eq=False)
class Item:
    """A value of a YAML file and where it stands; what cannot be read is noted and None."""

    node: yaml.Node
    faults: YamlFaults

    @property
    def line(self) -> int:
        """Line, counted from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def column(self) -> int:
        """Column, counted from 1."""
        return int(self.node.start_mark.column) + 1

    @property
    def is_mapping(self) -> bool:
        """Whether it has keys."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _NULL

    def fault(self, what: str) -> None:
        """Note what is wrong here and how to mend it."""
        self.faults.add(self.line, self.column, what)

    def pairs(self, what: str) -> dict[str, Item]:
        """Return the values by key; keys given twice are noted."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fault(f"{what} is written as `key: value`, not as {self._kind}")
            return {}
        found: dict[str, Item] = {}
        line: dict[str, int] = {}
        for key_node, value in self.node.value:
            key = Item(key_node, self.faults)
            name = key.node.value if isinstance(key.node, yaml.ScalarNode) else ""
            if not name:
                key.fault("a key is one word")
            elif name in found:
                key.fault(f"'{name}' is given twice (first in line {line[name]}); keep one")
            else:
                found[name] = Item(value, self.faults)
                line[name] = key.line
        return found

    def members(
        self, what: str, *, needed: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Item]:
        """Return the values of known keys; others, and missing ones, are noted.

        Keys without a value count as left out.
        """
        found = self.pairs(what)
        known = (*needed, *optional)
        if isinstance(self.node, yaml.MappingNode):
            for key_node, _ in self.node.value:
                name = str(key_node.value)
                if name in found and name not in known:
                    Item(key_node, self.faults).fault(
                        f"{what} has no '{name}'; {suggest(name, known)}"
                    )
        given = {key: one for key, one in found.items() if key in known and not one.is_empty}
        missing = [key for key in needed if key not in given]
        if missing and self.is_mapping:
            self.fault(f"{what} needs {', '.join(missing)}")
        return given

    def entries(self, what: str) -> list[Item]:
        """Return the entries of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.fault(f"{what} is a list ([a, b], or lines that begin with -), not {self._kind}")
            return []
        return [Item(one, self.faults) for one in self.node.value]

    def each(
        self, what: str, read: Callable[[Item], _T | None], *, single: bool = False
    ) -> tuple[_T, ...]:
        """Return what is read of each entry; one value stands for a list of it with `single`."""
        entries = [self] if single and not self.is_list else self.entries(what)
        values = [read(one) for one in entries]
        return tuple(one for one in values if one is not None)

    def text(self) -> str | None:
        """Return a text on one line."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fault(f"a text is needed, not {self._kind}")
            return None
        text = " ".join(str(self.node.value).split())
        if not text:
            self.fault("a text is needed, but nothing is written")
            return None
        return text

    def number(self) -> float | None:
        """Return a number; what it may be is for the reader to check."""
        text = self.text()
        if text is None:
            return None
        plain = unicodedata.normalize("NFKC", text)
        if not _NUMBER.fullmatch(plain) or not math.isfinite(float(plain)):
            self.fault(f"a number is needed, not {quote(text)}")
            return None
        return float(plain)

    def convert(self, read: Callable[[str], _T], needed: str) -> _T | None:
        """Return what a function makes of the text; its ValueError is noted as what is needed."""
        text = self.text()
        if text is None:
            return None
        try:
            return read(unicodedata.normalize("NFKC", text))
        except ValueError:
            self.fault(f"{needed} is needed, not {quote(text)}")
            return None

    def choice(self, known: Collection[str]) -> str | None:
        """Return one of some words."""
        text = self.text()
        if text is not None and text not in known:
            self.fault(f"{quote(text)} is none of {', '.join(known)}; {suggest(text, known)}")
            return None
        return text

    def marks(self) -> dict[tuple[str | int, ...], tuple[int, int]]:
        """Return line and column of this value and of all within it, by the keys to it."""
        return dict(_walk(self.node, ()))

    @property
    def _kind(self) -> str:
        if isinstance(self.node, yaml.MappingNode):
            return "keys with values"
        if isinstance(self.node, yaml.SequenceNode):
            return "a list"
        return "nothing" if self.is_empty else quote(self.node.value)


def suggest(word: str, known: Collection[str]) -> str:
    """Return the known word that is nearest to one, or all of them, as a remedy."""
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"


def load_yaml(path: Path) -> Item:
    """Return the value of a YAML file.

    Raises
    ------
    FileError
        When the file cannot be read, or is no text.
    InputError
        When it is not YAML, has several documents, or uses anchors (&name, *name).
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from None
    if len(data) > _LARGEST_BYTES:
        raise InputError(f"{path.name}: larger than 20 MB; keep drawn lines in GeoJSON files")
    text = _decode(data, path.name)
    faults = YamlFaults(file=path.name)
    try:
        loader = _PlainLoader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        faults.add(line, column, f"character {error.character!r} is no text; delete it")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        faults.add(line, column, _explain(str(error.problem), text, line, column))
    faults.check()
    if node is None:
        raise InputError(f"{path.name}: the file is empty; write name, title and operations")
    return Item(node, faults)


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes without aliases, to a depth that people write."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Return the next node; raises where it is an alias, has an anchor, or is too deep."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            raise yaml.MarkedYAMLError(
                problem=f"{_OWN[0]} '{anchor}' (& and *) is not read here; write the part out",
                problem_mark=event.start_mark,
            )
        if self.depth > _DEEPEST:
            raise yaml.MarkedYAMLError(
                problem=f"{_OWN[1]} within each other", problem_mark=event.start_mark
            )
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _decode(data: bytes, where: str) -> str:
    kind = name_content(data)
    if kind:
        raise FileError(f"{where}: the content is {kind}, not text; save it as text (UTF-8)")
    try:
        return decode_table(data, where)
    except FileError:
        raise FileError(
            f"{where}: the content is not text in UTF-8, CP932 or EUC-JP; save it as text (UTF-8)"
        ) from None


def _explain(problem: str, text: str, line: int, column: int) -> str:
    """Return what PyYAML found, in words for who writes the file."""
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    before = lines[line - 2] if 2 <= line <= len(lines) + 1 else ""
    if "\t" in here[: column + 1] or "\t" in before:
        return "a tab; indent with spaces"
    if problem.startswith(_OWN):
        return problem
    said = next((words for part, words in _WORDS.items() if part in problem), "not YAML")
    return f"{said} ({problem})"


def _walk(
    node: yaml.Node, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], tuple[int, int]]]:
    yield place, (node.start_mark.line + 1, node.start_mark.column + 1)
    inside: Mapping[str | int, yaml.Node] = {}
    if isinstance(node, yaml.MappingNode):
        inside = {str(key.value): value for key, value in node.value}
    elif isinstance(node, yaml.SequenceNode):
        inside = dict(enumerate(node.value))
    for key, value in inside.items():
        yield from _walk(value, (*place, key))
