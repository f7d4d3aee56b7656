"""The drill's stack, standing at https://localhost until its input is closed: for scanners from outside.

python -m benchmarks.drill.stand: nginx takes 443 and 80, so it wants the right to. Prints where the
certificate is, a browser's cookies and the addresses of pages that this browser may see.
"""

import json
import sys

from benchmarks.drill.people import Person
from benchmarks.drill.stack import Stack


def main() -> int:
    stack = Stack(outer=443, plain=80)
    try:
        if not stack.nginx:
            raise SystemExit("There is no nginx on this machine.")
        person = Person(stack)
        person.walk_to_review()
        uid = person.reviewing
        person.submit()
        told = {
            "certificate": str(stack.log / "certificate.pem"),
            "cookie": person.cookie,
            "pages": ["/", "/accounts/login/", f"/r/{uid}/", person.begin()],
        }
        print(json.dumps(told), flush=True)
        sys.stdin.read()
    finally:
        stack.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
