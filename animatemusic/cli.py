"""The command line: a command parses, calls one function, prints.

stdout is the result, stderr is progress and errors. Exit code 0: done; 1: our error, in one
sentence; 2: wrong usage.
"""

from __future__ import annotations

import signal
import sys
import traceback

import click

import animatemusic
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
from animatemusic.output import forget_stdout
from media_core.errors import AnimateMusicError

_epilog = """\b
Examples:
  animatemusic animate song.wav lyrics.txt
  animatemusic animate song.mp3 lyrics.txt --rig rocco --size 1080x1920 -o reel.mp4
  animatemusic align song.wav lyrics.txt -o times.json
  animatemusic animate song.wav lyrics.txt --alignment times.json
  animatemusic export times.json --to rhubarb-json -o mouth.json
"""


@click.group(epilog=_epilog, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(animatemusic.__version__, prog_name="animatemusic")
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
def cli(debug: bool) -> None:
    """Turn a song and its lyrics into a video in which a drawn character sings them."""


for _command in (landmarks, models, qc, refine, sync):
    cli.add_command(_command)
for _command in (align, animate, convert, demo, export, fix, gentle, init, plot, rig, serve_gentle):
    cli.add_command(_command)

STOPPED = "stopped; nothing half-written is left"


def _fail(sentence: str) -> int:
    click.echo(f"animatemusic: error: {sentence}", err=True)
    return 1


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code; nothing is raised."""
    try:
        code = cli.main(arguments, prog_name="animatemusic", standalone_mode=False)
    except click.exceptions.Exit as err:
        return err.exit_code
    except click.UsageError as err:
        err.show()
        return 2
    except click.ClickException as err:
        return _fail(err.format_message())
    except (KeyboardInterrupt, click.Abort):
        return _fail(STOPPED)
    except AnimateMusicError as err:
        if "--debug" in arguments:
            traceback.print_exc()
        return _fail(f"{err.message}; {err.hint}" if err.hint else err.message)
    except BrokenPipeError:
        forget_stdout()  # its reader went away
        return 1
    except Exception as err:
        if isinstance(err.__context__, KeyboardInterrupt):
            # Ctrl-C met a library while it was tidying up, which failed in its turn.
            return _fail(STOPPED)
        if "--debug" in arguments:
            traceback.print_exc()
        return _fail(
            f"this should not happen ({type(err).__name__}: {err}); "
            "run it again with `animatemusic --debug ...` and report what it shows"
        )
    return code if isinstance(code, int) else 0


def main() -> None:
    """Entry point of the ``animatemusic`` command."""
    # Who is told to end tidies up first, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))
