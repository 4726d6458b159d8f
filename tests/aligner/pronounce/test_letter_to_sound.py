"""Letters are read as people read them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET
from aligner.pronounce.dictionary import load_dictionary
from aligner.pronounce.letter_to_sound import MODEL_FILE, load_model, shipped_model
from aligner.pronounce.train import edits
from media_core.errors import AlignerUnavailableError

UNSEEN = """
adele AH D EH L
avicii AH V IY CH IY
beyhive B EY HH AY V
blingy B L IH NG IY
bruh B R AH
bruv B R AH V
cardi K AA R D IY
chillax CH IH L AE K S
coachella K OW CH EH L AH
deadmau D EH D M AW
dreamscape D R IY M S K EY P
drizzy D R IH Z IY
fomo F OW M OW
frenemy F R EH N AH M IY
ghosting G OW S T IH NG
glitterball G L IH T ER B AO L
grindin G R AY N D IH N
hangry HH AE NG G R IY
hustlin HH AH S L IH N
jetpack JH EH T P AE K
kesha K EH SH AH
lizzo L IH Z OW
lowkey L OW K IY
luv L AH V
moonwalkin M UW N W AO K IH N
outkast AW T K AE S T
rihanna R IY AE N AH
rizz R IH Z
selfie S EH L F IY
shakira SH AH K IH R AH
shawty SH AO T IY
sheesh SH IY SH
skibidi S K IH B IH D IY
spotify S P AA T AH F AY
stardusted S T AA R D AH S T IH D
swiftie S W IH F T IY
thunderclouds TH AH N D ER K L AW D Z
tiktok T IH K T AA K
twerkin T W ER K IH N
vibin V AY B IH N
yeet Y IY T
yolo Y OW L OW
zuckerpunch Z AH K ER P AH N CH
"""
"""Names and slang that the dictionary does not have, as we say them."""


def test_unseen_names_and_slang_are_read_nearly_as_people_say_them() -> None:
    model, dictionary = shipped_model(), load_dictionary()
    rows = [line.split() for line in UNSEEN.strip().splitlines()]
    rows = [row for row in rows if row[0] not in dictionary]
    assert len(rows) >= 35
    wrong = sum(edits(model.phones(word), tuple(phones)) for word, *phones in rows)
    assert wrong / sum(len(phones) for _, *phones in rows) < 0.1


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_any_letters_can_be_read(word: str) -> None:
    assert set(shipped_model().phones(word)) <= ARPABET


def test_other_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="only the letters a to z"):
        shipped_model().phones("don't")


def test_the_model_is_small() -> None:
    assert MODEL_FILE.stat().st_size < 2_500_000


def test_a_missing_or_broken_model_is_an_unavailable_aligner(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    for content in (None, b"", b"no archive", MODEL_FILE.read_bytes()[:1000]):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(AlignerUnavailableError, match="cannot be read"):
            load_model(path)
    np.savez(path, token=np.zeros(3))
    with pytest.raises(AlignerUnavailableError, match="cannot be read"):
        load_model(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(AlignerUnavailableError, match="cannot be read"):
        load_model(path)
