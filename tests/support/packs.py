"""Folders of rules written by a test, and packs made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from scanner import lint
from scanner.model import Rule
from scanner.rego import read
from scanner.rules import RulePack

PROVEN = "compliant if input.config.pitr.enabled == true\n"
"""The shortest proof."""


def metadata(**changes: Any) -> dict[str, Any]:
    """The METADATA of a rule about tables. Keywords of `custom` go there; None leaves one out."""
    custom = {
        "id": "TST-001",
        "severity": "high",
        "kind": "dynamodb.table",
        "needs": ["/config/pitr"],
        "requires": [],
        "covers": [],
        "controls": {},
        "remediation": "Turn it on, and leave it on.",
    }
    top: dict[str, Any] = {"title": "A rule of a test", "description": "What a rule of a test is good for."}
    custom |= {name: value for name, value in changes.items() if name not in ("title", "description", "schemas")}
    top |= {name: value for name, value in changes.items() if name in ("title", "description", "schemas")}
    kind = custom["kind"]
    about = [{"input": "schema.input"}]
    if isinstance(kind, str):
        about.append({"input.config": f'schema.facts["{kind}"]'})
    whole = {"schemas": about} | top | {"custom": {name: value for name, value in custom.items() if value is not None}}
    return {name: value for name, value in whole.items() if value is not None}


def rule_text(package: str, body: str = PROVEN, **changes: Any) -> str:
    """A whole rule file."""
    block = yaml.safe_dump(metadata(**changes), sort_keys=False, width=1000)
    comment = "".join(f"# {line}\n" for line in block.splitlines())
    return f"# METADATA\n{comment}package {package}\n\n{body}"


def write_rule(folder: Path, name: str = "tests/plain", body: str = PROVEN, **changes: Any) -> Path:
    """Write rules/<name>.rego below `folder`, with the package of its place."""
    path = folder / "rules" / f"{name}.rego"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rule_text(f"rules.{name.replace('/', '.')}", body, **changes), "utf-8")
    return path


def write_library(folder: Path, name: str, body: str) -> Path:
    """Write lib/<name>.rego below `folder`."""
    path = folder / "lib" / f"{name}.rego"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"package lib.{name}\n\n{body}", "utf-8")
    return path


def pack_behind_the_lint(folder: Path) -> RulePack:
    """The pack of a folder alone, whatever the lint would say of it."""
    found = lint.examine(read(folder, "here"), trusted=True, deeply=False)
    assert found.rules, [str(problem) for problem in found.problems]
    rules: dict[str, Rule] = {rule.id: rule for rule in sorted(found.rules, key=lambda rule: rule.id)}
    return RulePack(rules, found.modules, "0" * 64)
