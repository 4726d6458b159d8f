"""An n-gram model over sequences of small numbers: interpolated, modified Kneser-Ney.

Estimation only; what reads the result is :mod:`aligner.pronounce.letter_to_sound`.

Sources: R. Kneser and H. Ney, "Improved backing-off for m-gram language modeling", ICASSP 1995;
S. F. Chen and J. Goodman, "An empirical study of smoothing techniques for language modeling",
Harvard TR-10-98 (1998), section 3 (three discounts per order, estimated from counts of counts);
K. Seymore and R. Rosenfeld, "Scalable backoff language models", ICSLP 1996 (weighted-difference
pruning).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.integer[Any]]

START = 0
"""The token before every sequence; it is a context only and never predicted."""


@dataclass(slots=True)
class _Order:
    """All n-grams of one length, sorted by (prefix, last token)."""

    token: Ints  # the last token
    prefix: Ints  # place of the n-gram without its last token, one order down
    suffix: Ints  # place of the n-gram without its first token, one order down
    seen: Ints  # times it occurs
    count: Floats  # what Kneser-Ney counts: kinds of tokens before it, or times at the start


@dataclass(frozen=True, slots=True)
class Trie:
    """A pruned model as a tree: the path to a node is an n-gram, oldest token first.

    Nodes lie order by order, in each order by (parent, token), so the children of a node lie
    together. The first ``width[0]`` nodes are the single tokens, at the place of their number.

    Attributes:
        width: nodes of each order.
        token: last token of each node.
        children: how many children each node has.
        log_prob: natural logarithm of the token's probability after the rest of the path.
        log_backoff: natural logarithm of the share that the node, as a context, leaves to its
            suffix; 0 for a node without children.
    """

    width: tuple[int, ...]
    token: Ints
    children: Ints
    log_prob: Floats
    log_backoff: Floats


def estimate(sequences: Sequence[Sequence[int]], *, tokens: int, order: int, prune: float) -> Trie:
    """Estimate a model.

    Args:
        sequences: tokens ``1 .. tokens - 1``, each sequence with its own end token.
        tokens: how many tokens there are, :data:`START` included.
        order: length of the longest n-gram.
        prune: an n-gram is dropped when doing without it costs the training text less than this
            (in nats); 0 keeps everything.
    """
    orders = _count(sequences, tokens, order)
    discounts = [_discounts(o.count[o.token != START]) for o in orders]
    keep = [np.ones(len(o.token), bool) for o in orders]
    for k in range(order - 1, 0, -1):
        prob, share = _probabilities(orders, discounts, keep, tokens)
        o = orders[k]
        without = share[k - 1][o.prefix] * prob[k - 1][o.suffix]
        keep[k] = o.seen * (np.log(prob[k]) - np.log(without)) >= prune
        if k + 1 < order:  # a context that something kept stands on
            keep[k][orders[k + 1].prefix[keep[k + 1]]] = True
    prob, share = _probabilities(orders, discounts, keep, tokens)
    return _tree(orders, keep, prob, share)


def _count(sequences: Sequence[Sequence[int]], tokens: int, order: int) -> list[_Order]:
    """Count all n-grams up to a length; none reaches over the end of a sequence."""
    text = np.array([t for sequence in sequences for t in (START, *sequence)], np.int64)
    starts = np.flatnonzero(text == START)
    place = np.arange(len(text)) - np.repeat(starts, np.diff(np.append(starts, len(text))))
    orders: list[_Order] = []
    ends_here = text.copy()  # which n-gram of the order before ends at each place of the text
    for k in range(order):
        at = np.flatnonzero(place >= k)
        before = np.zeros(len(at), np.int64) if k == 0 else ends_here[at - 1]
        key = before * tokens + text[at]
        if k == 0:
            unique, inverse = np.arange(tokens), text[at]
            suffix = np.zeros(tokens, np.int64)
        else:
            unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
            suffix = ends_here[at[first]]
            kinds = np.bincount(suffix, minlength=len(orders[-1].token))
            # Only what stands at the start of a sequence has nothing before it.
            orders[-1].count = np.where(kinds > 0, kinds, orders[-1].seen).astype(np.float64)
        seen = np.bincount(inverse, minlength=len(unique))
        prefix, token = np.divmod(unique, tokens)
        orders.append(_Order(token, prefix, suffix, seen, seen.astype(np.float64)))
        ends_here = np.full(len(text), -1)
        ends_here[at] = inverse
    orders[0].count[START] = 0.0
    return orders


def _discounts(counts: Floats) -> Floats:
    """Find what to take from a count of 0, 1, 2 and 3 or more (Chen and Goodman, equation 26)."""
    n1, n2, n3, n4 = (max(1.0, float(np.count_nonzero(counts == c))) for c in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    found = np.array([0.0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
    least, most = np.array([0.0, 0.05, 0.05, 0.05]), np.array([0.0, 0.95, 1.9, 2.85])
    kept: Floats = np.minimum(np.maximum(found, least), most)
    return kept


def _probabilities(
    orders: list[_Order], discounts: list[Floats], keep: list[npt.NDArray[np.bool_]], tokens: int
) -> tuple[list[Floats], list[Floats]]:
    """Interpolated probability of every n-gram, and the share every context leaves over.

    A dropped n-gram gives its whole count to the shorter ones, so every distribution still sums
    to one; its own probability is the backed-off one.
    """
    prob: list[Floats] = []
    share: list[Floats] = []
    for k, (o, discount) in enumerate(zip(orders, discounts, strict=True)):
        taken = np.where(keep[k], discount[np.minimum(o.count, 3).astype(np.int64)], o.count)
        if k == 0:
            total = float(o.count.sum())
            rest = float(taken.sum()) / total / (tokens - 1)
            prob.append((o.count - taken) / total + rest)
            continue
        contexts = len(orders[k - 1].token)
        whole = np.bincount(o.prefix, o.count, minlength=contexts)
        left = np.bincount(o.prefix, taken, minlength=contexts)
        share.append(np.divide(left, whole, out=np.ones(contexts), where=whole > 0))
        prob.append((o.count - taken) / whole[o.prefix] + share[-1][o.prefix] * prob[-1][o.suffix])
    share.append(np.ones(len(orders[-1].token)))
    return prob, share


def _tree(
    orders: list[_Order],
    keep: list[npt.NDArray[np.bool_]],
    prob: list[Floats],
    share: list[Floats],
) -> Trie:
    """Lay out what is kept; a context none of whose n-grams is kept backs off for free."""
    children = []
    for k, o in enumerate(orders):
        count = np.zeros(len(o.token), np.int64)
        if k + 1 < len(orders):
            above = orders[k + 1]
            count = np.bincount(above.prefix[keep[k + 1]], minlength=len(o.token))
        children.append(count[keep[k]])
        share[k] = np.where(count > 0, share[k], 1.0)
    return Trie(
        width=tuple(int(np.count_nonzero(kept)) for kept in keep),
        token=np.concatenate([o.token[kept] for o, kept in zip(orders, keep, strict=True)]),
        children=np.concatenate(children),
        log_prob=np.concatenate([np.log(p[kept]) for p, kept in zip(prob, keep, strict=True)]),
        log_backoff=np.concatenate([np.log(s[kept]) for s, kept in zip(share, keep, strict=True)]),
    )
