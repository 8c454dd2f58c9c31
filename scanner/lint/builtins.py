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
    "product": "multiplies fractions differently; write the factors out, of whole numbers",
    "rand.intn": "a rule gives the same answer every time",
    "regex.globs_match": "regorus has none; match the text itself",
    "regex.split": "gives empty parts on regorus only; use split",
    "semver.compare": "takes a leading v on OPA only; compare the parts, as numbers",
    "semver.is_valid": "takes a leading v on OPA only; test the form with regex.match",
    "strings.count": "counts overlaps on regorus, and panics on an empty string; use count(split(…)) - 1",
    "strings.replace_n": "replaces in another order on regorus; use replace, once for each",
    "time.add_date": "ends months and leap years differently on the engines; add seconds or days",
    "time.now_ns": "a rule has no clock; time comes from input.as_of",
    "time.parse_ns": "knows no zones by name on regorus; use time.parse_rfc3339_ns",
    "time.parse_duration_ns": "regorus cannot read days; give numbers of seconds or days",
    "to_number": "makes 0 of null; facts hold numbers as numbers, prove is_number",
    "trace": "leave it out",
    "urlquery.encode": "escapes * and ~ differently; compare what is not encoded",
    "urlquery.encode_object": "escapes * and ~ differently; compare what is not encoded",
    "uuid.parse": "names variants differently; test the form with regex.match",
    "upper": "makes SS of ß on regorus only; use lower",
    "uuid.rfc4122": "a rule gives the same answer every time",
    "yaml.marshal": "indents lists on OPA only; name the parts with sprintf",
}
"""Why each is refused, and what to write instead."""

LACKING = {
    "all": "use every",
    "any": "use some … in",
    "array.flatten": "join the parts with array.concat",
    "cast_": "test the type with is_array, is_string and so on",
    "crypto.": "a rule compares what the facts hold, without hashing it",
    "graphql.": "a rule reads its input, which holds no queries",
    "io.jwt.": "a rule reads its input, which holds no tokens",
    "net.": "use net.cidr_contains, net.cidr_expand or net.cidr_is_valid",
    "providers.": "a rule reads its input and calls nothing",
    "re_match": "use regex.match",
    "rego.": "write what is needed of the metadata as a value",
    "set_diff": "write a - b",
    "strings.split_n": "use split",
    "strings.render_template": "name the parts with sprintf",
    "uri.": "take it apart with split and trim_prefix",
}
"""Functions that OPA alone has, and what to write instead. What ends in . or _ stands for all that begin so."""


def lacking(name: str) -> str:
    """What to write instead of a function that OPA alone has; "" if it has none of that name."""
    stands = (
        what for start, what in LACKING.items() if name == start or (start[-1] in "._" and name.startswith(start))
    )
    return next(stands, "")


@cache
def known() -> frozenset[str]:
    """What regorus has, by the name that a policy calls. OPA has all of it (a test holds that)."""
    answer = orjson.loads(regorus.Engine().eval_query_as_json("opa.runtime().builtins"))
    return frozenset(answer["result"][0]["expressions"][0]["value"])
