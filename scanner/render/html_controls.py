"""What the rules found, for the HTML report: control by control in each framework, and rule by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from scanner.model import Report, Rule, Verdict
from scanner.render.frameworks import Framework, named, natural
from scanner.render.html_data import control_texts, segments
from scanner.render.html_listing import listing
from scanner.render.html_survey import Survey

_MOST_FRAMEWORKS = 30
_WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.PASS)


def controls_view(report: Report, survey: Survey) -> dict[str, Any]:
    """The variables of controls.html.j2 and rules.html.j2."""
    return {
        "frameworks": listing(_frameworks(report.rules, survey), _MOST_FRAMEWORKS),
        "rules": [_rule(rule, survey) for rule in report.rules.values()],
    }


def _counts(rules: Iterable[str], survey: Survey) -> dict[str, int]:
    return {verdict.value: sum(survey.rules[rule_id][verdict] for rule_id in rules) for verdict in Verdict}


def _rule(rule: Rule, survey: Survey) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "description": segments(rule.description),
        "kinds": rule.kinds,
        "remediation": segments(rule.remediation),
        "controls": control_texts(rule),
        "covers": rule.covers,
        **_counts([rule.id], survey),
    }


def _frameworks(rules: Mapping[str, Rule], survey: Survey) -> list[dict[str, Any]]:
    """Turn the rules' controls around: for each framework its controls, and what the rules of each found."""
    touched: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for rule in rules.values():
        for framework, controls in rule.controls.items():
            for control in controls:
                touched[framework][control].append(rule.id)
    frameworks = sorted(((named(name), controls) for name, controls in touched.items()), key=lambda item: item[0].title)
    return [_framework(framework, controls, survey) for framework, controls in frameworks]


def _framework(framework: Framework, touched: Mapping[str, list[str]], survey: Survey) -> dict[str, Any]:
    controls = [_control(framework, control, touched[control], survey) for control in sorted(touched, key=natural)]
    found = Counter(control["verdict"] for control in controls)
    return {"name": framework.name, "title": framework.title, "controls": listing(controls), "found": found}


def _control(framework: Framework, control: str, rules: list[str], survey: Survey) -> dict[str, Any]:
    counts = _counts(rules, survey)
    found = next((verdict for verdict in _WORST_FIRST if counts[verdict]), "not_tested")
    title = framework.controls.get(control, "")
    return {"id": control, "title": title, "verdict": found, "rules": rules, **counts}
