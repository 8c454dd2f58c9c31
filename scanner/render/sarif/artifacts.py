"""The files that a run refers to: what was scanned, the rules, and one made-up file for each resource.

They stand in that order, so that the index of each is known before any is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict
from urllib.parse import quote

from scanner.model import Json, Report, Rule
from scanner.render.common import json_text, scope_json

ROOT = "SRCROOT"
"""What every path is relative to: as if the resources lay in the repository of the rules."""
_FIRST_POLICY = 1


def policy_index(rule_index: int) -> int:
    """Return where the file of a rule stands among the artifacts."""
    return _FIRST_POLICY + rule_index


def first_resource(rules: int) -> int:
    """Return where the first resource stands among the artifacts of a run with so many `rules`."""
    return _FIRST_POLICY + rules


def general(report: Report) -> Iterable[dict[str, Json]]:
    """Describe the scan, with what was looked at as contents, and the file of each rule."""
    coverage = report.coverage
    document = {
        "as_of": report.as_of,
        "complete": coverage.complete,
        "engine": report.engine,
        "policy_sha256": report.policy_sha256,
        "scope": scope_json(report.scope),
        "snapshot_sha256": report.snapshot_sha256,
        "taken_at": report.taken_at,
        "tool_version": report.tool_version,
        "units": [
            {
                "account": unit.account,
                "collector": unit.collector,
                "gaps": [asdict(gap) for gap in unit.gaps],
                "kinds": unit.kinds,
                "region": unit.region,
                "vanished": unit.vanished,
            }
            for unit in coverage.units
        ],
    }
    yield _embedded("cloud/aws/scan.json", json_text(document), "What was looked at, and what could not be read.")
    for rule in report.rules.values():
        yield {
            "location": {"uri": policy_path(rule), "uriBaseId": ROOT},
            "mimeType": "text/plain",
            "encoding": "utf-8",
            "roles": ["policy"],
            "description": {"text": f"Rule {rule.id}."},
        }


def resource(path: str, text: str) -> dict[str, Json]:
    """Describe the made-up file of a resource, with the fact as its contents."""
    return _embedded(path, text, "What AWS said of the resource, and what it was promised.")


def _embedded(path: str, text: str, description: str) -> dict[str, Json]:
    content = text.encode()
    return {
        "location": {"uri": path, "uriBaseId": ROOT},
        "length": len(content),
        "mimeType": "application/json",
        "encoding": "utf-8",
        "hashes": {"sha-256": hashlib.sha256(content).hexdigest()},
        "roles": ["attachment"],
        "description": {"text": description},
        "contents": {"text": text},
    }


_CLEAN_PATH = re.compile(r"(?!\.\.?/)[A-Za-z0-9._-]+(?:/(?!\.\.?/)[A-Za-z0-9._-]+)*\.rego")


def policy_path(rule: Rule) -> str:
    """Return a rule's file as a relative path; where its own is none, one made of its package."""
    if _CLEAN_PATH.fullmatch(rule.path):
        return rule.path
    return "/".join(("policies", *(quote(part, safe="") for part in rule.package.split(".")))) + ".rego"
