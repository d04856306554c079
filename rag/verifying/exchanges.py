"""Names and nouns that are new in a claim, stand where the source has others, or have changed places.

It knows the tagger's words and an alignment; figures, negation and opposites are in discrepancies.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifying.alignment import Alignment
from rag.verifying.likeness import are_alike
from rag.verifying.names import Name, Word, find_names, is_new_person, looks_like_person, tag_words
from rag.verifying.polarity import PASSIVES, SYMMETRIC_LINKS
from rag.verifying.statements import Mark, Statement

_PLACE_SUFFIXES = "市省县区州镇乡村国"
_NOUN_TAGS = ("n", "j", "vn", "l", "i", "t", "eng")
_CONTENT_TAGS = ("v", "a", "n", "b", "z", "l", "i", "j")
_LINKS = ("、", "和", "与", "及")
_NAME_TAGS = frozenset("nr nrt nrfg ns nt nz".split())
# Longest run of marks that can be one name or noun, and how much of a clause must be alike for a word to have a place.
_GAP = 12
_ALIKE = 0.5
_WORD = 4
_NEARLY_EQUAL = 0.75


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


def name_doubts(claim: Statement, alignment: Alignment, vouching: str) -> Iterator[str]:
    """Names that stand nowhere in the sources or about them."""
    for name in _names_of(claim, alignment):
        own = [i for i, m in enumerate(alignment.claim) if name.start <= m.start and m.end <= name.end]
        # Every character stands in the source in place: the tagger made a name of what a dropped word left.
        kept = own and all(alignment.partner[i] >= 0 for i in own)
        if not kept and not _is_vouched(name, vouching):
            yield f"原文没有“{name.text}”"


def _words_in(statement: Statement, start: int, end: int) -> list[Word]:
    return [w for w in tag_words(statement.folded) if w.start < end and start < w.end]


def _is_noun(word: Word) -> bool:
    return len(word.text) >= 2 and (word.tag.startswith(_NOUN_TAGS) or looks_like_person(word.text))


def _is_content(word: Word) -> bool:
    return len(word.text) >= 2 and word.tag.startswith(_CONTENT_TAGS)


def _is_name(word: Word) -> bool:
    return (len(word.text) >= 2 and word.tag in _NAME_TAGS) or is_new_person(word)


def exchange_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    """A noun or name stands where the source's clause, otherwise much the same, has another one."""
    kept = sum(p >= 0 for p in alignment.partner)
    if kept < _ALIKE * len(alignment.claim):
        return
    near = kept >= _NEARLY_EQUAL * len(alignment.claim)
    for i1, i2, j1, j2 in alignment.gaps:
        if i1 == i2 or j1 == j2 or i2 - i1 > _GAP or j2 - j1 > _GAP or not _in_one_clause(alignment, j1, j2):
            continue
        statement = sources[alignment.origin[j1][0]]
        start, end = alignment.claim[i1].start, alignment.claim[i2 - 1].end
        mine = _words_in(claim, start, end)
        if _is_unknown_person(surface := claim.folded[start:end]):  # However the tagger cut it up.
            mine = [Word(surface, "nr", start, end)]
        elif any(len(w.text) > len(surface) for w in mine):  # 美国 in 美国股市, one word to the tagger.
            mine += tag_words(surface)
        other = statement.folded[alignment.source[j1].start : alignment.source[j2 - 1].end]
        if are_alike(surface, other):
            continue
        theirs = _words_in(statement, alignment.source[j1].start, alignment.source[j2 - 1].end)
        theirs += [w for w in tag_words(other) if w.text not in {t.text for t in theirs}]
        if doubt := _exchanged(mine, theirs, sources, near=near):
            yield doubt


def _in_one_clause(alignment: Alignment, j1: int, j2: int) -> bool:
    """Whether a gap of the source and what stands before it are of one clause, and that is not left out before it."""
    return len(set(alignment.origin[max(0, j1 - 1) : j2])) == 1


def swap_doubts(claim: Statement, alignment: Alignment) -> Iterator[str]:
    """Two words that have changed places about what stands between them: 甲收购乙, 乙收购甲."""
    claimed = [(i1, i2) for i1, i2, _, _ in alignment.gaps if i1 < i2]
    missing = [alignment.source[j1:j2] for _, _, j1, j2 in alignment.gaps if j1 < j2]
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for i1, i2, j1, j2 in alignment.gaps:
        mine, theirs = _symbols(alignment.claim[i1:i2]), _symbols(alignment.source[j1:j2])
        if mine and theirs and (theirs, mine) in seen:
            run = seen[theirs, mine]
            between = claim.folded[alignment.claim[run[1] - 1].end : alignment.claim[i1].start]
            if between not in SYMMETRIC_LINKS and not any(p in between for p in PASSIVES):
                yield f"“{_surface(claim, alignment, run)}”与“{_surface(claim, alignment, (i1, i2))}”的位置和原文相反"
        seen[mine, theirs] = (i1, i2)
    for run in claimed:
        added = [m.symbol for m in alignment.claim[slice(*run)]]
        passive = any(p in claim.folded[alignment.claim[0].start : alignment.claim[-1].end] for p in PASSIVES)
        if passive or _is_listed(claim, *_span(alignment.claim, run)):
            continue
        if any(_is_turned(added, [m.symbol for m in marks]) for marks in missing):
            yield f"“{_surface(claim, alignment, run)}”的次序和原文相反"


def _is_listed(statement: Statement, start: int, end: int) -> bool:
    """Whether a run is a part of a list, whose parts may stand in any order."""
    return "、" in statement.folded[max(0, start - 1) : end + 1]


def _is_turned(added: list[str], missing: list[str]) -> bool:
    """乙V left out before 甲 and V乙 added after it: the one who does has become the one it is done to."""
    if len(added) != len(missing) or len(added) < 3 or added == missing:
        return False
    return any(added == missing[k:] + missing[:k] for k in range(1, len(missing)))


def _symbols(marks: Sequence[Mark]) -> str:
    return "".join(m.symbol for m in marks)


def _surface(claim: Statement, alignment: Alignment, run: tuple[int, int]) -> str:
    start, end = _span(alignment.claim, run)
    return claim.text[start:end]


def _span(marks: Sequence[Mark], run: tuple[int, int]) -> tuple[int, int]:
    return marks[run[0]].start, marks[run[1] - 1].end


def _is_unknown_person(text: str) -> bool:
    return is_new_person(Word(text, "", 0, len(text)))


def _exchanged(mine: Sequence[Word], theirs: Sequence[Word], sources: Sequence[Statement], *, near: bool) -> str:
    my_text, their_text = ("".join(w.text for w in words) for words in (mine, theirs))
    nouns = [w for w in theirs if _is_noun(w) and w.text not in my_text and w.text not in ("全部", "部分", "大部分")]
    names = [w for w in nouns if _is_name(w)]
    for word in mine:
        if word.text in their_text or any(_means(word.text, w.text) for w in theirs):
            continue
        new = not any(word.text in s.folded for s in sources)
        if nouns and _is_name(word) and (names or new or near) and not _is_part(word.text, their_text):
            return f"“{word.text}”在原文此处是“{(names or nouns)[0].text}”"
        if nouns and (new or near) and not names and _is_noun(word) and not _share(word, nouns[0], their_text):
            return f"“{word.text}”在原文中是“{nouns[0].text}”"
    # In a clause of its own wording only a gap of the same length shows what stands for what.
    return _replaced(mine, theirs, sources) if near or len(my_text) == len(their_text) <= _WORD else ""


def _replaced(mine: Sequence[Word], theirs: Sequence[Word], sources: Sequence[Statement]) -> str:
    """A verb or adjective that no source has, nor a word of its meaning, in the place of another: 激化 for 缓解."""
    my_text, their_text = ("".join(w.text for w in words) for words in (mine, theirs))
    others = [w for w in theirs if _is_content(w) and not set(w.text) & set(my_text)]
    for word in mine if others else ():
        if not _is_content(word) or set(word.text) & set(their_text) or any(word.text in s.folded for s in sources):
            continue
        if not any(_means(word.text, w.text) for s in sources for w in tag_words(s.folded)):
            return f"“{word.text}”在原文此处是“{others[0].text}”"
    return ""


def _means(mine: str, theirs: str) -> bool:
    """Whether two words are alike, whatever character the tagger has put before one: 应健全, 完善."""
    return are_alike(mine, theirs) or (len(mine) > 2 and are_alike(mine[1:], theirs))


def _share(mine: Word, theirs: Word, their_text: str) -> bool:
    """Whether two nouns may name one thing: they have a character in common, more than a last one such as 业 or 率."""
    common = set(mine.text) & set(their_text)
    if common == {mine.text[-1]} == {theirs.text[-1]}:
        return False
    return bool(common)


def _is_part(name: str, text: str) -> bool:
    """Another way to write one name: 重庆市 and 重庆, 中华人民共和国 and 中国."""
    return _is_abbreviation(name, text) or (len(name) > 2 and name[-1] in _PLACE_SUFFIXES and name[:-1] in text)


def order_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    """Two names that stand the other way round in the source's clause, neither side by side nor in the passive."""
    if not alignment.source or len(set(alignment.origin)) > 1:
        return
    number = alignment.origin[0][0]
    folded = sources[number].folded[alignment.source[0].start : alignment.source[-1].end]
    names = _names_of(claim, alignment)
    titles = [n for n in names if n.kind == "title"]
    apart = [n for n in names if not any(t.start <= n.start < t.end for t in titles)]
    texts = list(dict.fromkeys(n.text for n in apart))
    for a, b in pairwise(texts):
        between = claim.folded[claim.folded.find(a) + len(a) : claim.folded.find(b)]
        if _is_symmetric(between) or between.endswith(("是", "为")) or any(p in between for p in PASSIVES):
            continue
        first, second = folded.find(b), folded.find(a)
        if folded.count(a) == folded.count(b) == 1 and 0 <= first < second:
            middle = folded[first + len(b) : second]
            if not _is_symmetric(middle) and not any(p in middle for p in PASSIVES):
                yield f"“{a}”与“{b}”的位置和原文相反"


def _is_symmetric(between: str) -> bool:
    """A link, or the middle of a list: 、西亚和."""
    return between in SYMMETRIC_LINKS or (between[:1] in _LINKS and between[-1:] in _LINKS)
