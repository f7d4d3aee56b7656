"""The drill's stack, standing at https://localhost until its input is closed: for scanners from outside.

python -m benchmarks.drill.stand: nginx takes 443 and 80, so it wants the right to. Prints where the
certificate is, and for each of some pages the cookies of the browser that may see it.
"""

import json
import sys

from benchmarks.drill.people import Person
from benchmarks.drill.stack import Stack
from benchmarks.drill.strangers import JOIN, MEMBERS, PASSWORD


def main() -> int:
    stack = Stack(outer=443, plain=80)
    try:
        if not stack.nginx:
            raise SystemExit("There is no nginx on this machine.")
        person, lead = Person(stack), Person(stack)
        person.walk_to_review()
        result = person.submit().place
        stack.manage("shell", "-v", "0", "-c", JOIN)
        lead.send("/accounts/login/", {"login": MEMBERS[0], "password": PASSWORD})
        team = lead.send("/teams/new/", {"name": "Scanned"}).place.removesuffix("members/")
        pages = dict.fromkeys(["/", "/accounts/login/", person.begin(), result], person.cookie)
        pages |= dict.fromkeys([team, "/account/"], lead.cookie)
        print(json.dumps({"certificate": str(stack.log / "certificate.pem"), "pages": pages}), flush=True)
        sys.stdin.read()
    finally:
        stack.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
