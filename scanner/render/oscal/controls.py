"""Which controls were reviewed, and what became of each."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from scanner.model import Finding, Json, Report, Verdict
from scanner.render.common import json_text, redact
from scanner.render.frameworks import named
from scanner.render.oscal.rows import Rows, prop, risk_id
from scanner.render.standards import solid

_NIST = "nist_800_53_r5"
_UUID_BYTES = 16

Control = tuple[str, str]
"""A framework's name and a control's id."""


class Controls:
    """Gathers what was observed for each rule, and tells what that makes of the controls that the rules serve."""

    def __init__(self, report: Report) -> None:
        self._complete = report.coverage.complete
        self._serving: dict[Control, list[str]] = defaultdict(list)
        for rule in report.rules.values():
            for framework, controls in sorted(rule.controls.items()):
                for control in controls:
                    self._serving[framework, control].append(rule.id)
        self._failed: dict[str, bytearray] = defaultdict(bytearray)
        self._risks: dict[str, bytearray] = defaultdict(bytearray)
        self._passed: dict[str, bytearray] = defaultdict(bytearray)
        self._counts: Counter[tuple[str, Verdict]] = Counter()

    def add(self, finding: Finding, observation: str) -> None:
        """Remember what was observed. observation: its UUID."""
        rule_id, verdict = finding.rule.id, finding.decision.verdict
        self._counts[rule_id, verdict] += 1
        if verdict is Verdict.PASS:
            self._passed[rule_id] += UUID(observation).bytes
        elif verdict is not Verdict.UNKNOWN:
            self._failed[rule_id] += UUID(observation).bytes
            self._risks[rule_id] += UUID(risk_id(finding.fingerprint)).bytes

    def reviewed(self) -> dict[str, Json]:
        """Name the controls of each framework that a rule serves."""
        by_framework: dict[str, list[str]] = defaultdict(list)
        for framework, control in sorted(self._serving):
            by_framework[framework].append(control_id(framework, control))
        selections: list[dict[str, Json]] = [
            {
                "description": solid(named(framework).title),
                "include-controls": [{"control-id": each} for each in ids],
            }
            for framework, ids in by_framework.items()
        ]
        none = {"description": "No rule serves a control, so none was reviewed.", "include-all": {}}
        return {"control-selections": selections or [none]}

    def findings(self, rows: Rows) -> Iterator[str]:
        """Make the text of a finding for each control of which something can be said for sure.

        Not satisfied: a rule that serves it fails, waived or not. Satisfied: one passes, none fails, none is unknown,
        and the whole scan is complete.
        """
        for (framework, control), rules in sorted(self._serving.items()):
            counts = {verdict: sum(self._counts[rule, verdict] for rule in rules) for verdict in Verdict}
            failures = counts[Verdict.FAIL] + counts[Verdict.WAIVED]
            if failures:
                observed, risks = _uuids(self._failed, rules), _uuids(self._risks, rules)
                state = {"state": "not-satisfied", "reason": "fail" if counts[Verdict.FAIL] else "other"}
            elif counts[Verdict.PASS] and not counts[Verdict.UNKNOWN] and self._complete:
                observed, risks = _uuids(self._passed, rules), iter(())
                state = {"state": "satisfied", "reason": "pass"}
            else:
                continue
            told = named(framework).controls.get(control, "")
            title = solid(f"{named(framework).title}: {control} {told}".strip())
            head = {
                "uuid": rows.run("finding", framework, control),
                "title": title,
                "description": _words(counts),
                "props": [prop("framework", framework), prop("control", control)],
                "target": {
                    "type": "objective-id",
                    "target-id": f"{control_id(framework, control)}_obj",
                    "title": title,
                    "status": state,
                },
            }
            yield "".join(
                (
                    json_text(head, indent=False)[:-1],
                    _related("related-observations", "observation-uuid", observed),
                    _related("related-risks", "risk-uuid", risks),
                    "}",
                )
            )


def _related(key: str, of: str, uuids: Iterable[str]) -> str:
    """Write references as text at once: there may be 100,000. Without any, nothing: OSCAL has no empty list."""
    references = ",".join(f'{{"{of}":"{each}"}}' for each in uuids)
    return f',"{key}":[{references}]' if references else ""


def _uuids(known: dict[str, bytearray], rules: list[str]) -> Iterator[str]:
    for rule in rules:
        held = known.get(rule, b"")
        for start in range(0, len(held), _UUID_BYTES):
            yield str(UUID(bytes=bytes(held[start : start + _UUID_BYTES])))


def _words(counts: dict[Verdict, int]) -> str:
    words = {Verdict.FAIL: "fail", Verdict.WAIVED: "are waived", Verdict.UNKNOWN: "are unknown", Verdict.PASS: "pass"}
    return "Of the checks for it, " + ", ".join(f"{counts[verdict]} {word}" for verdict, word in words.items()) + "."


def control_id(framework: str, control: str) -> str:
    """Return the id of a control as a token: that of NIST's own catalogue for SP 800-53, else with its framework.

    Where characters had to be replaced, a digest keeps two controls apart.
    """
    if framework == _NIST and (parts := re.fullmatch(r"([A-Z]{2}-\d+)(?:\((\d+)\))?", control)):
        number, enhancement = parts.groups()
        return f"{number.lower()}.{enhancement}" if enhancement else number.lower()
    whole = f"{framework}_{control}"
    token = re.sub(r"[^A-Za-z0-9._-]", "_", redact(whole))
    if token == whole and not re.match(r"[0-9.-]", token):
        return token
    return f"_{token[:64]}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
