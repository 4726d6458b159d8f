"""``animatemusic serve-gentle``."""

from __future__ import annotations

import contextlib
import ipaddress

import click

from animatemusic.notes import note
from media_core.errors import AlignerUnavailableError
from media_core.extras import adding


@click.command(
    "serve-gentle",
    epilog="""\b
Examples:
  animatemusic serve-gentle
  animatemusic serve-gentle --port 9000 --jobs 2
  curl -F audio=@song.mp3 -F transcript=@lyrics.txt 'http://localhost:8765/transcriptions?async=false'
""",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Where to listen; 0 takes any port that is free.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Which address to listen on. Whoever reaches it can use this server: it asks for no "
    "password.",
)
@click.option(
    "--max-mb",
    type=click.IntRange(1, 4096),
    default=200,
    show_default=True,
    help="Largest song that is taken.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many songs to align at a time; each takes a processor.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
def serve_gentle(port: int, host: str, max_mb: int, jobs: int, quiet: bool) -> None:
    """Answer as a Gentle server does, with the built-in aligner.

    Programs and scripts made for Gentle work with it as they are, without Kaldi or Docker. Prints
    its address on stdout and runs until Ctrl-C.
    """
    try:
        # Late: nothing else needs a web server.
        from aligner.gentle_server.server import Limits, listening, serve
    except ImportError as err:
        raise AlignerUnavailableError(
            f"serve-gentle needs a web server, which is not installed ({err.name})",
            hint=f"install it with `{adding('server')}`",
        ) from err
    with listening(host, port) as (opened, url):
        if not quiet:
            note("answers as Gentle does, with the built-in aligner; Ctrl-C stops it")
            if not _is_loopback(host):
                note(f"everybody who reaches {host} can use it")
        click.echo(url)
        with contextlib.suppress(KeyboardInterrupt):  # the usual end
            serve(opened, host=host, limits=Limits(max_mb, jobs), report=note)
    if not quiet:
        note("stopped")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
