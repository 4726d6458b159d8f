"""``animatemusic gentle up|down|status``."""

from __future__ import annotations

import os

import click

from animatemusic.aligners import DEFAULT_GENTLE
from animatemusic.notes import note


@click.group(
    epilog="""\b
Examples:
  animatemusic gentle up
  animatemusic gentle up --port 9000
  animatemusic gentle status
  animatemusic gentle down
"""
)
def gentle() -> None:
    """Start and stop Gentle's own container, if Docker is there.

    Without Docker, `animatemusic serve-gentle` answers in the same way.
    """


_quiet = click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")


@gentle.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8765,
    show_default=True,
    help="Where Gentle will answer, on this machine only.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait until it answers.",
)
@_quiet
def up(port: int, wait: float, quiet: bool) -> None:
    """Start Gentle and print its address when it answers."""
    # Late: nothing else needs HTTP.
    from aligner.gentle_container import start

    url = start(_silent if quiet else note, port=port, wait=wait)
    click.echo(url)
    if not quiet:
        note(f"align with it: animatemusic align song.wav lyrics.txt --gentle-url {url}")


@gentle.command()
@_quiet
def down(quiet: bool) -> None:
    """Stop Gentle and remove its container."""
    from aligner.gentle_container import stop

    stop(_silent if quiet else note)


@gentle.command()
@click.option(
    "--gentle-url",
    metavar="URL",
    help="Where to ask. [default: GENTLE_URL in the environment, else where the container answers, "
    "else http://localhost:8765]",
)
@_quiet
def status(gentle_url: str | None, quiet: bool) -> None:
    """Print where Gentle answers; exit code 1 if it does not."""
    from aligner.gentle_container import NAME, address
    from aligner.gentle_http import probe

    url = gentle_url or os.environ.get("GENTLE_URL")
    container = None if url else address()
    url = url or container or DEFAULT_GENTLE
    probe(url)
    click.echo(url)
    if container and not quiet:
        note(f"that is the container {NAME}")


def _silent(sentence: str) -> None:
    pass
