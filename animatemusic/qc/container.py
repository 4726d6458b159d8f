"""What a file tells of itself: lengths, colours, pixels, and what players expect of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from animatemusic.qc.findings import Finding
from animatemusic.qc.footage import Watched
from media_core.timeline import Ms, Span
from render.presets import Preset

EARLY = Fraction(45, 1000)
LATE = Fraction(125, 1000)
"""Seconds by which sound may be early or late before it is noticed: ITU-R BT.1359-1, "Relative
timing of sound and vision for broadcasting", thresholds of detectability."""

SHORT = Fraction(1, 4)
"""Seconds by which a file may be shorter than it says; headers are rounded."""

HD = 720
"""Lines from which on players take BT.709 for what a file does not say."""

BT709, UNSAID = 1, 2
_MATRICES = {0: "RGB", 4: "FCC", 5: "BT.601", 6: "BT.601", 7: "SMPTE 240M", 9: "BT.2020"}
"""ITU-T H.273, table 4."""

USUAL_PIXELS = ("yuv420p", "yuvj420p")
DEEP_PIXELS = ("yuv420p10le",)
"""What H.265, AV1 and VP9 show as well."""

_PRORES_422 = ("apco", "apcs", "apcn", "apch")
_PRORES_4444 = ("ap4h", "ap4x")
_LETTERS: dict[str, tuple[str, ...]] = {
    "h264": ("avc1",),
    "hevc": ("hvc1",),
    "av1": ("av01",),
    "vp9": ("vp09",),
}
"""The four letters that players of mp4 and mov know a codec by. ISO/IEC 14496-15 (H.264 and H.265;
Apple's HLS authoring specification, 1.10, asks for hvc1: QuickTime, Safari and iOS show no picture
of hev1), the AV1 and VP9 bindings for ISO base media files; ProRes: SMPTE RDD 36, and Apple's
list of QuickTime codec types."""

_EDITING = frozenset({"prores", "qtrle", "png", "ffv1", "dnxhd", "rawvideo"})


def file_findings(video: Watched, preset: Preset | None = None) -> Iterator[Finding]:
    """Look at what a file says of itself.

    Args:
        video: the file.
        preset: for which platform it is, if that is known.
    """
    yield from _cut_off(video)
    yield from _offset(video)
    yield from _lengths(video)
    yield from _letters(video)
    if not video.animated_picture:
        yield from _pixels(video)
        yield from _colours(video)
    if video.index_last:
        yield Finding(
            "moov-at-the-end",
            "warning",
            "file",
            "the index of the file stands at its end, so that web players load all of it first",
            "write it with +faststart (YouTube asks for it, too)",
        )
    if preset is not None:
        yield from _platform(video, preset)


def _offset(video: Watched) -> Iterator[Finding]:
    """Sound that begins elsewhere than the picture."""
    if video.sound is None:
        return
    late = float(video.sound.start) - video.begins
    if abs(late) <= 0.5 / float(video.fps):
        return
    word = "after" if late > 0 else "before"
    seen = not -EARLY <= late <= LATE
    yield Finding(
        "audio-offset",
        "error" if seen else "warning",
        "sound",
        f"the sound begins {1000 * abs(late):.0f} ms {word} the picture",
        "lips and words are off by as much" if seen else "",
    )


def _lengths(video: Watched) -> Iterator[Finding]:
    """Sound and pictures that end at different times.

    The last frame may outlast the sound by a frame, and the last packet of sound the picture by
    a packet; that is no fault. Where they do not begin together, lengths are compared.
    """
    if video.sound is None:
        return
    sound, picture = float(video.sound.end), video.end
    late = float(video.sound.start) - video.begins
    if abs(late) > 0.5 / float(video.fps):
        sound -= late
    slack = 1 / float(video.fps) + video.sound.packet / video.sound.rate
    apart = sound - picture
    if abs(apart) <= slack:
        return
    longer = "longer" if apart > 0 else "shorter"
    seen = abs(apart) > LATE
    first, last = sorted(max(0, round(1000 * (end - video.begins))) for end in (sound, picture))
    yield Finding(
        "length-difference",
        "error" if seen else "warning",
        "sound",
        f"the sound is {abs(apart):.2f} s {longer} than the picture "
        f"({sound - video.begins:.2f} s, {picture - video.begins:.2f} s)",
        "do the last words still fit their mouths? then cut what is too long"
        if seen
        else "cut what is too long",
        Span(Ms(first), Ms(max(first + 1, last))),
    )


def _cut_off(video: Watched) -> Iterator[Finding]:
    ends = max(video.end, float(video.sound.end) if video.sound is not None else 0.0)
    if video.said is None or video.said - ends + min(0.0, video.begins) <= SHORT:
        return
    yield Finding(
        "cut-off",
        "error",
        "file",
        f"the file says that it lasts {video.said:.2f} s, and ends after {ends:.2f} s",
        "it was not copied or rendered to its end",
    )


def _letters(video: Watched) -> Iterator[Finding]:
    """Names of codecs, and of transparency, that players go by."""
    known: tuple[str, ...] = _LETTERS.get(video.codec, ())
    if video.codec == "prores":
        known = _PRORES_4444 if "444" in video.pixels else _PRORES_422
    if "mp4" in video.container and known and video.letters not in known:
        yield Finding(
            "codec-tag",
            "error" if video.codec == "hevc" else "warning",
            "file",
            f"the file calls its codec {video.letters or 'nothing'}, and players know "
            f"{video.codec} of this kind as {' or '.join(known)}",
            "QuickTime, Safari and iOS show no picture; write it with the tag hvc1"
            if video.codec == "hevc"
            else "write the file anew with that tag",
        )
    if video.hidden_alpha:
        yield Finding(
            "codec-tag",
            "warning",
            "file",
            "the file has transparency and does not tell of it (AlphaMode), so that browsers show "
            "it without",
            "write the file anew",
        )


def _pixels(video: Watched) -> Iterator[Finding]:
    if video.alpha or video.codec in _EDITING:
        yield Finding(
            "pixel-format",
            "note",
            "picture",
            f"the file is for editors ({video.codec}, {video.pixels}), not for platforms",
            "render an mp4 to publish it",
        )
        return
    usual = USUAL_PIXELS if video.codec == "h264" else USUAL_PIXELS + DEEP_PIXELS
    if video.pixels not in usual:
        yield Finding(
            "pixel-format",
            "warning",
            "picture",
            f"its pixels are {video.pixels}, which phones and browsers may not show",
            "export it as yuv420p",
        )
    if not video.square:
        yield Finding(
            "pixel-format",
            "warning",
            "picture",
            "its pixels are not square, and some players show it narrow or wide",
            "export it with square pixels",
        )
    if video.interlaced:
        yield Finding(
            "pixel-format",
            "warning",
            "picture",
            "its frames are interlaced, and what moves has combs",
            "export it progressive",
        )


def _colours(video: Watched) -> Iterator[Finding]:
    if video.alpha or video.pixels.startswith(("rgb", "gbr", "bgr")):
        return
    large = min(video.size) >= HD
    if video.matrix == UNSAID:
        yield Finding(
            "colour-tags",
            "note" if large else "warning",
            "picture",
            "the file does not say how its colours are meant"
            + (", and players guess BT.709" if large else ", and players guess, each its own"),
            "export it with the tags of BT.709",
        )
    elif video.matrix != BT709:
        name = _MATRICES.get(video.matrix, f"matrix {video.matrix}")
        yield Finding(
            "colour-tags",
            "warning",
            "picture",
            f"its colours are {name}; players that expect BT.709 show them shifted",
            "export it as BT.709",
        )
    if video.full_range:
        yield Finding(
            "colour-tags",
            "warning",
            "picture",
            "its blacks are 0 and not 16 (full range), which some players show too dark",
            "export it in the range of TV",
        )


def _platform(video: Watched, preset: Preset) -> Iterator[Finding]:
    """What a platform wants; where from is said in ``render/presets.toml``."""
    length = video.end - video.begins
    if preset.seconds and length > preset.seconds + 0.5 / float(video.fps):
        yield Finding(
            "platform",
            "error",
            "file",
            f"it lasts {length:.1f} s; {preset.title} takes {preset.seconds} s",
            "render a part with --range",
        )
    width, height = video.size
    if width * preset.size[1] != height * preset.size[0]:
        yield Finding(
            "platform",
            "warning",
            "picture",
            f"the picture is {width} x {height}; {preset.title} is "
            f"{preset.size[0]} x {preset.size[1]}",
            "render it in that shape: it is laid out anew",
        )
    elif width < preset.size[0]:
        yield Finding(
            "platform",
            "warning",
            "picture",
            f"the picture is {width} x {height}, smaller than {preset.title} wants it "
            f"({preset.size[0]} x {preset.size[1]})",
            "render it larger",
        )
