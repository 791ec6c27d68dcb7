"""A case's code: a plain Dutch word and a number, which says nothing about the case.

It is drawn, not counted: a number in order would tell how many cases there are.
"""

from __future__ import annotations

from collections.abc import Callable, Container

WORDS: tuple[str, ...] = tuple(
    """
    akker amber anker appel arend aster balk bamboe bark beek berk beuk bever bies bijl blad
    bloem boei boeg bol bomen boog boot bos braam brem brug buis bundel cactus ceder cello cider
    cirkel citer citroen condor cypres daal dadel dak damast das dauw deken dennen den dille
    distel dobber dolfijn dorp draad druif duin duif eend egel eik eiland eland els emmer
    erwt esdoorn ezel fakkel fazant fiets fjord fluit fontein forel framboos fuchsia gans garen
    geit gerst geul gieter gist gitaar goud graan graniet gras grond grot haag haas hagel
    hak halm hamer handvat haring harp haven haver hazelaar heide helm herfst hert heuvel hop
    hommel honing hout hulst iep iglo ijsvogel imker iris ivoor jasmijn jeneverbes jol juli
    kaars kade kajak kamille kanaal kaneel kano kapel karper kastanje kastje kei kelk kelp kers
    kersen ketel kever kiezel kikker kist klaver klei klimop klok kluwen knoop knop koepel
    kokos komeet kompas koper koraal korf korenbloem kraan krans kreek kreeft krekel krijt
    krokus kroon kruik kust kwarts laan ladder lama lamp lariks laurier lava lavas leem lei
    lelie lente lepel lijster lichter linde linnen lis loep loods lotus luik luifel maan maat
    magneet mais mand mango marmer mast meer mees meeuw melk merel metaal mier mijl mist
    moeras molen mos mossel mosterd muis munt muts nacht narcis nest neus nevel noot noord
    oase oever olijf olm orgel orgelpijp otter paard paarden palm panda papaver papier park
    parel peer pijl pijnboom plank plataan plein poel pomp populier poort potlood pruim
    radijs regen reiger riet rijst ring rivier robijn rogge rots roos rozijn ruit saffier
    salie schaats schelp schep schip schuur sering slak sleutel sloep sloot smaragd sneeuw
    snoek specht spar speer spiegel spons spreeuw stam steen ster stoel strand streek stro
    struik tafel tak tarwe tegel tent thee tijm toren touw trap trommel tuin tulp turf uil
    vaas valk varen veen veer veld venster vijg vijver vink vlas vlek vlieger vlinder vloed
    vlot voren vuur waaier wad wal walnoot water weide wiel wier wilg wind wolk wortel zand
    zeef zeil zilver zolder zomer zon zuil zwaan zwaluw
    """.split()
)
LOWEST, HIGHEST = 10, 99
TRIES = 200


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
