"""文档: upload, look at what was understood, index with progress, remove, rebuild, roll back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from index.errors import RongheError
from rag.ui import shelving
from rag.ui.desk import Desk
from rag.ui.escaping import text
from rag.ui.parts import QUIET, drawn
from rag.ui.wording import say
from rag.ui.working import Finished, Report, Step, steps_of

# The first click asks, the second means it. What was asked is kept by name, because the list may be redrawn between.
_CLICKS = """
const asked = new Map();
const label = () => element.querySelectorAll('[data-remove]').forEach((button) => {
  const words = asked.has(button.dataset.remove) ? button.dataset.confirm : button.dataset.words;
  if (button.textContent !== words) button.textContent = words;
});
const forget = (name) => { clearTimeout(asked.get(name)); asked.delete(name); label(); };
new MutationObserver(label).observe(element, {childList: true, subtree: true});
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-remove]');
  if (!button) return;
  const name = button.dataset.remove;
  if (asked.has(name)) { forget(name); trigger('remove', {document: name}); return; }
  asked.set(name, setTimeout(forget, 5000, name));
  label();
});
"""


class DocumentsTab:
    """Builds the tab; the work is `index.build`'s, and what was uploaded is this visitor's until it is indexed."""

    def __init__(self, gr: Any, desk: Desk) -> None:
        self._gr = gr
        self._desk = desk
        self._changes: list[Any] = []

    def build(self) -> None:
        """Draw the tab inside the current Blocks context."""
        from index.loaders import SUPPORTED_SUFFIXES

        gr = self._gr
        self.chosen = gr.State(None)
        with gr.Column(elem_id="documents", elem_classes="sheet-column"):
            drawn(gr, f'<p class="lead">{text(say("documents.lead"))}</p>')
            with gr.Row(elem_classes="buttons"):
                upload = gr.UploadButton(
                    say("documents.upload"), file_count="multiple", elem_id="upload", variant="secondary", size="sm"
                )
                self.go = gr.Button(
                    say("documents.index"), variant="primary", elem_id="index-go", size="sm", visible=False
                )
            drawn(gr, f'<p class="quiet small">{text(" ".join(SUPPORTED_SUFFIXES))}</p>')
            self.progress = drawn(gr, "", "progress")
            self.preview = drawn(gr, "", "preview")
            self.current = drawn(gr, "", "current", _CLICKS)
            self.version = drawn(gr, "", "current-version")
            with gr.Row(elem_classes="buttons"):
                rebuild = gr.Button(say("documents.rebuild"), elem_id="rebuild", size="sm")
                rollback = gr.Button(say("documents.rollback"), elem_id="rollback", size="sm")
        queued = {**QUIET, "queue": True, "concurrency_limit": 2}
        upload.upload(self.parse, upload, [self.preview, self.chosen, self.go, self.progress], **queued)
        self._changes = [
            self.go.click(self.index, self.chosen, [self.progress, self.preview, self.chosen, self.go], **queued),
            self.current.remove(self._remove_pressed(), None, self.progress, **queued),
            rebuild.click(self.rebuild, None, self.progress, **queued),
            rollback.click(self.rollback, None, self.progress, **queued),
        ]

    def then(self, fn: Callable[..., Any], inputs: Any, outputs: Any) -> None:
        """Run `fn` after every change of the index."""
        for change in self._changes:
            change.then(fn, inputs, outputs, **QUIET)

    def arrive(self) -> str:
        """The list of what is indexed."""
        try:
            return shelving.documents_html(self._desk.snapshot.documents())
        except RongheError as error:
            return f'<p class="quiet">{text(say("error.opening", reason=str(error)))}</p>'

    def note(self) -> str:
        """The version of the index; apart from the list, which need not be redrawn when only this is new."""
        try:
            return shelving.version_html(self._desk.snapshot.version)
        except RongheError:
            return ""

    def parse(self, files: list[str] | None) -> tuple[Any, ...]:
        """(preview, good paths, index button, progress) of an upload."""
        parsed = [_parse(Path(file)) for file in files or ()]
        good = [file for file, result in zip(files or (), parsed, strict=True) if not result.error]
        return shelving.preview_html(parsed), good, self._gr.update(visible=bool(good)), ""

    def index(self, paths: list[str] | None) -> Iterator[tuple[Any, ...]]:
        """Add the uploaded files; (progress, preview, chosen, button) at each step."""
        from index.build import add_documents

        skip = self._gr.skip()
        if not paths:
            yield shelving.failed_html(say("documents.nothing")), skip, skip, skip
            return

        def work(report: Report) -> str:
            with add_documents(paths, self._data, encoder=self._desk.encoder(), progress=report) as snapshot:
                count = len(snapshot.articles(kind="article"))
                return say("documents.indexed", count=len(paths), articles=count)

        for html, ended in _drawn(work):
            if ended:
                yield html, "", None, self._gr.update(visible=False)
            else:
                yield html, skip, skip, skip

    def remove(self, document: str) -> Iterator[str]:
        from index.build import remove_documents

        def work(report: Report) -> str:
            remove_documents([document], self._data, encoder=self._desk.encoder(), progress=report).close()
            return say("documents.removed", name=document)

        yield from (html for html, _ in _drawn(work))

    def rebuild(self) -> Iterator[str]:
        from index.build import rebuild

        def work(report: Report) -> str:
            with rebuild(self._data, encoder=self._desk.encoder(), progress=report) as snapshot:
                return say("documents.rebuilt", version=snapshot.version)

        yield from (html for html, _ in _drawn(work))

    def rollback(self) -> Iterator[str]:
        from index.build import rollback

        def work(_: Report) -> str:
            with rollback(self._data) as snapshot:
                return say("documents.rolled", version=snapshot.version)

        yield from (html for html, _ in _drawn(work))

    @property
    def _data(self) -> Path:
        return self._desk.settings.data_dir

    def _remove_pressed(self) -> Any:
        gr = self._gr

        def pressed(event: Any) -> Iterator[str]:
            yield from self.remove(str(event.document))

        pressed.__annotations__["event"] = gr.EventData
        return pressed


def _drawn(work: Callable[[Report], str]) -> Iterator[tuple[str, bool]]:
    """(HTML, ended well) of some work's steps and of its end."""
    yield shelving.progress_html(say("stage.start"), 0, 0), False
    for step in steps_of(work):
        if isinstance(step, Step):
            yield shelving.progress_html(step.stage, step.done, step.total), False
        elif isinstance(step, Finished) and step.error is not None:
            yield shelving.failed_html(str(step.error)), False
        else:
            yield shelving.done_html(step.result or ""), True


def _parse(path: Path) -> shelving.Parsed:
    from index.build import preview

    try:
        return shelving.Parsed(path.name, tuple(preview(path)))
    except RongheError as error:
        return shelving.Parsed(path.name, error=str(error))
