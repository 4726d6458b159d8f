"""A report as text for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby
from typing import Any

from animatemusic.qc.findings import Finding, Report
from media_core.timeline import Ms, Span

MOST_OF_A_KIND = 12
"""Findings of one kind that are printed; JSON has all."""


def text_of(report: Report, *, quiet: bool = False) -> str:
    """What was measured, then the findings, the worst first; "" if there is nothing to say.

    Args:
        report: what was found.
        quiet: leave out what was measured, and notes.
    """
    lines = [] if quiet else [f"{report.path}: {told}" for told in _facts(report.facts)]
    for (severity, code), group in groupby(report.findings, lambda f: (f.severity, f.code)):
        if quiet and severity == "note":
            continue
        found = list(group)
        shown = found[:MOST_OF_A_KIND]
        following = [*(finding.hint for finding in shown[1:]), ""]
        for finding, after in zip(shown, following, strict=True):
            lines.append(f"{severity}: {_when(finding)}{finding.text}  [{code}]")
            if finding.hint and finding.hint != after:
                lines.append(f"    {finding.hint}")
        if len(found) > MOST_OF_A_KIND:
            lines.append(f"{severity}: {len(found) - MOST_OF_A_KIND} more like these  [{code}]")
    if not quiet:
        lines.append(_summary(report))
    return "\n".join(lines) + "\n" if lines else ""


def json_of(report: Report) -> str:
    """The report for programs; times are milliseconds from the first frame on, or null."""
    table: dict[str, Any] = {"path": report.path, "ok": report.ok, **report.facts}
    table["findings"] = [
        {
            "code": finding.code,
            "severity": finding.severity,
            "where": finding.where,
            "text": finding.text,
            "hint": finding.hint,
            "start": finding.span.start if finding.span is not None else None,
            "end": finding.span.end if finding.span is not None else None,
        }
        for finding in report.findings
    ]
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def moment(ms: Ms) -> str:
    """A moment as people write it, to the hundredth, rounded down.

    >>> moment(Ms(83_459))
    '1:23.45'
    """
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000 // 10:02d}"


def _when(finding: Finding) -> str:
    return "" if finding.span is None else f"{_stretch(finding.span)}  "


def _stretch(span: Span) -> str:
    begin, end = moment(span.start), moment(span.end)
    return begin if begin == end else f"{begin}-{end}"


def _rate(fps: str) -> str:
    """Frames a second as people write them.

    >>> _rate("30"), _rate("30000/1001")
    ('30', '29.97')
    """
    return f"{float(Fraction(fps)):.3f}".rstrip("0").rstrip(".")


def _summary(report: Report) -> str:
    counts = [(report.count("error"), "error"), (report.count("warning"), "warning")]
    said = [f"{count} {name}{'s' * (count != 1)}" for count, name in counts if count]
    return ", ".join(said) if said else "nothing is wrong with it"


def _facts(facts: Mapping[str, Any]) -> list[str]:
    """What was measured, a line for each thing."""
    lines = []
    if (video := facts.get("video")) is not None:
        width, height = video["size"]
        seconds = moment(Ms(round(1000 * video["seconds"])))
        lines.append(
            f"{video['codec']} {width}x{height}, {_rate(video['fps'])} fps, "
            f"{video['frames']} frames, "
            f"{seconds}, {video['pixels']}"
        )
    if (sound := facts.get("sound")) is not None:
        track = f"{sound['codec']}, {sound['rate']} Hz, " if "codec" in sound else ""
        loud = "silent"
        if sound.get("lufs") is not None:
            loud = f"{sound['lufs']:.1f} LUFS"
            if sound["true_peak"] is not None:
                loud += f", true peak {sound['true_peak']:+.1f} dBTP"
        lines.append(f"sound: {track}{loud}")
    if (words := facts.get("words")) is not None:
        lines.append(f"words: {words['words']} in {words['lines']} lines, from {words['from']}")
    for film in facts.get("films", ()):
        width, height = film["size"]
        lines.append(f"film: {width}x{height}, {film['rig']}, captions {film['style']}")
    for part in facts.get("videos", ()):
        lines += [f"{part['path']}: {told}" for told in _facts(part)]
    return lines
