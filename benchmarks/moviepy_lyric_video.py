"""The sample picture made with MoviePy 2, as its users make such videos; for benchmarks.rendering.

It runs in an environment of its own (MoviePy wants an older Pillow) and needs numpy and moviepy
only. Poses come ready: what is measured is MoviePy's putting together of pictures, not drawing.

Usage: moviepy_lyric_video.py POSES.npz OUT.mp4
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

SIZE = (1920, 1080)
WORDS = ("Paper", "boat,", "paper", "moon,")
WORD_SECONDS = 0.6


def main() -> None:
    """Write the video."""
    from moviepy import ColorClip, CompositeVideoClip, TextClip, VideoClip

    kept = np.load(sys.argv[1])
    pictures, order, moves, fps = (kept[name] for name in ("pictures", "order", "moves", "fps"))
    seconds = len(order) / float(fps)

    def index(moment: float) -> int:
        return min(int(moment * float(fps) + 1e-6), len(order) - 1)

    def colour(moment: float) -> Any:
        return pictures[order[index(moment)]][:, :, :3]

    def mask(moment: float) -> Any:
        return pictures[order[index(moment)]][:, :, 3] / 255.0

    def place(moment: float) -> tuple[float, float]:
        _tilt, x, y = moves[index(moment)]
        return SIZE[0] / 2 - pictures.shape[2] / 2 + float(x), 40 + float(y)

    head = VideoClip(colour, duration=seconds)
    head = head.with_mask(VideoClip(mask, is_mask=True, duration=seconds)).with_position(place)
    clips: list[Any] = [ColorClip(SIZE, (40, 40, 80), duration=seconds), head]
    at = 0.0
    while at < seconds:
        left = 560
        for word in WORDS:
            for colour_, start in (("white", at), ("#FFD35A", at + WORDS.index(word) * 0.6)):
                end = min(seconds, at + len(WORDS) * WORD_SECONDS)
                if start >= end:
                    continue
                text = TextClip(text=word, font_size=64, color=colour_, margin=(4, 16))
                clips.append(
                    text.with_position((left, 900)).with_start(start).with_duration(end - start)
                )
            left += 24 + text.size[0]
        at += len(WORDS) * WORD_SECONDS
    video = CompositeVideoClip(clips, size=SIZE)
    video.write_videofile(
        sys.argv[2],
        fps=float(fps),
        codec="libx264",
        preset="veryfast",
        ffmpeg_params=["-crf", "18"],
        audio=False,
        logger=None,
    )


if __name__ == "__main__":
    main()
