"""One finding in Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from scanner.model import Change, Detail, Finding, Json, Verdict
from scanner.render import plain
from scanner.render.columns import clip
from scanner.render.common import advice
from scanner.render.markdown_text import code, header, inline, prose, row, where

_DETAILS = 5
_NAME = 200
_ARN = 400
_PASTED = 60
"""How long a name may be for a command to hold it."""
_COMMAND = re.compile(r"`(aws [^`]+)`")


def told_finding(found: Finding) -> str:
    """Write a finding that opens: what it is, then what was expected, and what to do."""
    fact, profile, decision = found.fact, found.profile, found.decision
    verdict = "" if decision.verdict is Verdict.FAIL else f", {decision.verdict}"
    new = ", new" if plain.change(found) is Change.NEW else ""
    title = f"{inline(found.rule.id)} {inline(found.rule.title)}"
    belongs = " / ".join(code(part) for part in (profile.application, profile.site) if part)
    told = {
        "ARN": code(fact.id, _ARN),
        "Where": where(fact.account, fact.region),
        "Tier": code(profile.tier or "unknown"),
        "Holds": f"{code(profile.data_type)}{f' of {belongs}' if belongs else ''}",
        "First seen": code(plain.first_seen(found)) if decision.past else "",
        "Waiver": prose(plain.waived(found, found.waiver)) if found.waiver else "",
    }
    name = f"<code>{html.escape(clip(plain.one_line(fact.name or fact.id), _NAME), quote=False)}</code>"
    return "".join(
        (
            f"<details><summary><strong>{found.severity}{verdict}{new}</strong> {title}: {name}</summary>\n\n",
            header("Resource", code(fact.name)),
            *(row(each) for each in told.items() if each[1]),
            f"\n{_compared(decision.details)}" if decision.details else f"\nNot known: {prose(decision.reason)}\n",
            *_advice(found),
            "\n</details>\n\n",
        )
    )


def _compared(details: Sequence[Detail]) -> str:
    rows = (
        row([prose(each.message), _value(each.expected), _value(each.actual), code(each.at or "the resource")])
        for each in details[:_DETAILS]
    )
    more = f"\nAnd {len(details) - _DETAILS:,} more.\n" if len(details) > _DETAILS else ""
    return f"{header('Found', 'Expected', 'Actual', 'At')}{''.join(rows)}{more}"


def _value(found: Json) -> str:
    return code(plain.value(found, _NAME), _NAME + 40)


def _advice(found: Finding) -> Iterator[str]:
    """Say what to do; a command gets a block of its own, which can be copied."""
    for index, part in enumerate(_COMMAND.split(advice(found, longest=_PASTED).replace("\n", " "))):
        if index % 2:
            yield f"\n```sh\n{plain.one_line(part)}\n```\n"
        elif re.search(r"\w", part):
            yield f"\n{'' if index else 'To do: '}{prose(part)}\n"
