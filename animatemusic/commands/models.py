"""``animatemusic models``."""

from __future__ import annotations

import os

import click

from animatemusic import models as store
from animatemusic.commands.shared import common
from animatemusic.notes import note
from animatemusic.output import plain, say
from animatemusic.progress import shown
from media_core.errors import InputError


@click.group(
    epilog="""\b
Examples:
  animatemusic models list
  animatemusic models add downloads/wav2lip_gan.pth
  animatemusic models add https://example.org/wav2lip_gan.pth
  animatemusic models check
  animatemusic models path
"""
)
def models() -> None:
    """Keep and check the weights of networks, which do not come with this program."""


@models.command("list")
def list_() -> None:
    """Say which weights are kept, and what each is for."""
    from wav2lip_refine.weights import KINDS

    kept = store.models()
    if not kept:
        note(f"no weights are kept in {store.folder()}; add some with `models add FILE`")
    for model in kept:
        size = model.path.stat().st_size / 1e6
        row = f"{model.path.name:<24} {model.kind:<15} {size:7.1f} MB  {model.sha256[:12]}"
        click.echo(plain(f"{row}  {KINDS.get(model.kind, '')}"))


@models.command()
@click.argument("source", metavar="FILE|URL")
@common
def add(source: str, force: bool, quiet: bool) -> None:
    """Check a file of weights and keep a copy; an address is downloaded first.

    Nothing is ever downloaded from an address that you did not type.
    """
    store.need_torch("checking weights")
    with shown(quiet) as progress:
        model = store.add(source, force=force, notice=note, progress=progress)
    from wav2lip_refine.weights import KINDS

    if not quiet:
        note(f"{model.path.name} is {KINDS[model.kind]}; SHA-256 {model.sha256}")
        note(f"licence: {model.licence or 'not known for this file: ask where you got it'}")
    say(os.fsencode(model.path))


@models.command()
def path() -> None:
    """Print the folder in which weights are kept."""
    say(os.fsencode(store.folder()))


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
def check(names: tuple[str, ...]) -> None:
    """Load the weights that are kept, all or some, and say whether they are whole."""
    store.need_torch("checking weights")
    kept = store.models()
    unknown = set(names) - {model.path.name for model in kept}
    if unknown:
        raise InputError(
            f"no weights called {min(unknown)} are kept", hint="see `animatemusic models list`"
        )
    bad = 0
    for model in kept:
        if names and model.path.name not in names:
            continue
        fault = store.check(model)
        bad += bool(fault)
        click.echo(plain(f"{model.path.name:<24} {fault or 'whole'}"))
    if bad:
        raise InputError(
            f"{bad} of the kept weights cannot be used", hint="add them again with --force"
        )
