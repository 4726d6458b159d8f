"""What singers sing and dictionaries lack: exclamations, beat noises, clipped words.

To add a word, add it to the table; a word here wins over the dictionary, and the user's lexicon
wins over both.
"""

from __future__ import annotations

from aligner.pronounce.dictionary import Pronunciation

_ROWS = """
aaa AA
aah AA
aaah AA
aw AO
aww AO
ayy EY
brr B ER
brrt B ER T
eee IY
grr G ER
haha HH AA HH AA
hehe HH EH HH EH
hmph HH M F
mm-hmm M HH M
mmm M
oo UW
ooo UW
pfft F T
prr P ER
psst P S T
shh SH
skrt S K ER T
skrrt S K ER T
tsk T IH S K
woah W OW
wooah W OW
zz Z
zzz Z
ss S
ff F
nn N
ayo EY Y OW
boujee B UW JH IY
bougie B UW JH IY
dem D EH M
ev'ry EH V R IY
ima AY M AH
imma AY M AH
iono AY OW N OW
li'l L IH L
o'er AO R
th' DH AH
"""

SLANG: dict[str, Pronunciation] = {
    word: tuple(phones) for word, *phones in (row.split() for row in _ROWS.strip().splitlines())
}

_NAMES = """
a EY, b B IY, c S IY, d D IY, e IY, f EH F, g JH IY, h EY CH, i AY, j JH EY, k K EY, l EH L,
m EH M, n EH N, o OW, p P IY, q K Y UW, r AA R, s EH S, t T IY, u Y UW, v V IY,
w D AH B AH L Y UW, x EH K S, y W AY, z Z IY
"""

LETTER_NAMES: dict[str, Pronunciation] = {
    letter: tuple(phones) for letter, *phones in (cell.split() for cell in _NAMES.split(","))
}

_FREQUENT = """
    a about after again ah alive all alone always am and another any anymore apart are around as
    at away baby back bad be beat beautiful because bed been before believe best better between
    big bird black bleed blind blood blow blue body born both boy break breath breathe bright
    bring broken brother burn but by call came can care change chance cheek child city close cold
    come control cool could crazy cross cry cut dance dark day days dead dear deep die do don't
    done door down dream drive drop each earth easy end enough even ever every eye eyes face fade
    fall far fast father feel feeling feet fell fight find fine fire first flow fly follow fool
    for forever forget free freeze friend from full fun game gave get girl give glow go god gold
    gone good goodbye got great green grow guess had hair half hand hands happy hard has hate have
    he heart heaven hell hello help her here hey hi high hit ho hold home hope hot house how hurt
    i if in inside into is it just keep kid kill kind king kiss knee know la land last late laugh
    lay lead learn leave left let lie life light like line lips listen little live lonely long
    look lord lose loss lost lot loud love low mad made make man many matter maybe me mean meet
    mind mine miss moment money moon more morning mother mouth move much music must my na name
    near need never new next nice night no nobody none not nothing now of off oh old on once one
    only ooh open or other our out over own pain party pass past people place play please power
    pray pretty pull push put queen quick rain ran read ready real really reason red remember rest
    ride right rise river road rock roll room run sad said same save say scream sea see seen send
    set shake shall she shine ship should show shut side silence sin sing sister sit sky sleep
    slow small smile so soft some somebody someone something soon sorry soul sound space stand
    star stars start stay still stone stop storm story strange street strong such summer sun sure
    sweet swim take talk tears tell than thank that the their them then there these they thing
    things think this those though thought through throw time to today together tomorrow tonight
    too top touch town tree tried true truth try turn two uh under until up us very voice wait
    wake walk wall wanna want war was watch water way we week well went were west wet what wheel
    when where while whisper white who whoa why wild will win wind window wine wing wish with
    without woman wonder woo word words work world would wrong ya yeah year yellow yes yesterday
    yet yo you young your zoo
"""

COMMON = frozenset(_FREQUENT.split())
"""Words frequent in songs: when a stretched spelling can be several words, it is one of these."""
