"""A case's code: a plain Dutch word and a number, which says nothing about the case.

It is drawn, not counted: a number in order would tell how many cases there are.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from shared.casework.model.writing import clean

_WORDS = """
    akker amber anker appel arend balk bamboe bark beek berk beuk bever bies bijl blad bloem
    boeg boei bol boog boot bos braam brem brug buis bundel cactus ceder cello cider cirkel
    citer citroen condor cypres dadel dak damast das dauw deken dille distel dobber dolfijn dorp
    draad druif duif duin eend egel eik eiland eland els emmer erwt esdoorn fakkel fazant fiets
    fjord fluit fontein forel framboos fuchsia gans garen gerst geul gieter gist gitaar goud
    graan graniet gras grond grot haag haas hagel hak halm hamer handvat haring harp haven haver
    hazelaar heide helm herfst hert heuvel hommel honing hop hout hulst iep iglo ijsvogel imker
    iris ivoor jasmijn jeneverbes jol kaars kade kajak kamille kanaal kaneel kano kapel karper
    kastanje kastje kei kelk kelp kers kersen ketel kever kiezel kikker klaver klei klimop klok
    kluwen knoop knop koepel kokos komeet kompas koper koraal korenbloem korf kraan krans kreeft
    kreek krekel krijt krokus kroon kruik kust kwarts laan ladder lama lamp lariks laurier lava
    lei lelie lente lepel lichter lijster linde linnen loep loods lotus luifel luik maan maat
    magneet mais mand mango marmer mast meer mees meeuw melk merel metaal mier mijl mist moeras
    molen mos mossel mosterd muis munt narcis nest neus nevel noot oase oever olijf olm orgel
    otter paard palm panda papaver papier parel park peer pijl pijnboom plank plataan plein poel
    pomp poort populier potlood pruim radijs regen reiger riet rijst ring rivier robijn rogge
    roos rots rozijn ruit saffier salie schaats schelp schep schip schuur sering sleutel sloep
    sloot smaragd sneeuw snoek spar specht speer spiegel spons spreeuw stam steen ster stoel
    strand streek stro struik tafel tak tarwe tegel tent thee tijm toren touw trommel tuin tulp
    turf uil vaas valk varen veen veer veld venster vijg vijver vink vlas vlek vlieger vlinder
    vloed vlot vuur waaier wad wal walnoot water weide wiel wier wilg wind wolk wortel zand zeef
    zeil zilver zolder zomer zon zuil zwaan zwaluw
    """
WORDS: tuple[str, ...] = tuple(_WORDS.split())
LOWEST, HIGHEST = 10, 99
TRIES = 200


def typed_code(typed: str) -> str:
    """A code as it is kept: without what moves a cursor, on one line.

    It is empty where no letter or number is in it: nobody could say it or type it again.
    """
    code = clean(typed, line=True)
    return code if any(sign.isalnum() for sign in code) else ""


def draw_code(random: Callable[[int], bytes], taken: Container[str]) -> str:
    """Draw a code like `kiezel-47` that is not in `taken`.

    `random` gives n random bytes. When nearly all are taken, the number grows instead
    of trying for ever.
    """
    for _ in range(TRIES):
        code = f"{_word(random)}-{LOWEST + _below(random, HIGHEST - LOWEST + 1)}"
        if code not in taken:
            return code
    while True:
        code = f"{_word(random)}-{100 + _below(random, 900_000)}"
        if code not in taken:
            return code


def _word(random: Callable[[int], bytes]) -> str:
    return WORDS[_below(random, len(WORDS))]


def _below(random: Callable[[int], bytes], bound: int) -> int:
    """A number below `bound`, each as likely as the others."""
    most = 2**32 - 2**32 % bound
    while True:
        drawn = int.from_bytes(random(4), "big")
        if drawn < most:
            return drawn % bound
