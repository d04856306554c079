"""The errors a user can meet, each one line: the value seen and what to do next."""


class RongheError(Exception):
    """Base of every error that is shown to a user as one line."""


class LoadError(RongheError):
    """A file that cannot be read as articles; the message names the file."""


class SnapshotError(RongheError):
    """The index is missing, damaged or does not fit what it is asked to do."""


class EncoderError(RongheError):
    """The sentence encoder is missing or differs from the one the index was built with."""


class ModelError(RongheError):
    """The configured language model failed, timed out or answered unusably."""


class UsageError(RongheError):
    """A request that names something that does not exist or is out of range."""
