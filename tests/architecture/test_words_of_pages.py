"""Every sentence of a page exists in English, with the same placeholders; no catalogue keeps what no page says."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.architecture.sources import ROOT

FRONTS = (ROOT / "shared/web/pages", *sorted((ROOT / "services").glob("*/web")))
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
OPTIONS = {"newstyle_gettext": "true", "trimmed": "false", "trim_blocks": "true", "lstrip_blocks": "true",
           "extensions": "jinja2.ext.i18n"}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)")
SPEAKS_WITH_WORDS = {"sandbox"}
"""Fronts that say both languages in the source, and have no catalogue."""

Ids = tuple[str, ...]


@functools.cache
def fronts() -> tuple[Path, ...]:
    """The folders of pages that are translated by catalogue."""
    return tuple(folder for folder in FRONTS if folder.parent.name not in SPEAKS_WITH_WORDS)


@functools.cache
def said(folder: Path) -> dict[str, str]:
    """Each Vietnamese sentence of a front, and where it is said."""
    found: dict[str, str] = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html")]):
        with path.open("rb") as file:
            how = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
            options = {} if path.suffix == ".py" else OPTIONS
            for line, message, _comments, _context in extract(how, file, keywords=KEYWORDS, options=options):
                first = message[0] if isinstance(message, tuple) else message
                found.setdefault(first, f"{path.relative_to(ROOT)}:{line}")
    return found


@functools.cache
def translated(folder: Path) -> dict[str, tuple[str, Ids]]:
    """Each sentence of a front's catalogues: which file has it, and its English forms."""
    found: dict[str, tuple[str, Ids]] = {}
    for path in sorted((folder / "translations/en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en", abort_invalid=True):
                if message.id:
                    key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                    assert key not in found, f"{path.name} and {found[key][0]} both translate {key!r}"
                    found[key] = (path.name, tuple(str(form) for form in forms))
    return found


def missing(folder: Path) -> Iterator[str]:
    """Sentences without English, ready to be put into a catalogue."""
    known = translated(FRONTS[0]) | translated(folder)  # what all fronts say is translated with the frame
    for sentence, place in said(folder).items():
        if sentence not in known or not all(known[sentence][1]):
            yield f'#: {place}\nmsgid "{sentence}"\nmsgstr ""\n'


@pytest.mark.parametrize("folder", fronts(), ids=lambda folder: folder.parent.name)
def test_every_sentence_is_translated(folder: Path) -> None:
    lacking = list(missing(folder))
    assert not lacking, f"put into {folder.relative_to(ROOT)}/translations/en/<area>.po:\n\n" + "\n".join(lacking)


@pytest.mark.parametrize("folder", fronts(), ids=lambda folder: folder.parent.name)
def test_no_catalogue_keeps_what_no_page_says(folder: Path) -> None:
    stale = [f"{file}: {key}" for key, (file, _forms) in translated(folder).items() if key not in said(folder)]
    assert not stale, "\n".join(stale)


@pytest.mark.parametrize("folder", fronts(), ids=lambda folder: folder.parent.name)
def test_both_languages_fill_the_same_places(folder: Path) -> None:
    differ = [
        key
        for key, (_file, forms) in translated(folder).items()
        for form in forms
        if set(PLACEHOLDER.findall(key)) != set(PLACEHOLDER.findall(form)) and "num" not in PLACEHOLDER.findall(key)
    ]
    assert not differ, "\n".join(differ)


def test_sentences_are_found_in_templates_and_code() -> None:
    pages, portal = ROOT / "shared/web/pages", ROOT / "services/portal/web"
    assert "Đến nội dung chính" in said(pages)
    assert "Không có trang này" in said(pages), "lazy ones in code"
    assert "Đăng xuất" in said(portal)


def test_an_untranslated_sentence_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.html").write_text('{{ _("Chưa dịch") }} {% trans n=1 %}Còn {{ n }} ngày{% endtrans %}')
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    said.cache_clear()
    assert len(list(missing(tmp_path))) == 2
    said.cache_clear()
