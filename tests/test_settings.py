"""Settings: defaults, every variable, and values that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import UsageError
from rag.settings import Settings


def test_defaults_need_no_environment() -> None:
    settings = Settings.from_environment({})
    assert (settings.encoder, settings.llm, settings.reranker) == (None, None, None)
    assert (settings.host, settings.port, settings.passage_count) == ("127.0.0.1", 7860, 10)
    assert settings.data_dir.name == "ronghe"


def test_every_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "RONGHE_DATA": "/tmp/d",
            "RONGHE_ENCODER": "BAAI/bge-small-zh-v1.5",
            "RONGHE_QUERY_PROMPT": "问：",
            "RONGHE_WORDS": "/tmp/words.txt",
            "RONGHE_LLM": "openai:some-model",
            "RONGHE_LLM_TIMEOUT": "5.5",
            "RONGHE_PASSAGES": "7",
            "RONGHE_HOST": "0.0.0.0",
            "RONGHE_PORT": "8080",
        }
    )
    assert (settings.data_dir, settings.words) == (Path("/tmp/d"), Path("/tmp/words.txt"))
    assert settings.encoder == "BAAI/bge-small-zh-v1.5"
    assert (settings.query_prompt, settings.passage_prompt) == ("问：", None)
    assert (settings.llm, settings.llm_timeout_seconds) == ("openai:some-model", 5.5)
    assert (settings.passage_count, settings.host, settings.port) == (7, "0.0.0.0", 8080)


def test_blank_values_are_as_good_as_none() -> None:
    assert Settings.from_environment({"RONGHE_LLM": " ", "RONGHE_PORT": ""}) == Settings.from_environment({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RONGHE_LLM", "gpt-4o"),
        ("RONGHE_LLM", ":model"),
        ("RONGHE_PORT", "http"),
        ("RONGHE_PORT", "70000"),
        ("RONGHE_PASSAGES", "0"),
        ("RONGHE_LLM_TIMEOUT", "nan"),
    ],
)
def test_an_unusable_value_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name) as error:
        Settings.from_environment({name: value})
    assert value in str(error.value)
    assert "\n" not in str(error.value)


def test_a_command_line_folder_wins(tmp_path: Path) -> None:
    settings = Settings.from_environment({"RONGHE_DATA": "/tmp/d"})
    assert settings.with_data_dir(tmp_path).data_dir == tmp_path
    assert settings.with_data_dir(None) is settings
