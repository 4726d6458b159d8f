"""What a check has found, worst first; shaped like the findings of ``animatemusic rig check``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from media_core.timeline import Ms, Span

Severity = Literal["error", "warning", "note"]

_ORDER: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at or listen to.

    Attributes:
        code: short name, stable, for programs: ``black-frames``.
        severity: ``error`` (do not publish it), ``warning`` (looks or sounds wrong) or ``note``.
        where: the words, the line, or ``picture``, ``sound``, ``file``.
        text: one sentence.
        hint: what to do, or "".
        span: when, from the first frame of the video on; None for all of it.
    """

    code: str
    severity: Severity
    where: str
    text: str
    hint: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found.

    Attributes:
        path: of what was checked, as the user gave it.
        findings: errors first, then warnings, then notes; each in order of time.
        facts: what was measured, by name: plain numbers and texts.
    """

    path: str
    findings: tuple[Finding, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True if nothing speaks against publishing."""
        return not self.count("error")

    @property
    def warnings(self) -> int:
        """How many findings look or sound wrong."""
        return self.count("warning")

    def count(self, severity: Severity) -> int:
        """How many findings are that bad."""
        return sum(finding.severity == severity for finding in self.findings)


def report_of(
    path: str,
    findings: Iterable[Finding],
    facts: Mapping[str, Any],
    ignored: Collection[str] = (),
) -> Report:
    """Put findings in order: the worst first, findings of one kind together, in order of time."""
    kept = [finding for finding in dict.fromkeys(findings) if finding.code not in ignored]
    first: dict[tuple[str, str], Ms] = {}
    for finding in kept:
        kind = (finding.severity, finding.code)
        first[kind] = min(first.get(kind, _start(finding)), _start(finding))
    kept.sort(
        key=lambda found: (
            *(_ORDER.index(found.severity), first[found.severity, found.code], found.code),
            _start(found),
        )
    )
    return Report(path, tuple(kept), facts)


def _start(finding: Finding) -> Ms:
    return finding.span.start if finding.span is not None else Ms(-1)


CODES: dict[str, str] = {
    "audio-offset": "sound and picture do not begin together",
    "black-frames": "the picture is black",
    "clipping": "the sound is clipped, or its true peak is above full scale",
    "codec-tag": "the file calls its codec by a name that players do not know, or take for another",
    "colour-tags": "the file does not say its colours as players expect them",
    "cut-off": "the file ends before it says it does",
    "damaged": "pictures cannot be decoded",
    "doubtful-words": "the aligner was not sure of these lines",
    "frozen-picture": "nothing moves while somebody sings",
    "left-out-card": "there is no time for the title or the credits",
    "length-difference": "sound and picture are not equally long",
    "loudness": "too quiet, or louder than the platform plays it",
    "missing-glyphs": "no font has these characters",
    "mouth-in-silence": "the mouth moves and nothing is heard",
    "moov-at-the-end": "the index of the mp4 stands at its end",
    "no-licence": "nobody says who may use the rig",
    "no-sound": "there is no sound, or it is silent",
    "overlapping-words": "a word begins before the one before it has ended",
    "pixel-format": "pixels that many players do not show",
    "platform": "the platform takes it otherwise, or not",
    "reading-speed": "a line is gone before it can be read",
    "text-outside-frame": "captions leave the picture",
    "text-outside-safe-area": "captions lie where platforms put their buttons",
    "text-over-face": "captions lie over the face",
    "text-over-mouth": "captions lie over the mouth",
    "uneven-frames": "frames are missing, or not equally long",
    "voice-without-words": "somebody sings and no word is shown (needs the voice alone)",
    "word-without-time": "words have no time",
    "words-after-end": "words are sung after the video has ended",
    "words-in-silence": "words are shown where nothing is heard",
}
"""Every kind of finding. To add one, name it here; a test looks for codes that are missing."""
