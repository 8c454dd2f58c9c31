"""What makes a finding the same finding from one scan to the next."""

from __future__ import annotations

import hashlib

import orjson

from scanner.model import Decision, Fact


def fingerprint(rule_id: str, fact: Fact) -> str:
    """Identify a finding across scans: 64 hex digits, from rule, account, Region and ARN alone.

    The parts are joined as a compact JSON array, so that no two different quadruples share a text.
    """
    return hashlib.sha256(orjson.dumps([rule_id, fact.account, fact.region, fact.id])).hexdigest()


def said(decision: Decision) -> str:
    """Digest what a finding is about: where it fails, and what is expected there; 16 hex digits.

    What stands there is left out: ages and dates differ from scan to scan without anything having changed.
    """
    places = sorted({orjson.dumps([detail.at, detail.expected]) for detail in decision.details})
    return hashlib.sha256(b"\n".join(places)).hexdigest()[:16]
