"""Words to IPA, by espeak-ng.

espeak-ng is free software under the GPL, version 3 or later, and this program is under the MIT
licence: so it is no part of it and never required. Who wants other languages than English
installs it with the extra ``espeak``, which brings the package
``espeakng-loader`` with the library and its data; else the library of the system is used. It is
loaded when the first word is asked for, and only here.

Source: ``speak_lib.h`` of espeak-ng 1.52, https://github.com/espeak-ng/espeak-ng.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import re
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from aligner.pronounce.language import ENGLISH, LANGUAGES
from media_core.errors import AlignerUnavailableError
from media_core.extras import adding

MAX_LETTERS = 200
"""Letters read of a word; no word that is sung has more, and espeak-ng is C."""

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: opens no sound card
_DO_NOT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: without it, missing data ends the process
_UTF8 = 1  # espeakCHARS_UTF8
_IPA = 2  # bit 1 of phonememode: IPA, in UTF-8
_MOST_CLAUSES = 100

_Place = tuple[str, str | None]
"""A library, and the folder of its data or None where it knows that itself."""


class Espeak:
    """A loaded espeak-ng.

    The library keeps one voice for the whole process, so words are read one at a time, whatever
    thread asks.

    Attributes:
        version: as the library says it.

    Raises:
        OSError: this is no library, not espeak-ng, or its data is missing.
    """

    _lock = threading.Lock()

    def __init__(self, library: str, data: str | None = None) -> None:
        try:
            loaded = ctypes.CDLL(library)
            self._set_voice = loaded.espeak_SetVoiceByName
            self._to_phonemes = loaded.espeak_TextToPhonemes
            initialize = loaded.espeak_Initialize
            info = loaded.espeak_Info
        except AttributeError as err:
            raise OSError(f"{library} is not espeak-ng") from err
        initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        initialize.restype = ctypes.c_int
        self._set_voice.argtypes = [ctypes.c_char_p]
        self._set_voice.restype = ctypes.c_int
        self._to_phonemes.argtypes = [
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.c_int,
            ctypes.c_int,
        ]
        self._to_phonemes.restype = ctypes.c_char_p
        folder = None if data is None else data.encode(sys.getfilesystemencoding())
        with self._lock:
            if initialize(_SYNCHRONOUS, 0, folder, _DO_NOT_EXIT) < 0:
                raise OSError(f"{library} does not find its data")

        info.argtypes = [ctypes.c_void_p]
        info.restype = ctypes.c_char_p
        self.version = (info(None) or b"").decode("utf-8", "replace")

    def has_voice(self, voice: str) -> bool:
        """Tell if it can read a language."""
        with self._lock:
            return self._select(voice)

    def ipa(self, text: str, voice: str) -> str:
        """Read a word or a number; "" if there is nothing to read in it.

        Args:
            text: only its first :data:`MAX_LETTERS` letters are read.
            voice: name of a voice, such as ``fr`` or ``pt-br``.

        Raises:
            ValueError: there is no such voice.
        """
        clean = readable(text)
        if not clean:
            return ""
        buffer = ctypes.create_string_buffer(clean.encode())  # ends with NUL
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        read: list[str] = []
        with self._lock:
            if not self._select(voice):
                raise ValueError(f"espeak-ng has no voice {voice!r}")
            # Each call reads one clause and moves on; NULL after the last.
            for _ in range(_MOST_CLAUSES):
                if not rest.value:
                    break
                clause: bytes | None = self._to_phonemes(ctypes.byref(rest), _UTF8, _IPA)
                read.append((clause or b"").decode("utf-8", "ignore"))
        return " ".join(filter(None, read))

    def _select(self, voice: str) -> bool:
        return bool(self._set_voice(voice.encode()) == 0)


def readable(text: str) -> str:
    r"""Keep what espeak-ng may see: letters, digits, and the signs of elisions and numbers.

    >>> readable("l’\0amour [[x]]")
    "l'amour x"
    """
    plain = unicodedata.normalize("NFC", text[: 4 * MAX_LETTERS]).replace("’", "'")
    letters = "".join(c if c.isalnum() or c in "'-.,:/%$€£&+ " else "" for c in plain)
    return re.sub(r"\s+", " ", letters).strip(" -.,:/")[:MAX_LETTERS]


@lru_cache(maxsize=1)
def installed() -> Espeak | None:
    """The espeak-ng of the extra, or else of the system; None if there is none."""
    return first_that_loads(_places())


def version_for(language: str) -> str:
    """Which espeak-ng reads the words of a language; "" if none does.

    Args:
        language: a key of :data:`~aligner.pronounce.language.LANGUAGES`.
    """
    espeak = installed() if language != ENGLISH else None
    return espeak.version if espeak is not None else ""


def espeak_reader(
    language: str, *, find: Callable[[], Espeak | None] = installed
) -> Callable[[str], str]:
    """Give what reads a word of a language as IPA.

    Args:
        language: a key of :data:`~aligner.pronounce.language.LANGUAGES` that has a voice.
        find: gives espeak-ng, or None if it is not installed.

    Raises:
        AlignerUnavailableError: espeak-ng is not installed, or has no voice for the language.

    ``espeak_reader("fr")("larmes")`` is ``lˈaʁm``.
    """
    name, voice = LANGUAGES[language].name, LANGUAGES[language].voice
    espeak = find()
    if espeak is None:
        raise AlignerUnavailableError(
            f"{name} needs espeak-ng, which is not installed",
            hint=f"run `{adding('espeak')}`",
        )
    if not espeak.has_voice(voice):
        raise AlignerUnavailableError(
            f"the espeak-ng that is installed cannot read {name} (it has no voice {voice!r})",
            hint=f"run `{adding('espeak')}`, which has all voices",
        )
    return lambda text: espeak.ipa(text, voice)


def first_that_loads(places: Iterator[_Place]) -> Espeak | None:
    """Load the first library that is espeak-ng and has its data; None if none is."""
    for library, data in places:
        try:
            return Espeak(library, data)
        except OSError:
            continue
    return None


def _places() -> Iterator[_Place]:
    # The package is looked at and not imported: importing it would do no more.
    spec = importlib.util.find_spec("espeakng_loader")
    for folder in (spec.submodule_search_locations if spec is not None else None) or ():
        data = str(Path(folder, "espeak-ng-data"))
        for name in ("libespeak-ng.so", "libespeak-ng.dylib", "espeak-ng.dll"):
            if Path(folder, name).is_file():
                yield str(Path(folder, name)), data
    found = ctypes.util.find_library("espeak-ng")
    if found is not None:
        yield found, None
    yield from ((name, None) for name in ("libespeak-ng.so.1", "libespeak-ng.dylib"))
