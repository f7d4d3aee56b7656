"""The audit log: one line of JSON for each event that matters, on standard output.

Never an answer, a score, a token, an address, a name or free text: ids are random,
so that after erasure a line points to nobody.
"""

import json
import logging
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from uuid import UUID

logger = logging.getLogger("audit")


def network_of(address: str) -> str:
    """The network of an address: /24 for version 4, /48 for version 6; empty if it is none."""
    try:
        prefix = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{prefix}", strict=False))
    except ValueError:
        return ""


def record(  # the fields of one line, all by name
    event: str,
    *,
    actor: UUID | None = None,
    kind: str = "",
    uid: UUID | str | None = None,
    outcome: str = "done",
    reason: str = "",
    request_id: str = "",
    network: str = "",
) -> None:
    """Write one event; `reason` is a code, never a sentence somebody typed."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "actor": str(actor) if actor else None,
        "object": kind,
        "id": str(uid) if uid else None,
        "outcome": outcome,
        "reason": reason,
        "request": request_id,
        "network": network,
    }
    logger.info(json.dumps(line))
