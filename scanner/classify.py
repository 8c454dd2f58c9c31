"""What each resource is to its owners: application, site, data type and tier, each with the reason.

Application, data type and tier are decided separately, each by the first that answers: the resource's tags, FormKiQ
discovery, the rules in safehold.yaml, the default. No missing fact may make a promise smaller than it is, so the
tier is None (and every rule's answer then unknown) whenever something that could not be read might have decided:

- Tags come first, so tags that could not be read leave the tier unknown, whatever a rule says.
- A tag whose value names no tier or data type is a promise that cannot be understood, not a missing one.
- FormKiQ discovery comes before the default. Where its installations could not be listed, a resource that nothing
  else classifies might be FormKiQ's documents, which must meet more than what is unclassified. A tag, a name that
  FormKiQ's templates give, and a rule that the user wrote for the resource stand by themselves.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass

from scanner.formkiq import DATA_KINDS, FormKiQ, Recognised
from scanner.model import Fact, Profile
from scanner.settings import ClassificationRule, Config
from scanner.snapshot import Snapshot
from scanner.tiers import DATA_TYPES, Tiers

_CLASSIFIED_KINDS = frozenset(
    {"dynamodb.table", "ec2.volume", "efs.file_system", "rds.cluster", "rds.instance", "s3.bucket"}
)
"""What holds data of any type. Of every other kind, the kind says what it holds."""
_HELD = {
    "backup": "backup_records",
    "cloudtrail": "logs",
    "cognito": "identity",
    "dynamodb.backup": "backup_records",
    "dynamodb.export": "backup_records",
    "ec2.snapshot": "backup_records",
    "evidence": "backup_records",
    "logs": "logs",
    "opensearch": "search_index",
    "sqs": "processing",
}
"""Data types by kind, or by the first part of the kind. Everything else is configuration."""

_Answer = tuple[str, str]
"""What was decided, and why."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A classification rule, ready to be asked."""

    rule: ClassificationRule
    arn: re.Pattern[str]
    name: re.Pattern[str]
    tags: tuple[tuple[str, re.Pattern[str]], ...]

    def matches(self, fact: Fact) -> bool:
        match, tags = self.rule.match, fact.tags or {}
        return (
            match.kind in {None, fact.kind}
            and match.account in {None, fact.account}
            and match.region in {None, fact.region}
            and self.arn.match(fact.id) is not None
            and self.name.match(fact.name) is not None
            and all(key in tags and pattern.match(tags[key]) for key, pattern in self.tags)
        )


class Classifier:
    """Gives each fact of a snapshot its profile."""

    def __init__(self, snapshot: Snapshot, config: Config, tiers: Tiers) -> None:
        self._config = config
        self._tiers = tiers
        self._formkiq = FormKiQ(snapshot)
        self._rules = tuple(_compiled(rule) for rule in config.classification)

    def profile(self, fact: Fact) -> Profile:
        """What the resource is, and why that is thought."""
        rules = [each.rule for each in self._rules if each.matches(fact)]
        formkiq = self._formkiq.recognise(fact)
        application = self._application(fact, formkiq, rules)
        data_type = self._data_type(fact, formkiq, rules)
        tier = self._tier(fact, rules)
        site = _by_rule(rules, lambda rule: rule.site)
        if formkiq and formkiq.site:
            site = formkiq.site, formkiq.why_application
        doubt = self._doubt(fact, data_type)
        because = {
            "application": application[1] if application else "nothing says which application it belongs to",
            "data_type": data_type[1] if data_type else "nothing says what data it holds, so it is the default",
            "tier": doubt or (tier[1] if tier else "nothing says which tier it was promised, so it is the default"),
        }
        if site:
            because["site"] = site[1]
        return Profile(
            application=application[0] if application else None,
            site=site[0] if site else None,
            data_type=data_type[0] if data_type else self._config.default_data_type,
            tier=None if doubt else tier[0] if tier else self._config.default_tier,
            because=because,
            classified=bool(data_type or tier),
        )

    def _application(self, fact: Fact, formkiq: Recognised | None, rules: list[ClassificationRule]) -> _Answer | None:
        tag = _by_tag(fact, self._config.tag_names.application)
        if formkiq and (tag is None or tag[0] == "FormKiQ"):  # the tag that FormKiQ sets: discovery knows which one
            return formkiq.application, formkiq.why_application
        return tag or _by_rule(rules, lambda rule: rule.application)

    def _data_type(self, fact: Fact, formkiq: Recognised | None, rules: list[ClassificationRule]) -> _Answer | None:
        if fact.kind not in _CLASSIFIED_KINDS:
            return _by_kind(fact)
        tag = _by_tag(fact, self._config.tag_names.data_type)
        if tag and tag[0] in DATA_TYPES:
            return tag
        if formkiq and formkiq.data_type:
            return formkiq.data_type, formkiq.why_data_type
        return _by_rule(rules, lambda rule: rule.data_type)

    def _tier(self, fact: Fact, rules: list[ClassificationRule]) -> _Answer | None:
        tag = _by_tag(fact, self._config.tag_names.tier)
        if tag and tag[0] in self._tiers.names:
            return tag
        return _by_rule(rules, lambda rule: rule.tier)

    def _doubt(self, fact: Fact, data_type: _Answer | None) -> str:
        """Why it cannot be told which tier the resource was promised; "" if it can."""
        if fact.tags is None:
            why = next((gap.detail for gap in fact.gaps if gap.touches("/tags")), "no reason given")
            return f"its tags, which say the tier, could not be read: {why}"
        names = self._config.tag_names
        for tag, known, what in ((names.tier, self._tiers.names, "tier"), (names.data_type, DATA_TYPES, "data type")):
            value = fact.tags.get(tag)
            if value is not None and value not in known:
                return f"tag {tag}={value!r} names no {what}; known: {', '.join(known)}"
        may_be = fact.kind in DATA_KINDS and not data_type
        gap = self._formkiq.incomplete(fact.account, fact.region) if may_be else None
        if gap:
            return (
                "nothing says what data it holds, and it may be FormKiQ's, whose installations in "
                f"{fact.account} {fact.region} are not fully known: {gap.detail}"
            )
        return ""


def _by_kind(fact: Fact) -> _Answer:
    """What the kind says: of an export, the kind of what is exported."""
    kind, exported = fact.kind, fact.config.get("subject_kind")
    if kind == "export.location" and isinstance(exported, str):
        kind = exported
    data_type = _HELD.get(kind) or _HELD.get(kind.partition(".")[0], "configuration")
    return data_type, f"every {'export of a ' if kind != fact.kind else ''}{kind} holds {data_type}"


def _compiled(rule: ClassificationRule) -> _Rule:
    match = rule.match
    tags = tuple((key, _glob(pattern)) for key, pattern in match.tags.items())
    return _Rule(rule, _glob(match.arn or "*"), _glob(match.name or "*"), tags)


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern))


def _by_tag(fact: Fact, name: str) -> _Answer | None:
    value = (fact.tags or {}).get(name)
    return None if value is None else (value, f"tag {name}={value!r} says so")


def _by_rule(rules: list[ClassificationRule], answer: Callable[[ClassificationRule], str | None]) -> _Answer | None:
    """The answer of the first rule that has one."""
    for rule in rules:
        value = answer(rule)
        if value is not None:
            return value, f"the rule {rule.name!r} in safehold.yaml says so"
    return None
