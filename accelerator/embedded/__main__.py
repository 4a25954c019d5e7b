"""python -m accelerator.embedded demo | reset | env | run -- command …"""

from __future__ import annotations

import argparse
import shlex
import sys

from accelerator.embedded import checkout, demo
from accelerator.embedded.addresses import UnsafeFolder
from accelerator.embedded.processes import Failure


def main() -> int:
    """Run the command; a Failure is one sentence on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m accelerator.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="start everything and run until Ctrl-C")
    commands.add_parser("reset", help="remove the demo's data")
    commands.add_parser("env", help="print the addresses of the demo's services, for a shell")
    run = commands.add_parser("run", help="run one command on the running demo")
    run.add_argument("argv", nargs="+", metavar="command")
    chosen = parser.parse_args()
    try:
        if chosen.command == "demo":
            return demo.Demo().run()
        if chosen.command == "reset":
            return checkout.reset()
        if chosen.command == "run":
            return checkout.run(chosen.argv)
        for name, value in checkout.service_addresses(checkout.local_folder()).items():
            print(f"export {name}={shlex.quote(value)}")
    except (Failure, UnsafeFolder) as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
