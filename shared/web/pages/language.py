"""Vietnamese is what the sources say; English comes from catalogues beside them; the reader chooses by link."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request

from shared.http.languages import DEFAULT, Language, said
from shared.kernel.words import Words

PARAMETER = "lang"
COOKIE = "gplx_lang"
ONE_YEAR_SECONDS = 365 * 24 * 3600
LANGUAGES: Mapping[Language, str] = {"vi": "Tiếng Việt", "en": "English"}
EXTENSION = "gplx-translations"


class Catalogue(NullTranslations):
    """English for Vietnamese sentences. ``sentences`` maps a msgid to its forms, one or two of them."""

    def __init__(self, sentences: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._sentences = sentences

    def gettext(self, message: str) -> str:
        """The sentence, or the Vietnamese one where there is none."""
        return self._sentences.get(message, (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for one or for many."""
        forms = self._sentences.get(msgid1, (msgid1, msgid2))
        return forms[0] if n == 1 else forms[-1]


def read_catalogues(folders: Iterable[Path]) -> Catalogue:
    """All ``en/*.po`` files below these folders as one catalogue; fuzzy entries do not count."""
    from babel.messages.pofile import read_po  # noqa: PLC0415  # a tenth of a second that most starts need not spend

    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(path for folder in folders for path in (folder / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                key = _texts(message.id)[0]
                forms = _texts(message.string)
                if key and all(forms) and not message.fuzzy:
                    found[key] = forms
    return Catalogue(found)


def _texts(given: object) -> tuple[str, ...]:
    """One text or several, as several."""
    return tuple(str(text or "") for text in given) if isinstance(given, (tuple, list)) else (str(given or ""),)


class Translations:
    """The catalogue of an app, read when the first English page is asked for."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._english: Catalogue | None = None
        self._lock = threading.Lock()

    def of(self, language: Language) -> NullTranslations:
        """What translates from Vietnamese into a language."""
        if language == DEFAULT:
            return _NOTHING_TO_DO
        with self._lock:
            if self._english is None:
                self._english = read_catalogues(self._folders)
            return self._english


_NOTHING_TO_DO = NullTranslations()


def install_languages(app: Flask, folders: Iterable[Path]) -> None:
    """Let an app's templates and code speak both languages, and keep what the reader chose."""
    app.extensions[EXTENSION] = Translations(folders)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install: Any = app.jinja_env
    install.install_gettext_callables(_gettext, _ngettext, newstyle=True)
    app.after_request(_keep_choice)


def language() -> Language:
    """The reader's language: the address's ``lang``, else what was chosen before, else Vietnamese."""
    if not has_request_context():
        return DEFAULT
    if "gplx_language" not in g:
        chosen = _known(request.args.get(PARAMETER)) or _known(request.cookies.get(COOKIE))
        g.gplx_language = chosen or DEFAULT
    found: Language = g.gplx_language
    return found


def _(message: str, **values: object) -> str:
    """A sentence of ours in the reader's language; ``%(name)s`` are filled from ``values``."""
    text = _gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The same for a counted thing; ``num`` is filled in, too."""
    return _ngettext(one, many, num) % {"num": num, **values}


class LazyText:
    """A sentence that is translated when it is shown: for forms and tables made at import."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _gettext(self.message)

    def __mod__(self, values: Mapping[str, object]) -> str:
        return str(self) % values


def lazy(message: str) -> LazyText:
    """See :class:`LazyText`."""
    return LazyText(message)


def say(words: Words | Mapping[str, str] | None) -> str:
    """What a provider said in both languages, in the reader's; empty for nothing."""
    if words is None:
        return ""
    return said(words if isinstance(words, Words) else Words(words["vi"], words["en"]), language())


def other_language() -> Language:
    """The language the reader has not chosen."""
    return "en" if language() == "vi" else "vi"


def _gettext(message: str) -> str:
    return _translations().gettext(message)


def _ngettext(one: str, many: str, num: int) -> str:
    return _translations().ngettext(one, many, num)


def _translations() -> NullTranslations:
    if not has_request_context():
        return _NOTHING_TO_DO
    found: Translations = current_app.extensions[EXTENSION]
    return found.of(language())


def _known(text: str | None) -> Language | None:
    return "vi" if text == "vi" else "en" if text == "en" else None


def _keep_choice(response: Response) -> Response:
    if _known(request.args.get(PARAMETER)) and request.cookies.get(COOKIE) != language():
        response.set_cookie(
            COOKIE, language(), max_age=ONE_YEAR_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
