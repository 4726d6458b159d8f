"""The command line: a command parses, calls one function, prints.

stdout is the result, stderr is progress and errors. Exit code 0: done; 1: our error, in one
sentence; 2: wrong usage; 130: stopped by Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import errno
import os
import traceback
from typing import Any

import click

import animatemusic
from animatemusic.__main__ import INTERRUPTED
from animatemusic.commands.align import align
from animatemusic.commands.animate import animate
from animatemusic.commands.convert import convert
from animatemusic.commands.demo import demo
from animatemusic.commands.export import export
from animatemusic.commands.fix import fix
from animatemusic.commands.gentle import gentle
from animatemusic.commands.init import init
from animatemusic.commands.landmarks import landmarks
from animatemusic.commands.models import models
from animatemusic.commands.plot import plot
from animatemusic.commands.qc import qc
from animatemusic.commands.refine import refine
from animatemusic.commands.rig import rig
from animatemusic.commands.serve_gentle import serve_gentle
from animatemusic.commands.sync import sync
from animatemusic.commands.watch import watch
from animatemusic.narrow_help import Commands, readable
from animatemusic.output import clipped, forget_stdout, plain, tell, tell_lines
from media_core.errors import AnimateMusicError
from media_core.files import forget_placed, placed

_epilog = """\b
Examples:
  animatemusic animate song.wav lyrics.txt
  animatemusic animate song.mp3 lyrics.txt --rig rocco --size 1080x1920 -o reel.mp4
  animatemusic align song.wav lyrics.txt -o times.json
  animatemusic animate song.wav lyrics.txt --alignment times.json
  animatemusic export times.json --to rhubarb-json -o mouth.json
"""


@click.group(cls=Commands, epilog=_epilog, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(animatemusic.__version__, prog_name="animatemusic")
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
def cli(debug: bool) -> None:
    """Turn a song and its lyrics into a video in which a drawn character sings them."""


for _command in (landmarks, models, qc, refine, sync, watch):
    cli.add_command(_command)
for _command in (align, animate, convert, demo, export, fix, gentle, init, plot, rig, serve_gentle):
    cli.add_command(_command)
readable(cli)

STOPPED = "stopped; nothing half-written is left"


def _fail(sentence: str, code: int = 1) -> int:
    tell(f"error: {sentence}")
    return code


def _stopped() -> int:
    """Say what Ctrl-C or SIGTERM left: a result may have been in place before it came."""
    names = [str(path) for path in placed()]
    if not names:
        return _fail(STOPPED, INTERRUPTED)
    few = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    is_there = "was written before and is whole" if len(names) == 1 else "were written before"
    return _fail(f"stopped; {few} {is_there}, and nothing half-written is left", INTERRUPTED)


_NEXT_STEPS = {
    errno.ENAMETOOLONG: "give a shorter name",
    errno.ENOENT: "check the name and the folder",
    errno.ENOTDIR: "check the name and the folder",
    errno.EISDIR: "give the name of a file",
    errno.EACCES: "see that it is yours to use",
    errno.EPERM: "see that it is yours to use",
    errno.EROFS: "choose a folder on another disk",
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EFBIG: "choose a folder on another disk",
    errno.EIO: "see whether the disk is in order",
    errno.ENODEV: "see whether the disk is still there",
    errno.ENXIO: "see whether the disk is still there",
    errno.EMFILE: "close other programs, or raise the limit of open files (ulimit -n)",
    errno.ENFILE: "close other programs",
    errno.ENOMEM: "close other programs, or ask for less",
    errno.EAGAIN: "close other programs",
}
"""What helps against faults of the system that nobody else spoke of."""


def _unusable(err: OSError) -> str:
    """A sentence about a name that is too long, a disk that is full, too many open files, ..."""
    names = isinstance(err.filename, str | bytes)
    what = f"{os.fsdecode(err.filename)} cannot be used" if names else "the system refuses"
    hint = _NEXT_STEPS.get(err.errno or 0, "see whether the files and the disk are in order")
    return f"{what} ({err.strerror}); {hint}"


def _misused(err: click.UsageError) -> int:
    """Show wrong usage as click does, with what was typed made harmless."""
    if not isinstance(err, click.MissingParameter):  # whose lists have lines of their own
        said = clipped(plain(err.format_message()))
        err.format_message = lambda: said  # type: ignore[method-assign]
    err.show()
    return 2


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code; nothing is raised."""
    forget_placed()
    try:
        code: Any = cli.main(arguments, prog_name="animatemusic", standalone_mode=False)
    except click.exceptions.Exit as err:
        return err.exit_code
    except click.UsageError as err:
        return _misused(err)
    except click.ClickException as err:
        return _fail(err.format_message())
    except (KeyboardInterrupt, click.Abort):
        return _stopped()
    except AnimateMusicError as err:
        if "--debug" in arguments:
            tell_lines(traceback.format_exc())
        return _fail(f"{err.message}; {err.hint}" if err.hint else err.message)
    except BrokenPipeError:
        forget_stdout()  # its reader went away
        return 1
    except MemoryError:
        return _fail("there is not enough memory for this; close other programs, or ask for less")
    except Exception as err:
        if isinstance(err.__context__, KeyboardInterrupt):
            # Ctrl-C met a library while it was tidying up, which failed in its turn.
            return _stopped()
        if "--debug" in arguments:
            tell_lines(traceback.format_exc())
        if isinstance(err, UnicodeEncodeError) and err.reason == "surrogates not allowed":
            return _fail(f"no file can be called {err.object}; check its name")
        if isinstance(err, OSError) and err.strerror:
            return _fail(_unusable(err))
        return _fail(
            f"this should not happen ({type(err).__name__}: {err}); "
            "run it again with `animatemusic --debug ...` and report what it shows"
        )
    return code if isinstance(code, int) else 0
