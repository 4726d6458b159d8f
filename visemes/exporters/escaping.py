"""Foreign text inside of other languages: whatever a song is called, it stays a name."""

from __future__ import annotations

import json
import re
from xml.sax.saxutils import escape

# What XML 1.0 cannot hold at all, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_XML_QUOTES = {'"': "&quot;", "'": "&apos;"}
_XML_BLANKS = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def xml_text(text: str) -> str:
    """Text between two tags.

    >>> xml_text("<Rock & Roll>")
    '&lt;Rock &amp; Roll&gt;'
    """
    return escape(_NOT_XML.sub("\ufffd", text), {**_XML_QUOTES, "\n": "&#10;", "\r": "&#13;"})


def xml_attribute(text: str) -> str:
    """The value of an attribute, without its quotes; a line break stays one."""
    return escape(_NOT_XML.sub("\ufffd", text), {**_XML_QUOTES, **_XML_BLANKS})


def js_string(text: str) -> str:
    r"""A string of JavaScript (ECMAScript 3), with its quotes: plain ASCII without line breaks.

    >>> print(js_string('"); app.quit(); //'))
    "\"); app.quit(); \/\/"
    """
    return json.dumps(text, ensure_ascii=True).replace("/", "\\/")


def godot_string(text: str) -> str:
    r"""A string of Godot's text resources, with its quotes.

    Source of the escapes:
    https://docs.godotengine.org/en/stable/contributing/development/file_formats/tscn.html and the
    string literals of GDScript.

    >>> print(godot_string('say "moon"'))
    "say \"moon\""
    """
    safe = "".join(_GODOT.get(char) or _godot_char(char) for char in text)
    return f'"{safe}"'


_GODOT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _godot_char(char: str) -> str:
    if char == "\x00" or "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return f"\\u{ord(char):04x}" if ord(char) < 32 or 127 <= ord(char) < 160 else char


def whole_characters(text: str) -> str:
    """Text that every reader of JSON takes: half a surrogate pair comes from file names only."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def path_line(text: str) -> str:
    r"""A path for formats made of lines: blanks stay, as they are part of its name.

    >>> path_line("My  Songs/Paper\nMoon.wav")
    'My  Songs/Paper Moon.wav'
    """
    return "".join(c if c.isprintable() else " " for c in text)


def one_line(text: str) -> str:
    r"""Text for formats made of lines: breaks and control characters become blanks.

    >>> one_line("Paper\nMoon")
    'Paper Moon'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
