"""What the renderers share: findings, their identity and order, safe text, and the text of a fact.

A name in AWS may hold markup, escape sequences or commands for a CI system. `visible` and `ci_safe` make such
characters harmless by showing them; nothing is ever dropped, so that two names never look the same by omission.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import quote

import orjson

from scanner.findings import fingerprint
from scanner.model import AccountScope, Assessment, Decision, Fact, Finding, Json, Report, Rule, Scope, Verdict, Waiver

ACTIONABLE = frozenset({Verdict.FAIL, Verdict.UNKNOWN})
"""The verdicts of findings on which somebody has to act."""

FOUND = ACTIONABLE | {Verdict.WAIVED}
"""The verdicts that make a decision a finding."""


def finding(report: Report, assessment: Assessment, decision: Decision) -> Finding:
    """Make a finding of one decision of `assessment`."""
    return Finding(
        fingerprint=fingerprint(decision.rule_id, assessment.fact),
        rule=report.rules[decision.rule_id],
        fact=assessment.fact,
        profile=assessment.profile,
        decision=decision,
        waiver=waiver(report, decision.waiver) if decision.waiver else None,
    )


def waiver(report: Report, name: str) -> Waiver:
    """The waiver of an id."""
    return next(use.waiver for use in report.waivers if use.waiver.id == name)


def findings(report: Report, verdicts: frozenset[Verdict] = FOUND) -> Iterator[Finding]:
    """Stream every finding of these verdicts, ordered by place (account, Region, kind, id) and then by rule id."""
    for assessment in report.assess():
        for decision in assessment.decisions:
            if decision.verdict in verdicts:
                yield finding(report, assessment, decision)


def scope_json(scope: Scope) -> dict[str, Json]:
    """What was looked at: the accounts, Regions and collectors together, and account by account."""
    return {
        "accounts": scope.accounts,
        "regions": scope.regions,
        "collectors": sorted(scope.collectors),
        "detail": scope.detail,
        "estate": [
            {
                "id": account.id,
                "name": account.name,
                "regions": sorted(account.regions),
                "not_enabled": sorted(account.not_enabled),
            }
            for account in sorted(scope.estate)
        ],
    }


def titled(account: AccountScope) -> str:
    """Name an account for people: "111122223333 (production)"."""
    return f"{account.id} ({account.name})" if account.name else account.id


def not_enabled(scope: Scope) -> dict[str, list[str]]:
    """Regions that were asked for, with the accounts that have not enabled them; both in order."""
    found = defaultdict(list)
    for account in sorted(scope.estate):
        for region in account.not_enabled:
            found[region].append(titled(account))
    return dict(sorted(found.items()))


def worst(report: Report, count: int, verdicts: frozenset[Verdict] = ACTIONABLE) -> list[Finding]:
    """Return the `count` worst findings with one of `verdicts`, worst first, holding no more than those in memory."""
    return heapq.nsmallest(count, findings(report, verdicts), key=lambda found: found.sort_key)


# What is drawn as nothing, or redraws what stands around it: controls, line and paragraph separators, everything
# that Unicode calls default ignorable (zero-width, bidi marks, fillers, variation selectors, tags), interlinear
# marks, noncharacters and lone surrogates. A fixed list: `unicodedata` differs from one Python to the next.
_INVISIBLE = (
    r"\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
_BEYOND_BMP = r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
_HIDDEN = re.compile(f"[{_INVISIBLE}{_BEYOND_BMP}]")
_HIDDEN_BUT_NEWLINE = re.compile(f"(?!\\n)[{_INVISIBLE}{_BEYOND_BMP}]")
_HIDDEN_IN_JSON = re.compile(f"(?!\\n)[{_INVISIBLE}]")


def visible(text: str, *, multiline: bool = False) -> str:
    r"""Show what a screen would hide or obey as `\xNN`, `\uNNNN` or `\UNNNNNNNN`.

    The result is one line, unless `multiline` lets line feeds through.
    """
    if text.isascii() and text.isprintable():
        return text
    return (_HIDDEN_BUT_NEWLINE if multiline else _HIDDEN).sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFF:  # noqa: PLR2004 - what two hex digits hold
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - what four hex digits hold


# GitHub (after leading space, and its older form anywhere), Azure Pipelines, TeamCity, GitLab.
_CI_COMMAND = re.compile(r"(?im)^[^\S\n]*::|##(?=\[|vso\[|teamcity\[)|section_(?:start|end):")


def ci_safe(text: str) -> str:
    r"""Keep `text` from being obeyed by a CI system that reads the log: one character of a command becomes `\xNN`."""
    return _CI_COMMAND.sub(lambda match: f"{match[0][:-1]}\\x{ord(match[0][-1]):02x}", text)


# Safehold reads no secrets, but AWS repeats in its messages what callers sent, and people put anything in tags.
_SECRET = re.compile(
    r"(?P<kept>(?i:secret_?access_?key|session_?token|security-token|x-amz-(?:signature|credential))"
    r"[\\\"']*\s*(?:[:=]|%(?:25)*3[dD])\s*[\\\"']*)[A-Za-z0-9/+=%._-]{16,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"
    r"|(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[A-Za-z0-9/+=]{40,}"
)

_IN_SECRETS = (
    *("secretaccess", "secret_access", "sessiontoken", "session_token", "security-token", "x-amz-s", "x-amz-c"),
    *("akia", "asia", "iqojb3", "fwogzx", "fqogzx", "aqodyx"),
)
"""In lower case: of these, every text that `_SECRET` matches has at least one."""


def redact(text: str) -> str:
    """Replace what looks like an AWS access key id, secret key, session token or signature with `[redacted]`."""
    if text.isascii():  # where lower case is all that ignoring case means, looking for words is twenty times as fast
        lower = text.lower()
        if not any(word in lower for word in _IN_SECRETS):
            return text
    return _SECRET.sub(lambda match: f"{match['kept'] or ''}[redacted]", text)


def shown(text: str, *, multiline: bool = False) -> str:
    """Show a text as `visible` does, without what looks like a secret."""
    return visible(redact(text), multiline=multiline)


def message(finding: Finding) -> str:
    """Say in one safe line why a finding is one: what was found, or why it could not be judged."""
    texts = [detail.message for detail in finding.decision.details] or [finding.decision.reason]
    return shown("; ".join(text for text in texts if text) or finding.rule.title)


_PLACEHOLDER = re.compile(r"\{(name|region|account)\}")
_PLAIN = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./:-]*")


def remedy(rule: Rule, fact: Fact, *, longest: int = 255) -> str:
    """Return the rule's remediation with {name}, {region} and {account} filled in.

    People paste it into a shell. A value that a shell could read as anything but one plain word, or that has more
    than `longest` characters, is not filled in: its placeholder stays, which no quoting around it makes a command.
    """
    values = {"name": fact.name, "region": fact.region, "account": fact.account}

    def fill(match: re.Match[str]) -> str:
        value = values[match[1]]
        return value if len(value) <= longest and _PLAIN.fullmatch(value) else match[0]

    return redact(_PLACEHOLDER.sub(fill, visible(rule.remediation, multiline=True)))


def advice(finding: Finding, *, longest: int = 255) -> str:
    """Say what to do about a finding: the remedy of a failure, and of an unknown that it has to become known."""
    if finding.decision.verdict is Verdict.UNKNOWN:
        return "Remove what kept the rule from an answer, then scan again."
    return remedy(finding.rule, finding.fact, longest=longest)


def resource_path(fact: Fact) -> str:
    """Make up a relative path for a resource, for formats that know files only: different for each (kind, id).

    It is percent-encoded and holds no colon, no backslash and no empty, "." or ".." segment, decoded or not.
    """
    service, _, rest = fact.kind.partition(".")
    folders = (fact.account, fact.region, service, *((rest,) if rest else ()))
    digest = hashlib.sha256(orjson.dumps([fact.kind, fact.id])).hexdigest()[:16]
    return "/".join(("cloud/aws", *(segment(folder) for folder in folders), f"{segment(fact.name)}~{digest}.json"))


def segment(text: str) -> str:
    """Make one segment of a path of any text; different texts may become the same."""
    cleaned = re.sub(r"[/\\:]", "_", shown(text)[:64])
    return quote("_" if cleaned in {"", ".", ".."} else cleaned, safe="")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in a text: 1-based lines and columns (in code points), the end column exclusive."""

    line: int
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class FactText:
    """A fact and its profile as indented JSON, free of secrets and of characters that a screen would hide."""

    text: str
    document: Mapping[str, Json]

    @property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.split("\n")[:-1]

    def place(self, pointer: str) -> Place:
        """Find the line of a JSON pointer, or of its deepest ancestor that the fact has.

        A pointer of which the fact has nothing (what other resources say about it: /links/...) and the root lead
        to the line of the id. Of an object or array, the place is the line on which it begins.
        """
        line = self._line(tokens(pointer)) or self._line(["id"])
        shown = self.lines[line - 1]
        column = len(shown) - len(shown.lstrip(" ")) + 1
        return Place(line=line, column=column, end_column=len(shown.removesuffix(",")) + 1)

    def _line(self, tokens: list[str]) -> int:
        """Return the line of the deepest part of `tokens` that there is; 0 when there is none."""
        value: Json = self.document
        line, depth = 1, 0
        for token in tokens:
            entries = _entries(value)
            keys = [key for key, _ in entries]
            if token not in keys:
                break
            index = keys.index(token)
            line += 1 + sum(_height(entry) for _, entry in entries[:index])
            value = entries[index][1]
            depth += 1
        return line if depth else 0


def fact_document(described: Assessment | Finding) -> dict[str, Json]:
    """Return the fact and its profile."""
    fact, profile = described.fact, described.profile
    return {
        "account": fact.account,
        "config": fact.config,
        "gaps": [asdict(gap) for gap in fact.gaps],
        "id": fact.id,
        "kind": fact.kind,
        "name": fact.name,
        "profile": {item.name: getattr(profile, item.name) for item in fields(profile)},
        "region": fact.region,
        "tags": fact.tags,
    }


def fact_text(described: Assessment | Finding) -> FactText:
    """Write the fact and its profile as JSON, the same on every call."""
    document = fact_document(described)
    return FactText(text=json_text(document), document=document)


def json_text(document: Json, *, indent: bool = True) -> str:
    r"""Write JSON with sorted keys, without secrets, invisible characters as `\uNNNN`: indented, or on one line."""
    text = orjson.dumps(document, option=_INDENTED if indent else orjson.OPT_SORT_KEYS).decode()
    if text.isascii() and "\x7f" not in text:  # JSON escapes every other control
        return redact(text)
    return _HIDDEN_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", redact(text))


_INDENTED = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def tokens(pointer: str) -> list[str]:
    """Split a JSON pointer (RFC 6901) into the keys that it names."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _entries(value: Json) -> list[tuple[str, Json]]:
    """Return the parts of a value in the order in which they are written."""
    if isinstance(value, Mapping):
        return sorted(value.items())
    if isinstance(value, list | tuple):
        return [(str(index), entry) for index, entry in enumerate(value)]
    return []


def _height(value: Json) -> int:
    """Return how many lines a value takes: an empty object or array stays on one."""
    entries = _entries(value)
    return 2 + sum(_height(entry) for _, entry in entries) if entries else 1
