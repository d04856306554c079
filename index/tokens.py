"""Text into the tokens that BM25 counts: folded, cut by rjieba in search mode, numbers in both their forms.

It knows Chinese words and numerals, not indexes: 三十一个 gives 三十一 and 31, 百分之六十 gives 60%, GPT-4 stays whole.
What no dictionary knows (陈隆基) gives its characters and their pairs. A segmenter's guess at such words changes with
what stands beside them, so that a question and its passage would be cut differently (锦地罗又 and 锦地罗，).
The words of a question that ask rather than tell (请问, 多少, 哪些) are dropped from queries, never from documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from index.errors import UsageError
from index.folding import fold
from index.numerals import normalise_numerals

# Where a number may be written in another form; the scan for it costs a tenth of the segmentation.
_NUMERAL = re.compile(
    r"[百千]分之[\d.零〇一二两三四五六七八九十百点]+|[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]+|\d[\d.,]*(?:[多余]?[千百]?[万亿]+|,\d{3})"
)
_SHORT_NUMERAL = re.compile(
    r"(?<![几数\d零一二三四五六七八九十百千万])([二两三四五六七八九十])(?=[个名家人项条种位次届倍岁天座枚艘架辆支只套部])"
)
_FUNCTION_WORDS = frozenset(
    "的 了 在 是 和 与 也 就 都 而 及 或 被 把 将 对 从 以 为 于 等 中 上 下 有 到 并 这 那 其 之 所 我 你 他 她 它 们 "
    "着 地 得 让 向 又 还 但 很 不 由 该 此 自己 他们 我们 你们 她们 它们 这个 那个 这些 这种 一个 一种 以及".split()
)
_ASKING_WORDS = frozenset(
    "什么 什 么 哪些 哪 哪个 哪里 哪儿 哪家 哪位 哪几 哪几个 哪种 哪类 哪项 哪天 哪年 何 何时 何地 何处 何种 多少 几 "
    "几个 谁 谁的 怎么 怎样 怎么样 如何 为什么 为何 为啥 吗 呢 吧 啊 呀 请问 请 请教 是否 有没有 是不是 多 个 些 里 啥 "
    "告诉 知道 想 问".split()
)
# Characters by themselves that stand beside a name oftener than in one.
_NO_PART = frozenset("的了在是和与也就都及或被把吗呢吧啊呀我你他她它们这那其之所并但很不着又还谁哪啥何几多些")
# What rjieba cuts at its signs unless it guesses.
_COMPOUND = re.compile(r"[a-z0-9]+(?:[.\-_][a-z0-9]+)+%?|[a-z0-9]+%")
_added: set[str] = set()


def _whole_words(pieces: Iterable[str]) -> list[str]:
    return [piece for piece in pieces if piece[0].isalnum() or piece[-1].isalnum()]


def numeral_tokens(folded: str) -> list[str]:
    """The Arabic form of the numbers of `folded` that are written otherwise, in order."""
    forms = []
    for match in _NUMERAL.finditer(folded):
        form = normalise_numerals(match.group())
        if form != match.group() and form.isascii():
            forms.append(form)
    forms += [normalise_numerals(match[1] + "个")[:-1] for match in _SHORT_NUMERAL.finditer(folded)]
    return forms


def _pairs(pieces: list[str]) -> list[tuple[int, str]]:
    """Neighbours that are characters by themselves and may be part of a name: the place of the first, and both."""
    alone = [len(piece) == 1 and piece.isalpha() and piece not in _NO_PART for piece in pieces]
    return [(at, pieces[at] + pieces[at + 1]) for at in range(len(pieces) - 1) if alone[at] and alone[at + 1]]


def tokenize(text: str) -> list[str]:
    """Tokens of a document or a query, repeats kept; punctuation and blanks are left out."""
    import rjieba

    folded = fold(text)
    pieces = rjieba.cut_for_search(folded, False)
    pairs = [pair for _, pair in _pairs(pieces)]
    return _whole_words(pieces) + pairs + _COMPOUND.findall(folded) + numeral_tokens(folded)


def words(text: str) -> list[str]:
    """The words of `text`, folded, each character in at most one of them; punctuation and blanks are left out."""
    import rjieba

    return _whole_words(rjieba.cut(fold(text)))


def question_terms(question: str) -> list[str]:
    """The distinct tokens of `question` that say what it is about; all its tokens where nothing else is left."""
    return _telling(tokenize(question))


def question_words(question: str) -> list[str]:
    """The same without words inside words, and of a name that no dictionary knows the pairs alone."""
    import rjieba

    folded = fold(question)
    pieces = rjieba.cut(folded, False)
    pairs = _pairs(pieces)
    paired = {place for at, _ in pairs for place in (at, at + 1)}
    apart = [piece for at, piece in enumerate(pieces) if at not in paired]
    return _telling(_whole_words(apart) + [pair for _, pair in pairs] + _COMPOUND.findall(folded))


def _telling(tokens: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(tokens))
    return [token for token in distinct if not is_asking(token)] or distinct


def is_asking(word: str) -> bool:
    """Whether a folded word asks or only joins others, so that it says nothing of what is asked about."""
    return word in _FUNCTION_WORDS or word in _ASKING_WORDS


def add_words(words_to_add: Iterable[str]) -> int:
    """Keep these words whole from now on, in documents and questions alike; how many were taken.

    An index built without a word does not hold it as a token: build again after a change.
    """
    import rjieba

    taken = 0
    for word in words_to_add:
        folded = fold(word.strip())
        if len(folded) > 1 and not any(character.isspace() for character in folded):
            rjieba.add_word(folded, None, None)
            _added.add(folded)
            taken += 1
    return taken


def tokens_fingerprint() -> str:
    """Changes whenever a text may give other tokens: with the code, the segmenter's version or the user's words."""
    modules = [Path(__file__).with_name(f"{name}.py") for name in ("folding", "numerals", "tokens")]
    content = blake2b(version("rjieba").encode(), digest_size=16)
    for part in [path.read_bytes() for path in modules] + [word.encode() for word in sorted(_added)]:
        content.update(part + b"\0")
    return content.hexdigest()


def load_words(path: Path) -> int:
    """Read a user dictionary, one word a line (what follows a blank and lines with # are left out), into the tokens."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"读不了词典 {path}：{error}。请给一个 UTF-8 文本文件，每行一词") from error
    return add_words(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))
