"""Learn the letter-to-sound model from the pronouncing dictionary, or measure it.

``python -m aligner.pronounce.train`` writes the model that the package ships (about 30 seconds);
``python -m aligner.pronounce.train --evaluate`` learns from 95 % of the words and prints the
phone error rate on the others. The same dictionary gives the same bytes and the same numbers.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from aligner.pronounce.dictionary import Dictionary, Pronunciation, load_dictionary
from aligner.pronounce.graphones import LETTERS, Entry, Graphone, cut_entries
from aligner.pronounce.letter_to_sound import (
    END,
    MODEL_FILE,
    LetterToSound,
    load_model,
    save_model,
)
from aligner.pronounce.ngram import Trie, estimate

ORDER = 7
"""Graphones in the longest n-gram; 6, 8 and 9 give the same held-out error within 0.03 %."""

PRUNE = 0.5
"""Nats; see :func:`aligner.pronounce.ngram.estimate`. Saves 30 % of the n-grams at no cost."""

HELD_OUT = 0.05
"""Share of the words that ``--evaluate`` keeps from the training."""

SEED = 2008

Score = tuple[int, int]
"""Phones wrong (put in, left out, or taken for another), and phones in the reference."""


def spellings(dictionary: Dictionary) -> list[str]:
    """List the words a model can learn from: ``a`` to ``z`` alone, sorted.

    Words with an apostrophe stay out. Most are possessives, which the rules of
    :mod:`aligner.pronounce.words` make from their stems; among the held-out words they would
    flatter the model.
    """
    return sorted(word for word in dictionary.words() if not set(word) - set(LETTERS))


def train(dictionary: Dictionary, words: Sequence[str]) -> tuple[tuple[Graphone, ...], Trie]:
    """Learn from all pronunciations of some words of the dictionary."""
    entries: list[Entry] = [
        (word, phones) for word in words for phones in dictionary.pronunciations(word)
    ]
    cuts = cut_entries(entries)
    times = Counter(piece for cut in cuts for piece in cut)
    graphones = tuple(sorted(times, key=lambda piece: (-times[piece], piece.letter, piece.phones)))
    number = {piece: place for place, piece in enumerate(graphones, END + 1)}
    sequences = [[*(number[piece] for piece in cut), END] for cut in cuts]
    tokens = END + 1 + len(graphones)
    return graphones, estimate(sequences, tokens=tokens, order=ORDER, prune=PRUNE)


def split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words to learn from and words held out, by chance with a fixed seed."""
    shuffled = sorted(words)
    random.Random(SEED).shuffle(shuffled)
    held_out = round(len(shuffled) * HELD_OUT)
    return sorted(shuffled[held_out:]), sorted(shuffled[:held_out])


def edits(said: Pronunciation, reference: Pronunciation) -> int:
    """Count the fewest phones to put in, leave out or exchange (Levenshtein distance).

    >>> edits(("K", "AE", "T"), ("K", "AA", "R", "T"))
    2
    """
    row = list(range(len(reference) + 1))
    for i, phone in enumerate(said, 1):
        diagonal, row[0] = row[0], i
        for j, wanted in enumerate(reference, 1):
            changed = diagonal + (phone != wanted)
            diagonal = row[j]
            row[j] = min(changed, row[j] + 1, row[j - 1] + 1)
    return row[-1]


def score(said: Pronunciation, references: Sequence[Pronunciation]) -> Score:
    """Errors against the nearest pronunciation; among equally near ones, the shortest."""
    return min((edits(said, reference), len(reference)) for reference in references)


def evaluate(model: LetterToSound, dictionary: Dictionary, words: Sequence[str]) -> list[Score]:
    """Score the model on each word."""
    return [score(model.phones(word), dictionary.pronunciations(word)) for word in words]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m aligner.pronounce.train", description=__doc__)
    parser.add_argument("--evaluate", action="store_true", help="measure on held-out words")
    parser.add_argument("--out", type=Path, help="where to write the model")
    chosen = parser.parse_args(arguments)
    dictionary = load_dictionary()
    words = spellings(dictionary)
    learned_from, held_out = split(words) if chosen.evaluate else (words, [])
    graphones, trie = train(dictionary, learned_from)
    lines = [
        f"learned from {len(learned_from)} words: {len(graphones)} graphones, "
        f"n-grams by length {', '.join(map(str, trie.width))}"
    ]
    with TemporaryDirectory() as folder:
        # What is measured is what a file gives back, a little coarser than what was learned.
        unnamed = Path(folder) / MODEL_FILE.name if chosen.evaluate else MODEL_FILE
        out: Path = chosen.out or unnamed
        save_model(out, graphones, trie)
        lines.append(f"wrote {out.name}: {out.stat().st_size:,} bytes")
        if held_out:
            lines.append(_measured(load_model(out), dictionary, held_out))
    sys.stdout.write("\n".join(lines) + "\n")


def _measured(model: LetterToSound, dictionary: Dictionary, words: Sequence[str]) -> str:
    """Say in a line how well and how fast a model reads some words."""
    start = perf_counter()
    scores = evaluate(model, dictionary, words)
    seconds = perf_counter() - start
    wrong, phones = (sum(column) for column in zip(*scores, strict=True))
    return (
        f"held-out: {len(words)} words, {phones} phones, "
        f"phone error rate {wrong / phones:.2%}, "
        f"words not all right {sum(bad > 0 for bad, _ in scores) / len(words):.2%}, "
        f"{seconds / len(words) * 1000:.1f} ms a word"
    )


if __name__ == "__main__":
    main()
