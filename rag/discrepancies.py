"""What differs between a clause and its source, told by kind: figures, names, negation, opposites, hedges, nouns.

It knows marks and their alignment; thresholds of coverage are in citations.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.alignment import Alignment
from rag.names import Name, Word, find_names, is_new_person, looks_like_person, tag_words
from rag.polarity import PASSIVES, SYMMETRIC_LINKS
from rag.statements import Mark, Statement

_NEGATION_SCOPE = 5
_HEDGE_SCOPE = 6
_PLACE_SUFFIXES = "市省县区州镇乡村国"
_DATE_UNITS = frozenset("年月日")
_NOUN_TAGS = ("n", "j", "vn", "l", "i", "t", "eng")
_NAME_TAGS = frozenset("nr nrt nrfg ns nt nz".split())
_GAP = 12
_ALIKE = 0.5


def find_discrepancies(
    claim: Statement, alignment: Alignment, sources: Sequence[Statement], vouching: str
) -> list[str]:
    """Chinese phrases, one a discrepancy. `vouching` is the folded text in which names and dates may stand."""
    names = _names_of(claim, alignment)
    return [
        *_figure_doubts(claim, alignment, sources, vouching),
        *_latin_doubts(claim, alignment, vouching),
        *_name_doubts(names, alignment, vouching),
        *_negation_doubts(claim, alignment, sources),
        *_direction_doubts(claim, alignment, sources),
        *_hedge_doubts(claim, alignment, sources),
        *_exchange_doubts(claim, alignment, sources),
        *_swap_doubts(claim, alignment),
        *_order_doubts(claim, alignment, sources, names),
    ]


def _shown(statement: Statement, mark: Mark) -> str:
    return statement.text[mark.start : mark.end]


def _source_mark(alignment: Alignment, sources: Sequence[Statement], j: int) -> str:
    return _shown(sources[alignment.origin[j][0]], alignment.source[j])


def _same_figure(mine: str, theirs: str, *, beside: bool = False) -> bool:
    """Equal value and unit; 23年 is 2023年. The source may lack the unit only where the two stand in one place."""
    (value, unit), (other, other_unit) = mine.split("|"), theirs.split("|")
    if unit == other_unit == "年" and len(value) + len(other) == 6:
        return value.endswith(other) or other.endswith(value)
    return value == other and (unit == other_unit or not unit or (beside and not other_unit))


def _rounds(claim: Statement, mark: Mark, theirs: str) -> bool:
    """超5万亿元 for 5.31万亿元, 近3万 for 2.96万: a round figure that says it is one, within a tenth."""
    before, after = claim.folded[max(0, mark.start - 2) : mark.start], claim.folded[mark.end - 3 : mark.end + 1]
    above = before.endswith(("超", "逾", "超过", "突破")) or "多" in after or "余" in after
    around = before.endswith(("约", "近", "接近", "大约", "将近")) or "左右" in claim.folded[mark.end : mark.end + 2]
    (value, unit), (other, other_unit) = mark.symbol.split("|"), theirs.split("|")
    if unit != other_unit or not (above or around) or unit in _DATE_UNITS or _digits(value) >= _digits(other):
        return False
    ratio = float(other) / float(value) if float(value) else 0.0
    return 1.0 <= ratio < 1.1 if above else 0.95 < ratio < 1.05


def _digits(value: str) -> int:
    return len(value.replace(".", "").strip("0"))


def _figure_doubts(
    claim: Statement, alignment: Alignment, sources: Sequence[Statement], vouching: str
) -> Iterator[str]:
    known = [m.symbol for s in sources for m in s.marks if m.kind == "figure"]
    for i, mark in enumerate(alignment.claim):
        if mark.kind != "figure" or alignment.partner[i] >= 0:
            continue
        shown = _shown(claim, mark)
        gap = alignment.gap_of_claim(i)
        rivals = [j for j in range(*gap) if alignment.source[j].kind == "figure"] if gap else []
        if any(_same_figure(mark.symbol, alignment.source[j].symbol, beside=True) for j in rivals):
            continue
        unit = mark.symbol.split("|")[1]
        if not any(_same_figure(mark.symbol, symbol) for symbol in known):
            if (unit in _DATE_UNITS and shown in vouching) or any(_rounds(claim, mark, symbol) for symbol in known):
                continue
            yield f"原文没有“{shown}”" + (f"，而是“{_source_mark(alignment, sources, rivals[0])}”" if rivals else "")
        elif rival := next((j for j in rivals if alignment.source[j].symbol.split("|")[1] == unit), None):
            yield f"“{shown}”在原文此处是“{_source_mark(alignment, sources, rival)}”"


def _latin_doubts(claim: Statement, alignment: Alignment, vouching: str) -> Iterator[str]:
    for i, mark in enumerate(alignment.claim):
        if mark.kind == "latin" and alignment.partner[i] < 0 and mark.symbol not in vouching:
            yield f"原文没有“{_shown(claim, mark)}”"


def _names_of(claim: Statement, alignment: Alignment) -> list[Name]:
    if not alignment.claim:
        return []
    start, end = alignment.claim[0].start, alignment.claim[-1].end
    return [n for n in find_names(claim.text) if n.start < end and start < n.end]


def _is_vouched(name: Name, vouching: str) -> bool:
    text = name.text
    if text in vouching or text in ("我国", "全国", "中国", "国内"):
        return True
    if name.kind == "place":
        return len(text) > 2 and text[-1] in _PLACE_SUFFIXES and text[:-1] in vouching
    return name.kind == "organisation" and len(text) <= 5 and _is_abbreviation(text, vouching)


def _is_abbreviation(short: str, text: str) -> bool:
    """北大 for 北京大学: its characters stand in order within twelve."""
    start = text.find(short[0])
    while start >= 0:
        position = start
        for character in short[1:]:
            position = text.find(character, position + 1, start + 12)
            if position < 0:
                break
        else:
            return True
        start = text.find(short[0], start + 1)
    return False


def _name_doubts(names: Sequence[Name], alignment: Alignment, vouching: str) -> Iterator[str]:
    for name in names:
        own = [i for i, m in enumerate(alignment.claim) if name.start <= m.start and m.end <= name.end]
        # Every character stands in the source in place: the tagger made a name of what a dropped word left.
        kept = own and all(alignment.partner[i] >= 0 for i in own)
        if not kept and not _is_vouched(name, vouching):
            yield f"原文没有“{name.text}”"


def _scope(surface: str) -> int:
    return 1 if len(surface) == 1 else _NEGATION_SCOPE


def _negation_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    mine, theirs = alignment.claim, alignment.source
    for i, mark in enumerate(mine):
        if mark.kind == "negation" and alignment.partner[i] < 0:
            follower = alignment.partner[i + 1] if i + 1 < len(mine) else -1
            gap = alignment.gap_of_claim(i)
            window = range(max(0, follower - 3), follower) if follower >= 0 else range(*gap) if gap else range(0)
            if not any(theirs[j].kind == "negation" for j in window):
                yield f"原文没有否定词“{_shown(claim, mark)}”"
    for j, mark in enumerate(theirs):
        if mark.kind != "negation" or alignment.reverse[j] >= 0:
            continue
        surface = _source_mark(alignment, sources, j)
        for k in range(j + 1, min(j + 1 + _scope(surface), len(theirs))):
            if not alignment.same_clause(j, k):
                break
            i = alignment.reverse[k]
            if i >= 0:
                if not any(mine[p].kind == "negation" for p in range(max(0, i - 4), i)):
                    yield f"原文有否定词“{surface}”"
                break


def _direction_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    for i, mark in enumerate(alignment.claim):
        if mark.kind != "direction" or alignment.partner[i] >= 0:
            continue
        opposite = mark.symbol[:-1] + ("-" if mark.symbol[-1] == "+" else "+")
        gap = alignment.gap_of_claim(i)
        beside = [j for j in range(*gap) if alignment.source[j].symbol == opposite] if gap else []
        if not beside and mark.symbol not in alignment.source_symbols:
            beside = [j for j, m in enumerate(alignment.source) if m.symbol == opposite and alignment.reverse[j] < 0]
        if beside:
            yield f"“{_shown(claim, mark)}”与原文的“{_source_mark(alignment, sources, beside[0])}”相反"


def _hedge_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    mine, theirs = alignment.claim, alignment.source
    for mark in mine:
        if mark.kind == "certainty" and mark.symbol not in alignment.source_symbols:
            yield f"原文没有“{_shown(claim, mark)}”这样肯定"
    if any(m.kind == "hedge" for m in mine):
        return
    for j, mark in enumerate(theirs):
        if mark.kind != "hedge":
            continue
        follow = [k for k in range(j + 1, min(j + 1 + _HEDGE_SCOPE, len(theirs))) if alignment.same_clause(j, k)]
        if sum(alignment.reverse[k] >= 0 for k in follow) >= min(3, len(follow)) > 0:
            yield f"原文说的是“{_source_mark(alignment, sources, j)}”，句中没有"


def _words_in(statement: Statement, start: int, end: int) -> list[Word]:
    return [w for w in tag_words(statement.folded) if w.start < end and start < w.end]


def _is_noun(word: Word) -> bool:
    return len(word.text) >= 2 and (word.tag.startswith(_NOUN_TAGS) or looks_like_person(word.text))


def _is_name(word: Word) -> bool:
    return (len(word.text) >= 2 and word.tag in _NAME_TAGS) or is_new_person(word)


def _exchange_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    """A noun or name stands where the source's clause, otherwise much the same, has another one."""
    if len(set(alignment.origin)) != 1 or sum(p >= 0 for p in alignment.partner) < _ALIKE * len(alignment.claim):
        return
    statement = sources[alignment.origin[0][0]]
    for i1, i2, j1, j2 in alignment.gaps:
        if i1 == i2 or j1 == j2 or i2 - i1 > _GAP or j2 - j1 > _GAP:
            continue
        start, end = alignment.claim[i1].start, alignment.claim[i2 - 1].end
        mine = _words_in(claim, start, end)
        if _is_unknown_person(surface := claim.folded[start:end]):  # However the tagger cut it up.
            mine = [Word(surface, "nr", start, end)]
        theirs = _words_in(statement, alignment.source[j1].start, alignment.source[j2 - 1].end)
        if doubt := _exchanged(mine, theirs, sources):
            yield doubt


def _swap_doubts(claim: Statement, alignment: Alignment) -> Iterator[str]:
    """Two words that have changed places about what stands between them: 甲收购乙, 乙收购甲."""
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for i1, i2, j1, j2 in alignment.gaps:
        mine = "".join(m.symbol for m in alignment.claim[i1:i2])
        theirs = "".join(m.symbol for m in alignment.source[j1:j2])
        if mine and theirs and (theirs, mine) in seen:
            before = seen[theirs, mine]
            first = _span(alignment.claim, before)
            between = claim.folded[first[1] : alignment.claim[i1].start]
            if between not in SYMMETRIC_LINKS and not any(p in between for p in PASSIVES):
                second = _span(alignment.claim, (i1, i2))
                yield f"“{claim.text[slice(*first)]}”与“{claim.text[slice(*second)]}”的位置和原文相反"
        seen[mine, theirs] = (i1, i2)


def _span(marks: Sequence[Mark], run: tuple[int, int]) -> tuple[int, int]:
    return marks[run[0]].start, marks[run[1] - 1].end


def _is_unknown_person(text: str) -> bool:
    return is_new_person(Word(text, "", 0, len(text)))


def _exchanged(mine: Sequence[Word], theirs: Sequence[Word], sources: Sequence[Statement]) -> str:
    my_text, their_text = ("".join(w.text for w in words) for words in (mine, theirs))
    nouns = [w for w in theirs if _is_noun(w) and w.text not in my_text]
    names = [w for w in nouns if _is_name(w)]
    if not nouns:
        return ""
    for word in mine:
        if word.text in their_text:
            continue
        if _is_name(word) and not _is_part(word.text, their_text):
            return f"“{word.text}”在原文此处是“{(names or nouns)[0].text}”"
        new = not any(word.text in s.folded for s in sources)
        if new and not names and _is_noun(word) and not set(word.text) & set(their_text):
            return f"“{word.text}”在原文中是“{nouns[0].text}”"
    return ""


def _is_part(name: str, text: str) -> bool:
    """Another way to write one name: 重庆市 and 重庆, 中华人民共和国 and 中国."""
    return _is_abbreviation(name, text) or (len(name) > 2 and name[-1] in _PLACE_SUFFIXES and name[:-1] in text)


def _order_doubts(
    claim: Statement, alignment: Alignment, sources: Sequence[Statement], names: Sequence[Name]
) -> Iterator[str]:
    """Two names that stand the other way round in the source's clause, neither side by side nor in the passive."""
    if not alignment.source or len(set(alignment.origin)) > 1:
        return
    number = alignment.origin[0][0]
    folded = sources[number].folded[alignment.source[0].start : alignment.source[-1].end]
    texts = list(dict.fromkeys(n.text for n in names))
    for a, b in pairwise(texts):
        between = claim.folded[claim.folded.find(a) + len(a) : claim.folded.find(b)]
        if between in SYMMETRIC_LINKS or any(p in between for p in PASSIVES):
            continue
        first, second = folded.find(b), folded.find(a)
        if folded.count(a) == folded.count(b) == 1 and 0 <= first < second:
            middle = folded[first + len(b) : second]
            if middle not in SYMMETRIC_LINKS and not any(p in middle for p in PASSIVES):
                yield f"“{a}”与“{b}”的位置和原文相反"
