"""Verdicts, decided here and nowhere else: what is good must be proven, and what is missing is never good.

The first of these that holds decides:
    1. the document does not fit its schema                                        UNKNOWN
    2. the tier is not known                                                       UNKNOWN
    3. the tier does not require it                                                NOT_APPLICABLE
    4. a gap touches what the rule needs whole                                     UNKNOWN
    5. the engine erred, or `exempt` and `compliant` contradict each other         UNKNOWN
    6. a gap touches what it needs in part, and the rest does not prove the good   UNKNOWN
    7. `exempt`                                                                    NOT_APPLICABLE
    8. `compliant`                                                                 PASS
    9. `unknown` says that the facts, though whole, do not answer                  UNKNOWN
    10. everything else                                    FAIL, or WAIVED under a waiver that has not expired
A misfit comes before "not required": what the tier requires was looked up by the fact's kind and tags, and a fact
that is wrong somewhere cannot be trusted to be right about those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scanner.engines import Outcome
from scanner.model import Decision, Detail, Gap, GapReason, Json, Profile, Rule, Verdict, WaiverUse

# NOT_COLLECTED says it all in the detail.
_REASONS = {
    GapReason.ACCESS_DENIED: "access is denied",
    GapReason.THROTTLED: "AWS throttled the calls",
    GapReason.NOT_SUPPORTED: "this endpoint cannot do it",
    GapReason.NOT_FOUND: "AWS did not find it",
    GapReason.ERROR: "the call failed",
    GapReason.NOT_COLLECTED: "",
}


def decide_early(
    rule: Rule, *, misfit: str, profile: Profile, requires: Mapping[str, Json], gaps: Sequence[Gap]
) -> Decision | None:
    """The decision that needs no engine (1 to 4 above), or None when the rule has to be asked.

    misfit: why the document does not fit its schema, "" if it does; it is expected to hold `requires` too.
    gaps: of the fact and of its links.
    """
    if misfit:
        return _unknown(rule, f"the fact does not fit its schema: {misfit}")
    if profile.tier is None:
        return _unknown(
            rule, f"the tier is not known: {profile.because.get('tier', 'nothing says which was promised')}"
        )
    missing = [name for name in rule.requires if name not in requires]
    if missing:
        what = f"tier {profile.tier} does not require {', '.join(missing)} of {profile.data_type}"
        return Decision(rule.id, Verdict.NOT_APPLICABLE, what)
    return _unread(rule, [need for need in rule.needs if need not in rule.part_suffices], gaps)


def decide(rule: Rule, outcome: Outcome, gaps: Sequence[Gap] = ()) -> Decision:
    """The decision about a fact of which `decide_early` gave none, with the same gaps."""
    if broken := _broken(outcome):
        return _unknown(rule, broken)
    unread = _unread(rule, rule.part_suffices, gaps)
    if unread and not outcome.compliant:
        return unread
    if outcome.exempt:
        return Decision(rule.id, Verdict.NOT_APPLICABLE, "the rule does not concern this resource")
    if outcome.compliant:
        return Decision(rule.id, Verdict.PASS)
    if outcome.unknown:
        return _unknown(rule, "; ".join(outcome.unknown))
    return Decision(rule.id, Verdict.FAIL, details=outcome.details or (_stand_in(rule),))


def waived(decision: Decision, use: WaiverUse) -> Decision:
    """A failure for which a waiver is meant: WAIVED while that holds; a failure that names it when it has expired."""
    verdict = decision.verdict if use.expired else Verdict.WAIVED
    return replace(decision, verdict=verdict, waiver=use.waiver.id)


def _broken(outcome: Outcome) -> str:
    """Why nothing that the rule says can be believed; "" if it can."""
    if outcome.error:
        return f"the rule could not be evaluated: {outcome.error}"
    if outcome.exempt and outcome.compliant:
        return "the rule contradicts itself: the fact is both exempt and compliant"
    return ""


def _unread(rule: Rule, pointers: Sequence[str], gaps: Sequence[Gap]) -> Decision | None:
    """UNKNOWN, if a gap touches one of the pointers."""
    if not gaps:
        return None
    touching = [gap for gap in gaps if any(gap.touches(pointer) for pointer in pointers)]
    return _unknown(rule, _told(touching)) if touching else None


def _unknown(rule: Rule, reason: str) -> Decision:
    return Decision(rule.id, Verdict.UNKNOWN, reason)


def _stand_in(rule: Rule) -> Detail:
    """What a failure says when the rule did not explain it."""
    return Detail(f"not proven: {rule.title}", "", expected=None, actual=None)


def _told(gaps: Sequence[Gap]) -> str:
    """What is not known, and for each place why."""
    by_path: dict[str, list[str]] = {}
    for gap in gaps:
        why = ": ".join(part for part in (gap.operation, _REASONS[gap.reason], gap.detail) if part)
        by_path.setdefault(gap.path, []).append(why)
    return "; ".join(
        f"{path or 'the fact'} is not known: {', '.join(sorted(set(whys)))}" for path, whys in by_path.items()
    )
