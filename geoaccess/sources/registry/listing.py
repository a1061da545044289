"""The registry as records to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from geoaccess.sources.registry.entries import OfficialFile, Registry
from geoaccess.sources.registry.store import Store
from geoaccess.sources.registry.verify import list_kept

_HEADER: Final = {
    "en": ("file", "what it is", "edition", "MB", "licence", "checksum", "address", "here"),
    "ja": ("ファイル", "内容", "版", "MB", "利用条件", "照合値", "所在", "取得済み"),
}
_WORDS: Final = {
    "en": {"known": "known", "at fetch": "at fetch", "by hand": "by hand", "yes": "yes"},
    "ja": {"known": "登録済み", "at fetch": "取得時", "by hand": "手作業", "yes": "はい"},
}


def list_official(registry: Registry, store: Store) -> list[dict[str, Any]]:
    """Return one record per registered file or series, with where it lies once fetched."""
    kept = list_kept(registry, store)
    return [
        {
            "id": entry.shown_id,
            "title": {"ja": entry.get_title("ja"), "en": entry.get_title("en")},
            "purpose": {"ja": entry.purpose_ja, "en": entry.purpose_en},
            "publisher": entry.publisher,
            "licence": entry.licence,
            "credit": entry.credit,
            "edition": entry.edition,
            "page": entry.page,
            "address": entry.address or None,
            "file": entry.file_name,
            "size_bytes": entry.content.size_bytes,
            "sha256": entry.content.sha256 or None,
            "confidence": entry.confidence,
            "note": entry.note,
            "here": {one.id: str(store.path_of(one)) for one in _of(entry, kept)},
        }
        for entry in registry.files
    ]


def list_rows(registry: Registry, store: Store, lang: Literal["en", "ja"]) -> list[dict[str, str]]:
    """Return one short row per registered file or series, in a language."""
    kept, words = list_kept(registry, store), _WORDS[lang]
    rows = []
    for entry in registry.files:
        size, here = entry.content.size_bytes, _of(entry, kept)
        cells = (
            entry.shown_id,
            entry.get_title(lang),
            entry.edition,
            f"{size / 1e6:.1f}" if size else "",
            entry.licence,
            words["known" if entry.content.sha256 else "at fetch"],
            "" if entry.address else words["by hand"],
            "" if not here else str(len(here)) if entry.parts else words["yes"],
        )
        rows.append(dict(zip(_HEADER[lang], cells, strict=True)))
    return rows


def _of(entry: OfficialFile, kept: Sequence[OfficialFile]) -> list[OfficialFile]:
    """Return what is kept of a file or series."""
    if not entry.parts:
        return [one for one in kept if one.id == entry.id]
    return [one for one in kept if entry.find_part(one.id) is not None]
