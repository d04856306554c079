"""The errors a user can meet, each one line: the value seen and what to do next."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超过系统允许的大小",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里只能读",
    errno.ENOENT: "路径不存在",
    errno.EEXIST: "那里已有一个同名的文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "那里是一个文件夹",
    errno.ELOOP: "符号链接成环",
    errno.ENAMETOOLONG: "名字太长",
    errno.EIO: "磁盘读写出错",
}


def os_reason(error: OSError) -> str:
    """Why the system refused, in Chinese where the case is a usual one."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


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
