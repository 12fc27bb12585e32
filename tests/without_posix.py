"""Run `digest` as on Windows: without the modules and functions that only POSIX has."""

import importlib
import os
import signal
import sys

MODULES = ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "readline", "syslog")
OS_FUNCTIONS = (
    "chown", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups", "getpgid", "getuid",
    "initgroups", "killpg", "lchown", "mkfifo", "mknod", "nice", "pread", "pwrite", "sched_getaffinity", "setsid",
    "statvfs", "sync", "sysconf", "uname", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "EX_OK",
)  # fmt: skip
SIGNALS = ("SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "pause", "alarm")


def remove() -> None:
    """Make the imports fail, and the attributes unknown."""
    for name in MODULES:
        sys.modules[name] = None
    for module, names in ((os, OS_FUNCTIONS), (signal, SIGNALS)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)


if __name__ == "__main__":
    # This library chooses its module by the name of the system, so it needs what POSIX has here.
    importlib.import_module("platformdirs.unix")
    remove()
    from digest.__main__ import main

    main()
