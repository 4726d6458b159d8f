"""The two pages for people: a form, and what became of a song. Pure; no scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "textarea,audio{width:100%}label{display:block;margin:.8rem 0}"
    "td{padding:0 1rem 0 0}.lost{color:#777}"
)


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    again = '<meta http-equiv="refresh" content="2">' if refresh else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"{again}<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def front(most: int) -> str:
    """The form.

    Args:
        most: bytes that a song may have.
    """
    return _page(
        "animatemusic, Gentle-compatible",
        "<h1>When is each word sung?</h1>"
        "<p>The aligner of animatemusic, spoken to as Gentle is. Nothing leaves this machine.</p>"
        '<form action="/transcriptions" method="post" enctype="multipart/form-data">'
        '<label>Song <input type="file" name="audio" accept="audio/*,video/*" required></label>'
        '<label>Lyrics <textarea name="transcript" rows="14" required></textarea></label>'
        '<label><input type="checkbox" name="conservative" value="yes"> '
        "Leave out words that are not sure</label>"
        "<button>Align</button></form>"
        f"<p>Up to {most >> 20} MB. From a shell:</p>"
        "<pre>curl -F audio=@song.mp3 -F transcript=@lyrics.txt "
        "'http://localhost:8765/transcriptions?async=false'</pre>",
    )


def job(uid: str, status: Mapping[str, object], words: Sequence[Mapping[str, object]]) -> str:
    """What is known of a job; it asks again by itself until the job is finished.

    Args:
        uid: of the job.
        status: as in ``status.json``.
        words: as in ``align.json``, if it is done.
    """
    state = str(status.get("status", ""))
    if state == "ERROR":
        said = escape(str(status.get("error", "")))
        return _page(
            "Not aligned", f'<h1>Not aligned</h1><p>{said}</p><p><a href="/">Again</a></p>'
        )
    if state != "OK":
        percent = status.get("percent")
        share = f" {percent:.0%}" if isinstance(percent, float) else ""
        said = escape(f"{state.capitalize() or 'Waiting'}{share}")
        more = escape(str(status.get("message", "")))
        return _page("Aligning", f"<h1>{said}</h1><p>{more}</p>", refresh=True)
    rows = "".join(_row(word) for word in words)
    return _page(
        "Aligned",
        '<h1>Aligned</h1><audio controls src="a.wav"></audio>'
        '<p><a href="align.json">align.json</a> <a href="align.csv">align.csv</a> '
        f'<a href="/zip/{escape(uid)}.zip">all as zip</a> <a href="/">Another song</a></p>'
        f"<table>{rows}</table>",
    )


def _row(word: Mapping[str, object]) -> str:
    start, end = word.get("start"), word.get("end")
    text = escape(str(word.get("word", "")))
    if not isinstance(start, float) or not isinstance(end, float):
        return f'<tr class="lost"><td>{text}</td><td>not found</td></tr>'
    return f"<tr><td>{text}</td><td>{start:.2f}</td><td>{end:.2f}</td></tr>"
