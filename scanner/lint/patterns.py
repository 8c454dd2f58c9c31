r"""Regular expressions that regorus and OPA read differently: Rust's know Unicode, and sets of classes.

Measured: \d \w \s \b and their opposites mean ASCII on OPA alone; && and [ within a class are sets on regorus alone;
\Q is OPA's, (?x) is regorus's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.lint.syntax import Call, Scalar

_PATTERN_AT = {"regex.replace": 1}
"""Where a function has its pattern; all others have it first."""

_INSTEAD = {
    "d": "[0-9]",
    "w": "[0-9A-Za-z_]",
    "s": r"[\t\n\r ]",
    "b": "the characters that may stand there",
}
_TOKEN = re.compile(
    r"\\(?P<escaped>.)|\(\?(?P<flags>[a-zA-Z]+)|(?P<posix>\[:\^?\w+:\])|(?P<other>&&|--|~~|.)", re.DOTALL
)


def differences(call: Call) -> Iterator[str]:
    """What is read differently in the pattern of a call, and what to write instead, each once."""
    index = _PATTERN_AT.get(call.name, 0)
    if not call.name.startswith("regex.") or len(call.args) <= index:
        return
    pattern = call.args[index]
    if isinstance(pattern, Scalar) and isinstance(pattern.value, str):
        yield from dict.fromkeys(_differences(pattern.value))


def _differences(pattern: str) -> Iterator[str]:
    within = False
    for token in _TOKEN.finditer(pattern):
        escaped, other = token["escaped"] or "", token["other"]
        if escaped.lower() in _INSTEAD:
            negated = " (negated: [^…])" if escaped.isupper() else ""
            what = f"\\{escaped} is Unicode's on regorus and ASCII's on OPA"
            yield f"{what}; write {_INSTEAD[escaped.lower()]}{negated}"
        elif escaped in ("Q", "E") and not within:
            yield "regorus knows no \\Q…\\E; escape each character by itself"
        elif "x" in (token["flags"] or ""):
            yield "OPA knows no (?x); leave the flag and the spaces out"
        elif within and other in ("[", "&&", "--", "~~"):
            yield f"{other} within […] makes sets on regorus alone; escape it with \\"
        elif other == "[":
            within = True
        elif other == "]":
            within = False
