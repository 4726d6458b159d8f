"""``animatemusic.toml`` beside a song: everything that a command can be told, to be kept.

The keys are the long names of the command's own options (:mod:`animatemusic.project.keys`), and
values are checked by the types of these options, so the file and the command line cannot differ.
"""

from animatemusic.project.reading import (
    FILE,
    MAX_BYTES,
    Project,
    check_files,
    load_project,
    parse_project,
    project_file,
)

__all__ = [
    "FILE",
    "MAX_BYTES",
    "Project",
    "check_files",
    "load_project",
    "parse_project",
    "project_file",
]
