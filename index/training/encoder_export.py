"""A trained table into the folder that ships: int8 rows, a scale a word, tokenizer, configuration.

The form is model2vec's, which sentence-transformers reads with no code of ours: word i is `embeddings[i] * weights[i]`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.static_encoder import FOLDED, MODULES, SETTINGS, TOKENIZER, WEIGHTS

_MODULES = (
    ("0", "", "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"),
    ("1", "1_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
)


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and their scales; a row of zeros keeps scale zero."""
    scales = np.abs(table).max(axis=1) / 127
    rows = np.rint(table / np.where(scales > 0, scales, 1.0)[:, None]).astype(np.int8)
    return rows, scales.astype(np.float32)


def export(table: NDArray[np.float32], tokenizer: Any, folder: Path) -> None:
    """Write the model to `folder`, leaving other files there (the model card) alone."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    rows, scales = quantise(table)
    save_file({"embeddings": rows, "weights": scales}, folder / WEIGHTS, metadata={"format": "pt"})
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    modules = [{"idx": i, "name": name, "path": path, "type": kind} for i, (name, path, kind) in enumerate(_MODULES)]
    normalise = {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}
    settings = {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "", "document": ""},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
        FOLDED: True,
    }
    for path, content in (
        (MODULES, modules),
        (f"{_MODULES[1][1]}/config.json", normalise),
        (SETTINGS, settings),
    ):
        (folder / path).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
