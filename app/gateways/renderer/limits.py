"""The fence around a child: memory, processor, files, time, and no network."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _NO_CORE, _NO_NEW_RIGHTS = 1, 4, 38


@dataclass(frozen=True)
class Fence:
    """How much one child may use. Memory in bytes, the rest in seconds and files."""

    memory: int
    processor: int = 15
    wall: int = 20
    file_size: int = 32 << 20
    files: int = 64


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def leave_network() -> bool:
    """Move this process to a network of its own, without any way out. Linux only."""
    libc = _libc()
    if libc is None:
        return False
    if libc.unshare(_NEW_NET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_NET) != 0:
        return False
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    return True


def die_with(parent: int) -> None:
    """End at once when the process that forked this one ends. Linux only."""
    libc = _libc()
    if libc is None:
        return
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    libc.prctl(_NO_CORE, 0, 0, 0, 0)
    if os.getppid() != parent:
        # It ended before the kernel was told.
        os._exit(1)


def close_fence(fence: Fence) -> None:
    """Take the limits; they cannot be taken back by this process."""
    for which, amount in (
        (resource.RLIMIT_AS, fence.memory),
        (resource.RLIMIT_CPU, fence.processor),
        (resource.RLIMIT_FSIZE, fence.file_size),
        (resource.RLIMIT_NOFILE, fence.files),
        (resource.RLIMIT_CORE, 0),
    ):
        # A lower limit that is already set stays; macOS knows no limit on address space.
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (amount, amount))
