"""Where results go, a file that is free or stdout; and the one place that talks on stderr."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from media_core.errors import OutputError
from media_core.files import whole_or_nothing

LONGEST = 500
"""Characters of a sentence."""

_UNSHOWN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""General categories that a terminal obeys instead of showing, or cannot show: line ends, escape
sequences, what turns text round (https://www.unicode.org/reports/tr44/#General_Category_Values)."""

_JOINERS = "\u200c\u200d"
"""They shape Persian, Indic scripts and emoji, and do nothing else."""


def plain(text: str) -> str:
    r"""A text that stays in its line and says what it says, whatever a file's name holds.

    >>> print(plain("a\nb\x1b[31m"))
    a\nb\x1b[31m
    """
    return "".join(map(_shown, text))


def _shown(sign: str) -> str:
    if sign in _JOINERS or unicodedata.category(sign) not in _UNSHOWN:
        return sign
    if 0xDC80 <= ord(sign) <= 0xDCFF:  # a byte of a name that is not text
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return sign.encode("unicode_escape", "surrogatepass").decode("ascii")


def clipped(text: str, longest: int = LONGEST) -> str:
    """A text without its middle if it is too long: names stand in front, advice at the end."""
    if len(text) <= longest:
        return text
    end = longest // 3
    return f"{text[: longest - end - 5]} ... {text[-end:]}"


def tell(sentence: str) -> None:
    """Say one sentence on stderr, as one line."""
    click.echo(clipped(plain(f"animatemusic: {sentence}")), err=True)


def tell_lines(text: str) -> None:
    """Show lines of a report on stderr."""
    click.echo("\n".join(map(plain, text.split("\n"))), err=True, nl=False)


def output_path(
    wanted: Path | None,
    default: Path,
    *,
    force: bool,
    suffix: str = "",
    read: Iterable[Path | None] = (),
    ours: Callable[[Path], bool] = lambda path: False,
) -> Path:
    """Where a result goes, never over something that exists unless ``force`` is given.

    A default name that is taken gets a number: ``song.mp4``, ``song-2.mp4``, ...

    Args:
        wanted: the name that the user gave, if any.
        default: the name without one.
        force: an ordinary file may be replaced.
        suffix: that the name must have, if any.
        read: files that the command reads; ``force`` does not reach them.
        ours: whether a file is an earlier result of the same work, which may be replaced.

    Raises:
        OutputError: the name cannot be had, or its folder takes no files.
    """
    path = wanted or default
    if suffix and path.suffix.lower() != suffix:
        raise OutputError(
            f"{path} is no {suffix[1:]} file", hint=f"give a name that ends in {suffix}"
        )
    try:
        return _free(path, wanted is not None, force, list(read), ours)
    except OSError as err:
        raise OutputError(
            f"{path} cannot be written ({err.strerror})", hint="choose another name with -o"
        ) from err


def _free(
    path: Path,
    named: bool,
    force: bool,
    read: Sequence[Path | None],
    ours: Callable[[Path], bool],
) -> Path:
    folder = path.parent
    if not folder.is_dir():
        raise OutputError(
            f"there is no folder {folder}", hint="make it first, or choose another with -o"
        )
    if not os.access(folder, os.W_OK):
        raise OutputError(
            f"nothing can be written into {folder}", hint="choose another folder with -o"
        )
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint="give the name of a file with -o")
    if not path.exists():
        return path
    if not path.is_file():
        raise OutputError(f"{path} is no ordinary file", hint="choose another name with -o")
    if named and _among(path, read):
        raise OutputError(f"{path} is a file that is read", hint="choose another name with -o")
    if (force or ours(path)) and not _among(path, read):
        return path
    if named:
        raise OutputError(f"{path} exists already", hint="choose another name, or add --force")
    for number in range(2, 10_000):
        other = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if not other.exists():
            return other
        if other.is_file() and ours(other) and not _among(other, read):
            return other
    raise OutputError(f"{path} and 9998 more exist already", hint="tidy up the folder")


def _among(path: Path, read: Iterable[Path | None]) -> bool:
    return any(other and os.path.exists(other) and path.samefile(other) for other in read)


def write_text(text: str, output: Path | None) -> None:
    """Write a result as UTF-8, whatever the terminal speaks, to a file or to stdout.

    Raises:
        OutputError: the disk is full, or the folder takes no files.
    """
    data = text.encode("utf-8", "replace")  # half a surrogate pair comes from a file's name only
    if output is None:
        say(data)
        return
    write_file(data, output)


def write_file(data: bytes, path: Path) -> None:
    """Write a file, whole or not at all.

    Raises:
        OutputError: the disk is full, or the folder takes no files.
    """
    with whole_or_nothing(path) as temporary:
        try:
            temporary.write_bytes(data)
        except OSError as err:
            raise OutputError(
                f"{path} cannot be written ({err.strerror})", hint="is there room on the disk?"
            ) from err


def say(result: bytes) -> None:
    """Print a result on stdout.

    Raises:
        OutputError: stdout is a file on a full disk.
        BrokenPipeError: who read it has gone.
    """
    if sys.stdout.isatty():  # a program that reads it wants the bytes; a terminal would obey them
        lines = os.fsdecode(result).split("\n")
        shown = ("\t".join(map(plain, line.split("\t"))) for line in lines)
        result = "\n".join(shown).encode("utf-8")
    try:
        click.echo(result, nl=not result.endswith(b"\n"))
    except BrokenPipeError:
        raise
    except OSError as err:
        forget_stdout()
        raise OutputError(
            f"the result cannot be written to stdout ({err.strerror})",
            hint="is there room on the disk?",
        ) from err


def forget_stdout() -> None:
    """Let Python close stdout without a second complaint about what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
