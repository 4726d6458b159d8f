"""Training finds what is planted, and its measure is right."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from aligner.pronounce.dictionary import Dictionary, dictionary_path, load_dictionary
from aligner.pronounce.graphones import Graphone, cut_entries, graphone
from aligner.pronounce.letter_to_sound import LetterToSound, load_model, save_model
from aligner.pronounce.ngram import estimate
from aligner.pronounce.train import edits, score, spellings, split, train
from media_core.errors import AlignerUnavailableError

SOUNDS = {"b": ["B"], "t": ["T"], "a": ["AE"], "o": ["OW"], "x": ["K", "S"], "h": []}


def planted() -> Dictionary:
    """A language in which each letter always stands for the same phones."""
    words = ("".join(letters) for n in (2, 3, 4) for letters in product("btaoxh", repeat=n))
    lines = ((w, [phone for letter in w for phone in SOUNDS[letter]]) for w in words)
    return Dictionary("\n".join(f"{word} {' '.join(phones)}" for word, phones in lines if phones))


def test_planted_pieces_are_found() -> None:
    dictionary = planted()
    entries = [(w, way) for w in dictionary.words() for way in dictionary.pronunciations(w)]
    pieces = {piece for cut in cut_entries(entries) for piece in cut}
    assert pieces == {Graphone(letter, tuple(phones)) for letter, phones in SOUNDS.items()}


def test_a_planted_language_is_read_without_error_even_from_a_file(tmp_path: Path) -> None:
    dictionary = planted()
    learned_from, held_out = split(spellings(dictionary))
    assert not set(learned_from) & set(held_out)
    graphones, trie = train(dictionary, learned_from)
    save_model(tmp_path / "a.npz", graphones, trie)
    save_model(tmp_path / "b.npz", graphones, trie)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    for model in (LetterToSound(graphones, trie), load_model(tmp_path / "a.npz")):
        for word in held_out:
            assert score(model.phones(word), dictionary.pronunciations(word))[0] == 0
        assert model.phones("hh") == ()


@pytest.mark.parametrize("prune", [0.0, 0.5, 5.0])
@pytest.mark.parametrize("order", [1, 2, 4])
def test_the_words_after_any_context_share_the_whole_probability(order: int, prune: float) -> None:
    rng = np.random.default_rng(7)
    texts = [[*rng.integers(2, 7, rng.integers(1, 9)).tolist(), 1] for _ in range(300)]
    trie = estimate(texts, tokens=7, order=order, prune=prune)
    first = np.cumsum(np.concatenate(([trie.width[0]], trie.children)))

    def node(path: tuple[int, ...]) -> int | None:
        at = path[0]
        for token in path[1:]:
            children = trie.token[first[at] : first[at + 1]].tolist()
            if token not in children:
                return None
            at = int(first[at]) + children.index(token)
        return at

    def probability(history: tuple[int, ...], token: int) -> float:
        found = node((*history, token))
        if found is not None:
            return float(np.exp(trie.log_prob[found]))
        context = node(history)
        share = 1.0 if context is None else float(np.exp(trie.log_backoff[context]))
        return share * probability(history[1:], token)

    histories = [(), *((t,) for t in (0, 3)), (0, 2), (4, 4), (5, 2, 3)]
    for history in histories:
        if len(history) < order:
            assert sum(probability(history, t) for t in range(1, 7)) == pytest.approx(1.0)


def test_codes_of_pieces_can_be_read_back() -> None:
    assert graphone(25) == Graphone("z", ())
    assert graphone(26) == Graphone("a", ("AA",))
    assert graphone(26 + 26 * 39 + 26 * 39 * 39 - 1) == Graphone("z", ("ZH", "ZH"))


def test_an_entry_that_cannot_be_cut_is_left_out() -> None:
    entries = [("at", ("AE", "T"))] * 20 + [("a", ("T", "R", "IH", "P"))]
    assert len(cut_entries(entries)) == 20


def test_edits_are_counted_as_levenshtein_does() -> None:
    cat = ("K", "AE", "T")
    assert [edits(cat, x) for x in (cat, (), ("K", "T"), ("AE", "T", "K"))] == [0, 3, 1, 2]
    assert score(cat, [("D", "AO", "G"), ("K", "AE", "T", "S")]) == (1, 4)


def test_the_dictionary_is_complete_and_found_without_importing_pocketsphinx() -> None:
    assert dictionary_path().is_file()
    dictionary = load_dictionary()
    assert sum(1 for _ in dictionary.words()) > 125_000
    assert dictionary.pronunciations("moon") == (("M", "UW", "N"),)
    assert dictionary.pronunciations("qqqq") == ()
    assert "moon" in dictionary


def test_a_missing_dictionary_is_an_unavailable_aligner(tmp_path: Path) -> None:
    with pytest.raises(AlignerUnavailableError, match="cannot be read") as info:
        load_dictionary(tmp_path / "none.dict")
    assert "pocketsphinx" in info.value.hint
