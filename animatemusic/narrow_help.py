"""Help that can be read in a narrow window, such as one half of a laptop's screen."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable

import click

TWO_COLUMNS_FROM = 60
"""Columns of a terminal from which on names and what they mean stand side by side."""

_LEAST = 20


class Help(click.HelpFormatter):
    """Help as wide as the terminal; click's own is never narrower than 50 columns."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        if width is None:
            columns = shutil.get_terminal_size().columns
            width = max(min(columns, max_width or 80) - 2, _LEAST)
        super().__init__(indent_increment, width, max_width)

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Names and what they mean; one below the other where there is no room beside."""
        if self.width >= TWO_COLUMNS_FROM - 2:
            super().write_dl(list(rows), col_max, col_spacing)
            return
        indent = " " * self.current_indent
        for name, meaning in rows:
            for text, first, more in ((name.replace("|", "| "), 0, 2), (meaning, 2, 2)):
                lines = textwrap.wrap(
                    text,
                    self.width,
                    initial_indent=indent + " " * first,
                    subsequent_indent=indent + " " * more,
                    break_on_hyphens=False,
                )
                self.write("".join(f"{line}\n" for line in lines))


class _Context(click.Context):
    formatter_class = Help


class Commands(click.Group):
    """A group that tells of each command in a whole sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, known.get_short_help_str(200)) for name, known in found if known]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def readable(command: click.Command) -> None:
    """Let a command and all below it write their help so."""
    command.context_class = _Context
    if isinstance(command, click.Group):
        for below in command.commands.values():
            readable(below)
