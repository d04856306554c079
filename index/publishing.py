"""The data folder on disk: who may write, which snapshot is current, what may be deleted.

    DATA/CURRENT              the version that readers open; switched by one atomic rename
    DATA/snapshots/<version>/ published snapshots, never changed afterwards
    DATA/snapshots/.building-*  unfinished ones; cleaned by the next build
    DATA/documents/, DATA/corrections/  what a rebuild needs
    DATA/build.lock           held by the one build that runs

It knows nothing of what a snapshot holds.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from index.errors import SnapshotError, os_reason
from index.manifest import MANIFEST_NAME

_BUILDING_PREFIX = ".building-"


def snapshots_dir(data_dir: Path) -> Path:
    return data_dir / "snapshots"


def latest_version(data_dir: str | Path) -> str | None:
    """The current version, by one small read; None where nothing has been indexed yet."""
    try:
        return (Path(data_dir) / "CURRENT").read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def current_folder(data_dir: Path) -> Path:
    """The folder of the current snapshot; `SnapshotError` when there is none."""
    version = latest_version(data_dir)
    if version is None:
        raise SnapshotError(f"{data_dir} 里还没有索引；请先运行 ronghe index build 文件或文件夹")
    folder = snapshots_dir(data_dir) / version
    if not (folder / MANIFEST_NAME).is_file():
        raise SnapshotError(f"当前索引 {version} 的文件夹不完整；请运行 ronghe index rollback 回到上一版")
    return folder


def published_versions(data_dir: Path) -> list[str]:
    """All complete snapshots on disk, oldest first."""
    folder = snapshots_dir(data_dir)
    if not folder.is_dir():
        return []
    return sorted(p.name for p in folder.iterdir() if not p.name.startswith(".") and (p / MANIFEST_NAME).is_file())


def new_version(data_dir: Path) -> str:
    """A name that sorts after every published one, whatever the clock says."""
    version = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    newest = max(published_versions(data_dir), default="")
    return version if version > newest else f"{newest}a"


@contextlib.contextmanager
def build_lock(data_dir: Path) -> Iterator[None]:
    """Hold the right to write `data_dir`. The operating system releases it when the process dies, however it dies."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / "build.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SnapshotError(
            f"数据文件夹 {data_dir} 不能写（{os_reason(error)}）；请检查权限，或用 --data 换一个"
        ) from error
    try:
        if not _try_lock(descriptor):
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() if hasattr(os, "pread") else ""
            raise SnapshotError(f"另一个建库任务（进程 {holder or '未知'}）正在写 {data_dir}；请等它结束后再试")
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def building_folder(data_dir: Path) -> Iterator[Path]:
    """A fresh folder to build aside in; what is left of it afterwards is deleted, and so are those of killed builds."""
    root = snapshots_dir(data_dir)
    root.mkdir(parents=True, exist_ok=True)
    for leftover in root.glob(f"{_BUILDING_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = root / f"{_BUILDING_PREFIX}{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, data_dir: Path, version: str) -> None:
    """Make the finished `folder` the current snapshot: flush it, rename it into place, switch CURRENT.

    Until the switch readers open the old version, from then on the new one; there is no moment between.
    """
    for path in [*(p for p in folder.rglob("*")), folder]:
        _fsync(path)
    target = snapshots_dir(data_dir) / version
    folder.replace(target)
    _fsync(target.parent)
    switch_current(data_dir, version)


def switch_current(data_dir: Path, version: str) -> None:
    temporary = data_dir / "CURRENT.new"
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(version + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(data_dir / "CURRENT")
    _fsync(data_dir)


def prune_snapshots(data_dir: Path, keep: set[str]) -> list[str]:
    """Delete published snapshots not in `keep` that no reader of any process has open; the versions deleted."""
    pruned = []
    for folder in snapshots_dir(data_dir).iterdir():
        if folder.name in keep or folder.name.startswith(".") or not folder.is_dir():
            continue
        if _in_use(folder):
            continue
        # Renamed first: a kill in the middle of deleting must not leave half a snapshot under a version's name.
        doomed = folder.with_name(f"{_BUILDING_PREFIX}pruned-{folder.name}")
        folder.replace(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
        pruned.append(folder.name)
    return sorted(pruned)


def hold_open(folder: Path) -> int:
    """A descriptor that keeps `folder` from being pruned until it is closed (by hand or by the process's end)."""
    descriptor = os.open(folder / MANIFEST_NAME, os.O_RDONLY)
    if sys.platform != "win32":  # Windows does not delete open files in any case
        import fcntl

        # Waits at most for the moment in which a pruner looks; file systems without locks go unprotected.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _in_use(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / MANIFEST_NAME, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(descriptor)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    """Whether the exclusive advisory lock was got at once. It goes when the descriptor is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _fsync(path: Path) -> None:
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
