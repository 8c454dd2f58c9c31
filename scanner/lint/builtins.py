"""The functions that a policy may call: those that regorus and OPA both have, and give the same results."""

from __future__ import annotations

from functools import cache

import orjson
import regorus  # type: ignore[import-untyped]  # it ships no types

REFUSED = {
    "glob.match": "crosses delimiters on regorus; give null for them, or use startswith, endswith, regex.match",
    "http.send": "a rule reads its input and nothing else",
    "json.filter": "reads paths differently on the engines; use object.filter",
    "json.marshal": "escapes <, > and & on OPA only; name the parts with sprintf",
    "json.marshal_with_options": "escapes <, > and & on OPA only; name the parts with sprintf",
    "json.match_schema": "explains misfits differently on the engines; test the fields themselves",
    "json.remove": "reads paths differently on the engines; use object.remove",
    "json.verify_schema": "judges schemas differently on the engines; test the fields themselves",
    "object.subset": "panics on regorus when one side is empty; compare the parts with `in` or ==",
    "opa.runtime": "a rule reads its input and nothing else",
    "print": "regorus has none; leave it out",
    "rand.intn": "a rule gives the same answer every time",
    "regex.split": "gives empty parts on regorus only; use split",
    "strings.count": "counts overlaps on regorus, and panics on an empty string; use count(split(…)) - 1",
    "strings.replace_n": "replaces in another order on regorus; use replace, once for each",
    "time.add_date": "ends months and leap years differently on the engines; add seconds or days",
    "time.now_ns": "a rule has no clock; time comes from input.as_of",
    "time.parse_ns": "knows no zones by name on regorus; use time.parse_rfc3339_ns",
    "time.parse_duration_ns": "regorus cannot read days; give numbers of seconds or days",
    "to_number": "makes 0 of null; facts hold numbers as numbers, prove is_number",
    "trace": "leave it out",
    "upper": "makes SS of ß on regorus only; use lower",
    "uuid.rfc4122": "a rule gives the same answer every time",
    "yaml.marshal": "indents lists on OPA only; name the parts with sprintf",
}
"""Why each is refused, and what to write instead."""


@cache
def known() -> frozenset[str]:
    """What regorus has, by the name that a policy calls. OPA has all of it (a test holds that)."""
    answer = orjson.loads(regorus.Engine().eval_query_as_json("opa.runtime().builtins"))
    return frozenset(answer["result"][0]["expressions"][0]["value"])
