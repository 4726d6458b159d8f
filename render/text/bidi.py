"""Which way each character runs: the Unicode bidirectional algorithm (UAX #9, Unicode 15.1).

Written anew, because the libraries that do it are under the LGPL or need the system's FriBidi. The
rules keep the names that the annex gives them. Tests hold it against Unicode's own (BidiTest and
BidiCharacterTest) and against another implementation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby

MAX_DEPTH = 125
"""Deepest level of embedding (BD2)."""

_STRONG = {"L": 0, "R": 1, "AL": 1}
_EMBEDDINGS = {"RLE": 1, "LRE": 0, "RLO": 1, "LRO": 0}
_ISOLATES = {"RLI": 1, "LRI": 0, "FSI": -1}
_REMOVED = frozenset(("RLE", "LRE", "RLO", "LRO", "PDF", "BN"))
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "RLI", "LRI", "FSI", "PDI"))
_RIGHTWARD = frozenset(("L", "EN", "ES", "ET", "CS", "NSM", "ON", "WS", "S", "B"))
"""A text of these alone, as most are, has no embedding at all."""

_OPEN_BRACKETS = 63
"""Depth of the stack of brackets; beyond it no pair of the run is looked at (BD16)."""


def base_level(text: str) -> int:
    """0 for a text that begins from the left, 1 from the right: its first strong letter says.

    >>> base_level("(1) shalom"), base_level("(1) \u05e9\u05dc\u05d5\u05dd")
    (0, 1)
    """
    return max(0, _first_strong(_classes(text), 0))


def levels(text: str, base: int | None = None) -> tuple[int, ...]:
    """The level of each character of one paragraph: even runs to the right, odd to the left.

    Args:
        text: one line.
        base: level of the paragraph; found by its first strong letter if None.

    >>> levels("ab \u05d0\u05d1")
    (0, 0, 0, 1, 1)
    """
    classes = _classes(text)
    if base is None:
        base = max(0, _first_strong(classes, 0))
    if base == 0 and _RIGHTWARD.issuperset(classes):
        return (0,) * len(text)
    found, kinds = _explicit(classes, base)
    for run in _isolating_runs(classes, found, base):
        _resolve(text, classes, run, found, kinds)
    before = base
    for index, kind in enumerate(classes):
        if kind in _REMOVED:  # shown as nothing; it goes with its neighbour
            found[index] = before
        before = found[index]
    _reset_ends(classes, found, base)
    return tuple(found)


def visual_order(levels_of_runs: Sequence[int]) -> list[int]:
    """Indices of runs from left to right (rule L2).

    >>> visual_order([0, 1, 2, 1, 0])
    [0, 3, 2, 1, 4]
    """
    order = list(range(len(levels_of_runs)))
    highest = max(levels_of_runs, default=0)
    lowest_odd = min((level for level in levels_of_runs if level % 2), default=highest + 1)
    for level in range(highest, lowest_odd - 1, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels_of_runs[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    return order


def _classes(text: str) -> list[str]:
    return [unicodedata.bidirectional(ch) or "L" for ch in text]


def _first_strong(classes: Sequence[str], start: int) -> int:
    """Level of the first strong character outside of isolates (P2, P3); -1 if there is none."""
    depth = 0
    for kind in classes[start:]:
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and start:
                return -1
            depth = max(0, depth - 1)
        elif kind in _STRONG and depth == 0:
            return _STRONG[kind]
    return -1


def _explicit(classes: Sequence[str], base: int) -> tuple[list[int], list[str]]:
    """Levels that marks in the text ask for (X1 to X8), and classes as overrides change them."""
    found, kinds = [base] * len(classes), list(classes)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    lost_isolates = lost_embeddings = valid = 0
    for index, kind in enumerate(classes):
        level, override, _isolate = stack[-1]
        if kind in _EMBEDDINGS or kind in _ISOLATES:
            way = _EMBEDDINGS.get(kind, _ISOLATES.get(kind, 0))
            if way < 0:
                way = max(0, _first_strong(classes, index + 1))
            isolate = kind in _ISOLATES
            found[index] = level
            if isolate and override:
                kinds[index] = override
            deeper = level + 1 if (level + 1) % 2 == way else level + 2
            if deeper <= MAX_DEPTH and not lost_isolates and not lost_embeddings:
                valid += isolate
                forced = ("L", "R")[way] if kind in ("RLO", "LRO") else ""
                stack.append((deeper, forced, isolate))
            elif isolate:
                lost_isolates += 1
            elif not lost_isolates:
                lost_embeddings += 1
        elif kind == "PDI":
            if lost_isolates:
                lost_isolates -= 1
            elif valid:
                lost_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid -= 1
            level, override, _isolate = stack[-1]
            found[index] = level
            kinds[index] = override or kind
        elif kind == "PDF":
            found[index] = level
            if lost_isolates:
                continue
            if lost_embeddings:
                lost_embeddings -= 1
            elif not stack[-1][2] and len(stack) > 1:
                stack.pop()
        elif kind == "B":
            found[index] = base
        else:
            found[index] = level
            if override and kind != "BN":
                kinds[index] = override
    return found, kinds


_Run = tuple[list[int], str, str]
"""Indices of an isolating run sequence, and the classes at its start and end (X10)."""


def _isolating_runs(classes: Sequence[str], found: Sequence[int], base: int) -> list[_Run]:
    kept = [i for i, kind in enumerate(classes) if kind not in _REMOVED]
    pieces = [list(group) for _level, group in groupby(kept, key=lambda i: found[i])]
    partner = _matching(classes)
    starts = {piece[0]: piece for piece in pieces}
    place = {index: at for at, index in enumerate(kept)}
    closing = {close for close in partner.values() if close in starts}
    runs: list[_Run] = []
    for piece in pieces:
        if piece[0] in closing:
            continue  # it goes on where its isolate was opened
        whole = list(piece)
        while whole[-1] in partner and partner[whole[-1]] in starts:
            whole += starts[partner[whole[-1]]]
        level = found[whole[0]]
        at = place[whole[0]]
        before = found[kept[at - 1]] if at else base
        after_at = place[whole[-1]] + 1
        open_end = classes[whole[-1]] in _ISOLATES
        after = base if open_end or after_at == len(kept) else found[kept[after_at]]
        runs.append((whole, "LR"[max(level, before) % 2], "LR"[max(level, after) % 2]))
    return runs


def _matching(classes: Sequence[str]) -> dict[int, int]:
    """Where each isolate is closed (BD9)."""
    waiting: list[int] = []
    partner: dict[int, int] = {}
    for index, kind in enumerate(classes):
        if kind in _ISOLATES:
            waiting.append(index)
        elif kind == "PDI" and waiting:
            partner[waiting.pop()] = index
    return partner


def _resolve(
    text: str, classes: Sequence[str], run: _Run, found: list[int], kinds: Sequence[str]
) -> None:
    """Levels of one run, by what its characters are and stand next to (W, N and I)."""
    indices, before, after = run
    local = [kinds[i] for i in indices]
    level = found[indices[0]]
    _weak(local, before)
    _brackets([text[i] for i in indices], [classes[i] for i in indices], local, before, level)
    _neutral(local, before, after, level)
    for index, kind in zip(indices, local, strict=True):  # I1, I2
        if level % 2 == 0:
            found[index] += {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
        else:
            found[index] += kind in ("L", "EN", "AN")


def _weak(kinds: list[str], before: str) -> None:
    """Numbers and what belongs to them (W1 to W7)."""
    strong, previous = before, before
    for i, kind in enumerate(kinds):  # W1, W2, W3
        if kind == "NSM":
            kind = "ON" if previous in (*_ISOLATES, "PDI") else previous
            kinds[i] = kind
        previous = kind
    for i, kind in enumerate(kinds):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, len(kinds) - 1):  # W4
        a, kind, b = kinds[i - 1 : i + 2]
        if a == b and ((kind in ("ES", "CS") and a == "EN") or (kind == "CS" and a == "AN")):
            kinds[i] = a
    at = 0
    for kind, group in groupby(list(kinds)):  # W5
        length = len(list(group))
        end = at + length
        beside = (kinds[at - 1 : at] or [""])[0], (kinds[end : end + 1] or [""])[0]
        if kind == "ET" and "EN" in beside:
            kinds[at:end] = ["EN"] * length
        at = end
    kinds[:] = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]  # W6
    strong = before
    for i, kind in enumerate(kinds):  # W7
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _brackets(
    text: Sequence[str], classes: Sequence[str], kinds: list[str], before: str, level: int
) -> None:
    """Both brackets of a pair run the same way (N0)."""
    inner = "LR"[level % 2]
    for start, end in _pairs(text, kinds):
        seen = {_as_strong(kind) for kind in kinds[start + 1 : end]} - {""}
        if inner in seen:
            way = inner
        elif seen:
            context = next((s for k in reversed(kinds[:start]) if (s := _as_strong(k))), before)
            way = context if context in seen else inner
        else:
            continue
        for place in (start, end):
            kinds[place] = way
            after = place + 1
            while after < len(kinds) and classes[after] == "NSM":
                kinds[after] = way
                after += 1


def _pairs(text: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Brackets that belong together, in order of the first (BD16)."""
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for i, ch in enumerate(text):
        if kinds[i] != "ON":
            continue
        if (closing := _closing(ch)) is not None:
            if len(stack) == _OPEN_BRACKETS:
                return []
            stack.append((closing, i))
            continue
        alike = unicodedata.normalize("NFC", ch)
        for depth in range(len(stack) - 1, -1, -1):
            if stack[depth][0] == alike:
                pairs.append((stack[depth][1], i))
                del stack[depth:]
                break
    return sorted(pairs)


_APART = {
    0x5B: 0x5D,
    0x7B: 0x7D,
    0xFF3B: 0xFF3D,
    0xFF5B: 0xFF5D,
    0x298D: 0x2990,
    0x298F: 0x298E,
}
"""The brackets whose partner is not the next character (BidiBrackets.txt)."""


@cache
def _closing(ch: str) -> str | None:
    """The bracket that closes this one; None if it opens none."""
    if unicodedata.category(ch) != "Ps" or not unicodedata.mirrored(ch):
        return None
    code = ord(ch)
    other = chr(_APART.get(code, code + 1))
    if unicodedata.category(other) != "Pe" or not unicodedata.mirrored(other):
        return None
    return unicodedata.normalize("NFC", other)


def _as_strong(kind: str) -> str:
    """How a class counts beside neutrals: numbers count as R."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _neutral(kinds: list[str], before: str, after: str, level: int) -> None:
    """What is neutral goes with its neighbours if they agree, else with the run (N1, N2)."""
    at = 0
    for neutral, group in groupby(list(kinds), key=lambda kind: kind in _NEUTRAL):
        end = at + len(list(group))
        if neutral:
            left = _as_strong(kinds[at - 1]) if at else before
            right = _as_strong(kinds[end]) if end < len(kinds) else after
            kinds[at:end] = [left if left == right else "LR"[level % 2]] * (end - at)
        at = end


def _reset_ends(classes: Sequence[str], found: list[int], base: int) -> None:
    """Blanks at the end of the line, and before a tab, stand as the paragraph runs (L1)."""
    blank = (*_REMOVED, *_ISOLATES, "PDI", "WS")
    trailing = True
    for index in range(len(classes) - 1, -1, -1):
        kind = classes[index]
        if kind in ("B", "S"):
            found[index], trailing = base, True
        elif trailing and kind in blank:
            found[index] = base
        else:
            trailing = False
