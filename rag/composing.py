"""From a question and its hits to a cited answer in the articles' own words, or a refusal.

This module only directs: what is asked (`questions`), which sentences answer (`scoring_sentences`), whether to refuse
(`refusing`), and which form the answer takes (facts here; lists, authors, tables and outlines in their own modules).
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from index.records import Hit, Passage
from index.splitting import split_sentences
from rag.answer import Answer
from rag.answering.answerability import answer_chance
from rag.answering.bibliography import answer_affiliations, answer_bibliography, persons_in, without_names
from rag.answering.carrying_on import carry_on, only_counts
from rag.answering.catalogue import Catalogue
from rag.answering.comparing import answer_comparison
from rag.answering.definitions import named_thing, prefer_definitions, prefer_enumerated, prefer_lists, undefined_thing
from rag.answering.designations import in_short_names
from rag.answering.differences import answer_difference
from rag.answering.drafting import Draft
from rag.answering.expectations import answer_types
from rag.answering.facts import answered_together, compose_facts, compose_parts, tell_apart
from rag.answering.goal_points import compose_goal
from rag.answering.goals import lacks_goal
from rag.answering.heads import prefer_heads
from rag.answering.lacking import TYPED
from rag.answering.library import Library
from rag.answering.mentions import unexplained
from rag.answering.missing import misses
from rag.answering.mistyping import as_written
from rag.answering.outlining import answer_summary
from rag.answering.parts import split_question
from rag.answering.points import compose_ordinal, compose_points
from rag.answering.preferences import put_first, set_notes_aside, told_together
from rag.answering.premises import unopposed
from rag.answering.questions import Question, analyse_question
from rag.answering.refusing import Demands, demands_of, out_of_scope, phrase, set_aside_named, should_refuse, unanswered
from rag.answering.resegmenting import in_written_words
from rag.answering.responding import answer_request, in_known_names, second_reading
from rag.answering.scene import ScoredSentence
from rag.answering.scoring_sentences import score_sentences
from rag.answering.several import join_answers, split_requests
from rag.answering.speakers import by_speaker, name_speakers
from rag.answering.subjects import by_subject
from rag.answering.titled_places import by_titled_place
from rag.suggestions import suggest_questions

_OPEN = frozenset({"list", "manner", "opinion", "reason", "comparison", "summary", "bibliographic"})
# 怎么说乡村振兴: somebody's words are asked for, no measures.
# 各篇文章对平台建设有哪些措施: one beside the other.
_EVERYBODY = re.compile(
    r"^(?:这)?(?:[两三四五六七八几各每]|所有)(?:位|篇|个)(?:作者|专家|学者|文章|报道)?[^，。]{0,2}(?:对|就|在|关于|围绕)"
)
# Once its subject is granted: the share of the rest of a question that the sentence must hold in words or like ones,
# and the weight from which on the article may lack no word.
_REST_HELD, _REST_UNMET = 0.5, 5.0
# So many passages are read, however long they are.
_LEAST_READ = 5
_ASKS_WORDS = re.compile(r"(?:怎么|如何|怎样)(?:说|讲|看|评价|表述|论述|界定|描述|形容)")


class Composer(Protocol):
    """Anything that makes an answer from hits."""

    def compose(self, question: str, hits: Sequence[Hit]) -> Answer: ...


class ExtractiveComposer:
    """Answers in the articles' own words. Without a catalogue it knows no more than the hits."""

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue

    def compose(self, question: str, hits: Sequence[Hit]) -> Answer:
        """A cited answer, or a refusal; an empty question or no hits at all are refused too."""
        started = time.perf_counter()
        asked, found, read_as = self._as_written(question, self._first_of(hits))
        answer = self._compose(asked, found)
        if read_as:
            answer = replace(answer, question=question, notice=answer.notice or phrase("read_as", written=read_as))
        if answer.refused:
            answer = replace(answer, suggestions=self._suggestions(hits))
        return replace(answer, timings_ms={"compose": (time.perf_counter() - started) * 1000})

    def _first_of(self, hits: Sequence[Hit]) -> list[Hit]:
        """The passages that are read: of those found among many articles not the last."""
        left = demands_of(hits, self.catalogue).of_reading * sum(len(h.passage.text) for h in hits)
        read: list[Hit] = []
        for hit in hits:
            left -= len(hit.passage.text)
            if left < 0 and len(read) >= _LEAST_READ:
                break
            read.append(hit)
        return read

    def _as_written(self, question: str, hits: list[Hit]) -> tuple[str, list[Hit], str]:
        """The question with a mistyped word as a few articles write it, what is found with it, and that word."""
        few = self.catalogue is not None and demands_of(hits, self.catalogue).of_names
        if not few:
            return question, hits, ""
        asked = analyse_question(question)
        library = Library(self.catalogue, hits)
        found = as_written(asked, library.everything(hits))
        if found is None:
            return question, hits, ""
        corrected = asked.chinese.replace(*found)
        return corrected, library.anywhere(analyse_question(corrected)) or hits, found[1]

    def _suggestions(self, hits: Sequence[Hit], most: int = 3) -> tuple[str, ...]:
        """What can be asked instead, of the articles nearest to the question."""
        if self.catalogue is None:
            return ()
        nearest = list(dict.fromkeys(h.passage.article_id for h in hits))[:2]
        return tuple(suggest_questions([self.catalogue.article(i) for i in nearest], most))

    def _compose(self, question: str, hits: list[Hit]) -> Answer:
        asked = analyse_question(question)
        if asked.kind == "out_of_scope":
            return out_of_scope(asked)
        if unopposed(asked, hits):
            return unanswered(asked, hits, ())
        library = Library(self.catalogue, hits)
        understood = asked
        if self.catalogue is not None:
            asked = in_known_names(asked, self.catalogue, hits, library)
            questions = split_requests(asked, self.catalogue.authors())
            if questions:
                return join_answers(question, [self._compose(q, hits) for q in questions])
            answer = answer_request(asked, self.catalogue, hits, library)
            answer = answer or self._from_articles(asked, hits, library, self.catalogue)
            if answer is not None:
                return answer
            understood = asked
            asked, hits = self._narrowed(asked, hits, library, self.catalogue)
            if demands_of(hits, self.catalogue).of_goals and lacks_goal(asked, hits):
                return unanswered(asked, hits, ())
        answer = self._from_sentences(asked, hits, library)
        if answer.refused and self.catalogue is not None:
            answer = self._of_subject(asked, hits, library, self.catalogue) or answer
        if answer.refused and self.catalogue is not None:
            return second_reading(understood, self.catalogue, hits, library) or answer
        return answer

    def _of_subject(self, asked: Question, hits: list[Hit], library: Library, catalogue: Catalogue) -> Answer | None:
        """The rest of the question asked of the one article that is about what it names; None without an answer."""
        about = by_subject(asked, hits, library) if asked.kind in TYPED else None
        if about is None:
            return None
        rest, own = in_written_words(*about), about[1]
        scored = score_sentences(rest, own, True)
        best = max(scored, key=lambda s: s.chance, default=None)
        if best is None or best.features["soft"] < _REST_HELD or best.features["unmet"] >= _REST_UNMET:
            return None
        answer = self._from_scored(rest, own, scored, library, demands_of(own, catalogue))
        return None if answer.refused else answer

    def _narrowed(
        self, asked: Question, hits: list[Hit], library: Library, catalogue: Catalogue
    ) -> tuple[Question, list[Hit]]:
        """The hits to read: of the author named alone, and whole paragraphs where an answer may need them."""
        if asked.translated:
            # What was searched with the foreign words found little; the Chinese ones are known only here.
            hits = library.anywhere(asked) or hits
        asked, hits = self._by_author(asked, hits, catalogue)
        asked, hits = by_speaker(asked, hits, library)
        asked, hits = by_titled_place(asked, hits, library)
        if asked.kind in _OPEN:
            hits = library.with_rest_of_paragraphs(hits)
        return asked, hits

    def _from_sentences(self, asked: Question, hits: list[Hit], library: Library) -> Answer:
        """Facts or points out of the sentences of the hits, or a refusal."""
        demands = demands_of(hits, self.catalogue)
        few = demands.of_names > 0
        asked = in_written_words(in_short_names(asked, hits) if few else asked, hits)
        scored = score_sentences(asked, hits, few)
        parts = [in_written_words(analyse_question(part), hits) for part in split_question(asked)]
        both = told_together(parts, scored) if few else None
        if both is not None:
            draft = Draft(asked.text)
            compose_facts(draft, asked, [both])
            return draft.answer()
        if len(parts) < 2 or answered_together(asked, parts, scored):
            return self._from_scored(asked, hits, scored, library, demands)
        found = [(part, score_sentences(part, hits, few)) for part in parts]
        if few:
            # Each part is answered or refused by itself.
            tell_apart(found)
            lower = replace(demands, threshold=demands.of_parts)
            return join_answers(asked.text, [self._from_scored(q, hits, own, library, lower) for q, own in found])
        if max(answer_chance(own) for _, own in found) < demands.of_parts:
            return unanswered(asked, hits, found[0][1])
        draft = Draft(asked.text)
        compose_parts(draft, found)
        return draft.answer()

    def _from_scored(
        self, asked: Question, hits: list[Hit], scored: list[ScoredSentence], library: Library, demands: Demands
    ) -> Answer:
        """One fact, or points, out of the sentences with their chances, or a refusal; who says it in an interview."""
        draft = Draft(asked.text)
        refused = self._told(draft, asked, hits, scored, library, demands)
        if refused is not None:
            return refused
        if demands.of_names > 0:
            name_speakers(draft, library)
        return draft.answer()

    def _told(
        self,
        draft: Draft,
        asked: Question,
        hits: list[Hit],
        scored: list[ScoredSentence],
        library: Library,
        demands: Demands,
    ) -> Answer | None:
        """Tell it in the draft, or give the refusal."""
        few = demands.of_names > 0
        if few:
            set_notes_aside(asked, scored)
        prefer_definitions(asked, scored)
        thing = undefined_thing(asked, scored)
        if thing:
            return unexplained(asked, thing, hits)
        if scored and compose_ordinal(draft, asked, scored, library):
            return None
        prefer_lists(asked, scored)
        set_aside_named(asked, scored)
        if few:
            put_first(asked, scored)
            prefer_enumerated(asked, scored)
            prefer_heads(asked, scored, library)
        if demands.of_goals and compose_goal(draft, asked, scored, library):
            return None
        if should_refuse(asked, scored, demands) or (few and misses(asked, scored)):
            named = named_thing(asked, scored) if few else ""
            return unexplained(asked, named, hits) if named else unanswered(asked, hits, scored)
        pointed = asked.kind in _OPEN and not answer_types(asked) and not _ASKS_WORDS.search(asked.chinese)
        if pointed and compose_points(draft, asked, scored, library):
            return None
        if few and carry_on(draft, asked, scored, library):
            return None
        if few and only_counts(asked, scored):
            return unanswered(asked, hits, scored)
        compose_facts(draft, asked, scored, demands.of_further, adding=demands.of_adding, wide=few)
        return None

    @staticmethod
    def _by_author(asked: Question, hits: list[Hit], catalogue: Catalogue) -> tuple[Question, list[Hit]]:
        """What is asked of one author is looked for in his passages alone, and his name is no word to find there."""
        names = persons_in(asked, catalogue.authors())
        own = [h for h in hits if h.passage.author in names]
        if not own:
            return asked, hits
        rest = analyse_question(without_names(asked, names))
        return replace(rest, text=asked.text), own

    def _from_articles(self, asked: Question, hits: list[Hit], library: Library, catalogue: Catalogue) -> Answer | None:
        """What is asked of the articles as such: their authors, all of them together, one beside the other."""
        if asked.kind == "bibliographic" or {"bibliographic", "person"} <= asked.forms:
            return answer_bibliography(asked, catalogue, hits, library)
        if asked.kind == "comparison" and "bibliographic" in asked.forms:
            answer = answer_affiliations(asked, catalogue, hits, library)
            if answer is not None:
                return answer
        if asked.kind == "comparison" and not persons_in(asked, catalogue.authors()):
            answer = answer_difference(asked, hits, library)
            if answer is not None:
                return answer
        together = asked.kind in _OPEN or re.search(
            r"都|共同|分别|各自|谁更|哪[个位]更|更[^，。]{1,6}的是", asked.chinese
        )
        everybody = asked.kind in _OPEN and _EVERYBODY.search(asked.chinese)
        if asked.kind == "comparison" or everybody or (together and len(persons_in(asked, catalogue.authors())) > 1):
            return answer_comparison(asked, catalogue, hits, library)
        if asked.kind == "summary":
            return answer_summary(asked, catalogue, library)
        return None


def answer_from(question: str, passages: Sequence[str]) -> Answer:
    """An answer from bare texts, no index: passage `n` gets the id `n#1`, counting from 1."""
    hits = []
    for number, text in enumerate(passages, 1):
        passage = Passage(
            f"{number}#1", str(number), "", "article", None, None, None, None, None, 1, 0, len(text), text,
            split_sentences(text),
        )  # fmt: skip
        hits.append(Hit(passage, 0.0))
    return ExtractiveComposer().compose(question, hits)
