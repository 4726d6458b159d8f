"""One job in a process of its own: ``python -m aligner.gentle_server.worker FOLDER``.

A process can be stopped, may run out of memory or crash on a hostile file, and takes nothing with
it. It reads ``upload``, ``transcript.txt`` and ``request.json`` in the folder; it writes
``a.wav``, ``align.json`` and ``align.csv``; and it says on stdout, one JSON object a line, what
``status.json`` shall say.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from aligner.gentle_request import wav_bytes
from aligner.gentle_server.answer import align_csv, align_json, entries, transcript_of
from aligner.pronounce import Pronouncer, espeak, guess_language
from aligner.sphinx.aligner import SphinxAligner
from media_core.audio import Audio, load_audio
from media_core.errors import AnimateMusicError, AudioError


def say(status: str, **more: object) -> None:
    """Tell the server how far the job is."""
    print(json.dumps({"status": status} | more), flush=True)


def work(folder: Path) -> None:
    """Do the job in a folder.

    Raises:
        AnimateMusicError: the song or the words cannot be used.
    """
    asked = json.loads((folder / "request.json").read_bytes())
    # Bytes, for reading text would make one line end of all kinds and move the offsets.
    transcript = transcript_of((folder / "transcript.txt").read_bytes().decode())
    say("ENCODING")
    try:
        audio = load_audio(folder / "upload")
    except (ValueError, LookupError) as err:  # of the decoder: what was sent is at fault
        raise AudioError(
            f"the song cannot be decoded ({err})", hint="send it as mp3, flac or 16-bit wav"
        ) from err
    _write(folder / "a.wav", wav_bytes(audio.mono16k))
    seconds = round(audio.duration / 1000, 3)

    def progress(stage: str, share: float) -> None:
        # The embedded search has no first pass that writes words down, but it listens first, too.
        status = "TRANSCRIBING" if stage == "Listening" else "ALIGNING"
        say(status, duration=seconds, percent=round(share, 3))

    found = SphinxAligner(_pronouncer(transcript.text).pronounce, progress=progress).align(
        _cut(audio), transcript.sung
    )
    words = entries(transcript, found, conservative=bool(asked["conservative"]))
    _write(folder / "align.csv", align_csv(words).encode())
    _write(folder / "align.json", align_json(transcript, words).encode())


def _cut(audio: Audio) -> Audio:
    """The song under a name that means something to the client."""
    return Audio(audio.samples, audio.rate, audio.mono16k, Path("the song"))


def _pronouncer(text: str) -> Pronouncer:
    language = guess_language(text)
    return Pronouncer(language=language if espeak.installed() is not None else "en")


def _write(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all: the server hands it out at once."""
    temporary = path.with_suffix(".part")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def main(folder: Path) -> int:
    """Do the job and say what went wrong; gives the exit code."""
    try:
        work(folder)
    except AnimateMusicError as err:
        sentence = f"{err.message}; {err.hint}" if err.hint else err.message
        say("ERROR", error=sentence.replace(str(folder / "upload"), "the song"))
        return 1
    except MemoryError:
        say("ERROR", error="there is not enough memory for this song; send a shorter one")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
