"""A number as Word writes it in a list, by the name of the format (ECMA-376 part 1, 17.18.59, ST_NumberFormat)."""

from __future__ import annotations

_CHINESE = ("零一二三四五六七八九", ("", "十", "百", "千"))
_WRITTEN = {
    "chineseCounting": _CHINESE,
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCounting": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "japaneseCounting": _CHINESE,
    "koreanDigital2": _CHINESE,
    "chineseLegalSimplified": ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")),
    "ideographLegalTraditional": ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟")),
}
_DIGITS = {
    "ideographDigital": "〇一二三四五六七八九",
    "taiwaneseDigital": "〇一二三四五六七八九",
    "japaneseDigitalTenThousand": "〇一二三四五六七八九",
    "decimalFullWidth": "０１２３４５６７８９",
    "decimalFullWidth2": "０１２３４５６７８９",
}
# Signs that count no further than they go.
_SIGNS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_LETTERS = 26 * 30


def numeral(number: int, form: str) -> str:
    """`number`, 0 or more, in the format `form`; in decimal digits where the format is not known or goes not so far."""
    if form == "none":
        return ""
    if form in _WRITTEN and number < 10_000:
        return _written(number, *_WRITTEN[form])
    if form in _DIGITS:
        return str(number).translate(str.maketrans("0123456789", _DIGITS[form]))
    if form in _SIGNS and 1 <= number <= len(_SIGNS[form]):
        return _SIGNS[form][number - 1]
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 4000:
        return _cased(_roman(number), form)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= _MOST_LETTERS:
        times, letter = divmod(number - 1, 26)
        return _cased(chr(ord("a") + letter) * (times + 1), form)
    return str(number)


def _written(number: int, digits: str, units: tuple[str, ...]) -> str:
    """In words: 一百零三, and 十二 without the 一 that legal numerals keep."""
    parts = []
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        parts.append(digits[int(digit)] + units[place] if digit != "0" else digits[0])
    text = "".join(parts)
    while digits[0] * 2 in text:
        text = text.replace(digits[0] * 2, digits[0])
    text = text.rstrip(digits[0]) or digits[0]
    return text[1:] if text.startswith("一十") else text


def _roman(number: int) -> str:
    parts = []
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        parts.append(letters * times)
    return "".join(parts)


def _cased(text: str, form: str) -> str:
    return text.upper() if form.startswith("upper") else text
