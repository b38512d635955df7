"""Nationalities as people write them: the country, the demonym or the code, to ISO 3166-1 alpha-2."""

from __future__ import annotations

from functools import lru_cache

from minga.kernel.names import folded

# code: country, demonym stem (ends before -o/-a), further words; in folded form
_COUNTRIES = {
    "EC": "ecuador ecuatorian ecu",
    "VE": "venezuela venezolan ven",
    "CO": "colombia colombian col",
    "PE": "peru peruan per",
    "CU": "cuba cuban cub",
    "HT": "haiti haitian hti",
    "AR": "argentina argentin arg",
    "BO": "bolivia bolivian bol",
    "BR": "brasil brasiler brasilen brazil bra",
    "CL": "chile chilen chl",
    "UY": "uruguay uruguay ury",
    "PY": "paraguay paraguay pry",
    "PA": "panama panamen pan",
    "CR": "costa_rica costarricense costarricens cri",
    "NI": "nicaragua nicaraguense nicaraguens nic",
    "HN": "honduras hondurenn hondurenc honduren hnd",
    "SV": "el_salvador salvador salvadoren slv",
    "GT": "guatemala guatemaltec gtm",
    "MX": "mexico mexican mex",
    "DO": "republica_dominicana dominican dom",
    "US": "estados_unidos estadounidense estadounidens eeuu usa",
    "CA": "canada canadiense canadiens can",
    "ES": "espana espanol esp",
    "IT": "italia italian ita",
    "FR": "francia frances fra",
    "DE": "alemania aleman deu",
    "GB": "reino_unido britanic gbr",
    "PT": "portugal portugues prt",
    "CN": "china chin chn",
    "IN": "india indi ind",
    "SY": "siria siri syr",
    "LB": "libano libanes lbn",
    "PS": "palestina palestin pse",
    "AF": "afganistan afgan afg",
    "PK": "pakistan pakistani pak",
    "BD": "bangladesh bangladesi bgd",
    "NP": "nepal nepali npl",
    "NG": "nigeria nigerian nga",
    "CM": "camerun camerunes cmr",
    "GH": "ghana ghanes gha",
    "AO": "angola angolen ago",
    "CD": "congo congolen cod",
    "SO": "somalia somali som",
    "ER": "eritrea eritre eri",
    "ET": "etiopia etiop eth",
    "SN": "senegal senegales sen",
    "EG": "egipto egipci egy",
    "MA": "marruecos marroqui mar",
    "IR": "iran irani irn",
    "IQ": "irak iraqui irq",
    "TR": "turquia turc tur",
    "RU": "rusia rus rus",
    "UA": "ucrania ucranian ukr",
    "JM": "jamaica jamaican jam",
    "TT": "trinidad_y_tobago trinitense tto",
    "GY": "guyana guyanes guy",
    "SR": "surinam surinames sur",
}


def _by_word() -> dict[str, str]:
    words: dict[str, str] = {}
    for code, line in _COUNTRIES.items():
        country, stem, *others = (word.replace("_", " ") for word in line.split())
        for word in (code.lower(), country, stem, f"{stem}o", f"{stem}a", *others):
            words.setdefault(word, code)
        for other in others[:-1]:
            words.setdefault(f"{other}o", code)
            words.setdefault(f"{other}a", code)
    return words


_WORDS = _by_word()


@lru_cache(maxsize=2000)
def read_nationality(text: str) -> str | None:
    """The alpha-2 code of a country, demonym or code ("Venezolana", "Ecuador", "COL"); None when unknown.

    Two nationalities ("colombiana / ecuatoriana") are not chosen between: None.
    """
    key = folded(text)
    for prefix in ("republica bolivariana de ", "republica de ", "nacionalidad "):
        key = key.removeprefix(prefix)
    return _WORDS.get(key)


def country_codes() -> tuple[str, ...]:
    """The codes this reads, Ecuador and its neighbours in mobility first."""
    return tuple(_COUNTRIES)
