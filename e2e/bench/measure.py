"""Runs a command and writes what it cost, its children included, to a JSON file.

    measure.py COSTS.json COMMAND [ARGUMENT...]
"""

import json
import os
import signal
import subprocess
import sys
import time


def main() -> int:
    costs_path, *command = sys.argv[1:]
    started = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    # Whoever ends the measurement ends what is measured.
    signal.signal(signal.SIGTERM, lambda *_: child.kill())
    # wait4 gives the usage of this child alone; getrusage would add up all there ever were.
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - started
    costs = {
        "wallMs": wall * 1000,
        "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
        "userMs": usage.ru_utime * 1000,
        "systemMs": usage.ru_stime * 1000,
        "peakBytes": usage.ru_maxrss * 1024,
        "exitCode": os.waitstatus_to_exitcode(status),
    }
    with open(costs_path, "w", encoding="utf-8") as file:
        json.dump(costs, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
