"""The language of the screen: which one, and the way from source text to it.

Source strings are plain English. Dutch is the language of the work and therefore
the default; English is taken when somebody asks for it or has an English locale.
The choice can change while the program runs (tests do that), so text is translated
when it is shown, never when a module is imported.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from pathlib import Path

DOMAIN = "luister"
"""Name of the catalogue."""

LOCALES = Path(__file__).parent / "locale"
"""The folder with the compiled catalogues."""

LANGUAGES = ("nl", "en")
"""The languages there are; the first is the default."""


class _InUse:
    """The language that everything is shown in now."""

    language = "en"
    translations: gettext.NullTranslations = gettext.NullTranslations()


def choose(flag: str | None, environ: Mapping[str, str]) -> str:
    """The language to use: `flag` (`--lang`), else `LUISTER_LANG`, else the locale.

    The first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set is the locale, as in
    POSIX. Anything that is not English, an unknown language too, gives Dutch.
    """
    asked = flag or environ.get("LUISTER_LANG")
    if not asked:
        settings = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        asked = next((setting for setting in settings if setting), "")
    return "en" if asked.lower().startswith("en") else LANGUAGES[0]


def use(language: str) -> None:
    """Show everything from now on in `language`, one of `LANGUAGES`."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _InUse.language = language
    _InUse.translations = (
        gettext.NullTranslations()
        if language == "en"
        else gettext.translation(DOMAIN, localedir=LOCALES, languages=[language])
    )


def language() -> str:
    """The language in use."""
    return _InUse.language


def _(text: str) -> str:
    """`text` in the language in use."""
    return _InUse.translations.gettext(text) if text else text


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many`, whichever fits `count`, in the language in use."""
    return _InUse.translations.ngettext(one, many, count)


def fill(text: str, blanks: Iterable[tuple[str, str]]) -> str:
    """Translate `text` and fill its `{name}` blanks.

    A blank's value may itself be a marked source string (the reason of a refusal,
    for instance) and is then translated; everything else stays as it is.
    """
    values = {name: _(value) if name in _TRANSLATED_BLANKS else value for name, value in blanks}
    return _(text).format_map(_Blanks(values))


_TRANSLATED_BLANKS = frozenset({"what", "why", "flaw"})


class _Blanks(dict[str, str]):
    """A blank that nobody filled shows as three dots: a notice never fails to show."""

    def __missing__(self, key: str) -> str:
        return "…"
