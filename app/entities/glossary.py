"""Words that many names share, in Arabic, in Latin letters and in English: what kind of body a name is of.

`GENERIC` words say the kind, the rank or the scope (brigade, sheikh, national): two names that share nothing
else are different bodies. `TRANSLATED` words are names in their own right that sources also translate
(al-Quds, Jerusalem): they count as the Arabic word.
"""

GENERIC: dict[str, str] = {
    "brigade": "لواء ألوية liwa liwaa lewa alwiya alwiyat brigade brigades",
    "battalion": "كتيبة كتائب katiba katibat katibah kataib kataeb kataaib kata'ib battalion battalions",
    "regiment": "فوج أفواج fawj fauj fowj afwaj regiment regiments",
    "division": "فرقة فرق firqa firqat firqah firka division divisions",
    "corps": "فيلق فيالق faylaq failaq failak faylak corps",
    "army": "جيش jaysh jaish jeish jeysh gaysh army",
    "forces": "قوات قوة quwat quwwat quwaat qowat quwa quwwa forces force",
    "front": "جبهة jabhat jabha jabhah jebhat gabhat front",
    "movement": "حركة harakat haraka harakah harekat movement",
    "guard": "حرس haras guard guards",
    "group": "مجموعة مجموعات majmu'a majmua majmuat majmouat majmu'at group groups",
    "company": "سرية سرايا saraya sariya sariyat seraya company companies",
    "leagues": "عصائب عصبة asaib asa'ib asaeb usbat league leagues",
    "organisation": "هيئة hay'at hayat hay'a hayaa organisation organization منظمة munazzamat munadhamat",
    "gathering": "تجمع tajammu tajamu tajamo' gathering grouping",
    "council": "مجلس majlis council",
    "union": "اتحاد ittihad itihad union",
    "command": "قيادة qiyada qiyadat command",
    "operations": "عمليات غرفة amaliyat 'amaliyat operations operation",
    "network": "شبكة shabaka shabakat network",
    "militia": "ميليشيا ميليشيات milishia milishiya militia militias",
    "resistance": "مقاومة muqawama muqawamat moqawama mukawama resistance",
    "defence": "دفاع difa difaa difa' defence defense",
    "national": "وطني وطنية watani wataniya watania national",
    "local": "محلي محلية mahalli mahali mahaliya mahalliya local",
    "popular": "شعبي شعبية sha'bi shaabi sha'abi shabi shabiya sha'biya popular people's",
    "mobilisation": "حشد hashd hashed mobilisation mobilization",
    "republican": "جمهوري جمهورية jumhuri jumhouri jumhuriya republican republic",
    "revolutionary": "ثوري ثورية thawri thawriya revolutionary",
    "military": "عسكري عسكرية askari askariya military",
    "special": "خاص خاصة khassa khasa khass special",
    "tasks": "مهام maham mahamm tasks missions",
    "free": "حر حرة hurr free",
    "arab": "عربي عربية arabi arabiya arab",
    "infantry": "مشاة mushat musha infantry",
    "armoured": "مدرعة مدرع mudarra'a mudarraa mudaraa armoured armored",
    "village": "قرى قرية qura qarya village villages",
    "city": "مدينة madina madinat medina city",
    "countryside": "ريف rif reef countryside",
    "sheikh": "شيخ shaykh sheikh shaikh sheik cheikh",
    "sayyid": "سيد سيدة sayyid sayid sayed sayyed seyed sayyida sayida sayeda",
    "hajji": "حاج حجي hajj haj hajji haji",
    "imam": "إمام imam emam",
    "doctor": "دكتور doctor dr",
    "general": "عميد amid general brigadier",
    "colonel": "عقيد aqid colonel",
}

TRANSLATED: dict[str, str] = {
    "قدس": "jerusalem",
    "نمر": "tiger tigers",
    "فهود": "panther panthers",
    "صقور": "hawks falcons",
    "نسور": "eagles",
    "أسود": "lions",
    "صحراء": "desert",
    "درع": "shield",
    "شهداء": "martyrs",
    "ثوار": "revolutionaries rebels",
    "ثورة": "revolution",
    "أنصار": "supporters partisans",
    "أحرار": "freemen",
    "جند": "soldiers",
    "نصر": "victory",
    "تحرير": "liberation",
    "حزب": "party",
    "شام": "levant",
    "سوري": "syrian",
    "سورية": "syria souria suriyya",
    "أكراد": "kurds kurdish",
    "بعث": "baath",
    "حماة": "protectors",
    "مجاهدين": "mujahedeen",
    "لاذقية": "latakia lattakia",
    "حلب": "aleppo",
    "دمشق": "damascus",
    "تدمر": "palmyra",
    "فرات": "euphrates",
    "شمال": "north northern",
    "جنوب": "south southern",
    "شرق": "east eastern",
    "غرب": "west western",
    "جولان": "golan",
}

ORDINALS: tuple[tuple[str, ...], ...] = (
    ("أول", "أولى", "awwal", "ula", "oula", "first"),
    ("ثاني", "ثانية", "thani", "thaniya", "second"),
    ("ثالث", "ثالثة", "thalith", "thalitha", "third"),
    ("رابع", "رابعة", "rabi'", "rabi'a", "rabia", "rabiaa", "fourth"),
    ("خامس", "خامسة", "khamis", "khamisa", "fifth"),
    ("سادس", "سادسة", "sadis", "sadisa", "sixth"),
    ("سابع", "سابعة", "sabi'", "sabi'a", "seventh"),
    ("ثامن", "ثامنة", "thamin", "thamina", "eighth"),
    ("تاسع", "تاسعة", "tasi'", "tasi'a", "ninth"),
    ("عاشر", "عاشرة", "ashir", "ashira", "tenth"),
)
"""The words for first to tenth."""


def _all(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOPS = _all(
    "al el ul an as ash ar at az ad adh ath wa w ou of the and for bin ibn ben bint و بن ابن بنت في من"
)
"""Articles, conjunctions and the words for son and daughter: left out of names as often as written."""

FATHER = _all("abu abou abo abi aba bu ابو ابي ابا بو")
SERVANT = _all("abd abdul abdel abdal عبد")
LAST = _all("din deen dine eddin eddine uddin دين allah ullah lah له")
"""Words written as one with the word after them (the first two) or before them, or as words of their own."""
