"""How a video says that its lips are made: metadata in the file, a JSON beside it.

The metadata uses the IPTC term for pictures that are part camera, part network
(http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from media_core.errors import OutputError

SOURCE_TYPE = "compositeWithTrainedAlgorithmicMedia"
STATEMENT = "Synthetic lips: the mouth was repainted by a neural network to follow a song."
CONSENT = (
    "Whoever made this video is responsible for the consent of the person shown; "
    "without it, a real person's face must not be used."
)


def metadata() -> dict[str, str]:
    """What stands in the file itself."""
    return {
        "comment": STATEMENT,
        "synthetic_media": "true",
        "digital_source_type": SOURCE_TYPE,
        "software": f"animatemusic {version('animatemusic')}",
    }


def sidecar_path(video: Path) -> Path:
    """Of the JSON that lies beside a video.

    >>> sidecar_path(Path("song.mp4")).name
    'song.synthetic.json'
    """
    return video.with_suffix(".synthetic.json")


def write_sidecar(path: Path, facts: Mapping[str, Any]) -> None:
    """Write how a video was made.

    Raises:
        OutputError: it cannot be written.
    """
    text = json.dumps(
        {
            "synthetic_media": True,
            "digital_source_type": SOURCE_TYPE,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "software": f"animatemusic {version('animatemusic')}",
            "consent": CONSENT,
            **facts,
        },
        indent=2,
        ensure_ascii=False,
    )
    temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        temporary.write_text(text + "\n", "utf-8", errors="replace")
        os.replace(temporary, path)
    except OSError as err:
        raise OutputError(
            f"{path} cannot be written ({err.strerror})", hint="is there room on the disk?"
        ) from err
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
