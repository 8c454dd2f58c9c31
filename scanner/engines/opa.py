"""An OPA server as the engine.

Our policies go to the server as one package, `safehold_<random>`, and are taken away at the end: who shares the
server sees none of our names, and two scans do not meet. Its rule `answers` asks each rule about each document of a
batch. One error fails a whole request, so a request that fails is cut in two until the rule is found.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence

import orjson

from scanner.engines import (
    COMPLIANT,
    EXEMPT,
    FINDINGS,
    MATRIX,
    UNKNOWN,
    Matrix,
    Outcome,
    Task,
    details_of,
    one_line,
    reasons_of,
    truth,
)
from scanner.engines.merge import merged
from scanner.engines.opa_server import EvaluationError, OpaServer, RefusedError
from scanner.errors import EngineError
from scanner.model import Detail, Json, Rule
from scanner.rules import RulePack

_MATRIX_ASKED = "matrix"

_Question = tuple[Json, tuple[str, ...]]
"""A document, and what is asked about it: "DDB-001/compliant"."""

_Answer = list[Json] | str
"""A value in a list, an empty list for undefined; or, as text, why it could not be evaluated."""

_Answers = Mapping[str, _Answer]


class OpaEngine:
    """Judges on the server at `url`, of scheme, host and port."""

    name = "opa"

    def __init__(self, pack: RulePack, url: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        """Upload the pack.

        Raises:
            UsageError: the URL is none that can be used.
            EngineError: the server does not answer, or does not take the policies.
        """
        self._server = OpaServer(url, pause)
        self._root = f"safehold_{secrets.token_hex(6)}"
        self._policies = merged(self._root, pack.modules, _asking(self._root, pack))
        self._recovers = _recovers(pack)
        try:
            self._server.upload(self._policies.name, self._policies.source)
            self.version = str(self._server.query(self._root, "version", {}))
        except RefusedError as error:
            self._server.close()
            raise EngineError(f"OPA at {url} refuses the policies: {self._policies.told(str(error))}") from error
        except BaseException:
            self.close()  # who gave up waiting does not know whether the server took them
            raise

    def judge(self, tasks: Sequence[Task]) -> list[list[Outcome]]:
        """See `Engine`."""
        documents = [orjson.loads(task.document) for task in tasks]
        proofs = self._ask(
            [
                (document, _asks(task.rules, EXEMPT, COMPLIANT, UNKNOWN))
                for document, task in zip(documents, tasks, strict=True)
            ]
        )
        judged = [
            {rule.id: _judged(rule, answers) for rule in task.rules}
            for task, answers in zip(tasks, proofs, strict=True)
        ]
        failed = [
            [rule for rule in task.rules if outcomes[rule.id] == Outcome()]
            for task, outcomes in zip(tasks, judged, strict=True)
        ]
        reasons = self._ask(
            [(document, _asks(rules, FINDINGS)) for document, rules in zip(documents, failed, strict=True)]
        )
        for outcomes, rules, answers in zip(judged, failed, reasons, strict=True):
            outcomes.update({rule.id: Outcome(details=_details(rule, answers)) for rule in rules})
        return [[outcomes[rule.id] for rule in task.rules] for task, outcomes in zip(tasks, judged, strict=True)]

    def recover(self, documents: Sequence[bytes]) -> list[Matrix]:
        """See `Engine`."""
        if not self._recovers:
            return [Matrix()] * len(documents)
        asked = self._ask([(orjson.loads(document), (_MATRIX_ASKED,)) for document in documents])
        return [_matrix(answers[_MATRIX_ASKED]) for answers in asked]

    def close(self) -> None:
        """Take our policies from the server."""
        self._server.remove(self._policies.name)
        self._server.close()

    def _ask(self, questions: Sequence[_Question]) -> list[_Answers]:
        """For each question, the answer to all that it asks."""
        asked = [(document, asks) for document, asks in questions if asks]
        answers = iter(self._answered(asked))
        return [next(answers) if asks else {} for _, asks in questions]

    def _answered(self, questions: Sequence[_Question]) -> list[_Answers]:
        if not questions:
            return []
        try:
            return self._requested(questions)
        except EvaluationError as error:
            if len(questions) > 1:
                middle = len(questions) // 2
                return [*self._answered(questions[:middle]), *self._answered(questions[middle:])]
            ((document, asks),) = questions
            if len(asks) == 1:
                return [{asks[0]: self._policies.told(str(error))}]
            middle = len(asks) // 2
            halves = [self._answered([(document, half)])[0] for half in (asks[:middle], asks[middle:])]
            return [{**halves[0], **halves[1]}]

    def _requested(self, questions: Sequence[_Question]) -> list[_Answers]:
        body = [{"document": document, "asks": asks} for document, asks in questions]
        answers = self._server.query(self._root, "answers", body)
        try:
            return [dict(zip(asks, values, strict=True)) for (_, asks), values in zip(questions, answers, strict=True)]
        except (TypeError, ValueError) as error:
            raise EngineError(
                "OPA gave another number of answers than it was asked for; does something change our policies?"
            ) from error


def _asks(rules: Sequence[Rule], *names: str) -> tuple[str, ...]:
    return tuple(f"{rule.id}/{name}" for rule in rules for name in names if name in rule.defines)


def _judged(rule: Rule, answers: _Answers) -> Outcome:
    """What `exempt` and `compliant` say; the empty outcome when the reasons are still to be asked for."""
    try:
        exempt, compliant = (_proven(answers.get(f"{rule.id}/{name}", []), name) for name in (EXEMPT, COMPLIANT))
        if exempt or compliant:
            return Outcome(exempt=exempt, compliant=compliant)
        return Outcome(unknown=_reasons(answers.get(f"{rule.id}/{UNKNOWN}", [])))
    except ValueError as error:
        return Outcome(error=str(error))


def _reasons(answer: _Answer) -> tuple[str, ...]:
    if isinstance(answer, str):
        raise ValueError(answer)  # noqa: TRY004 - it is what the rule said, not a type that we got wrong
    return reasons_of(answer[0]) if answer else ()


def _matrix(answer: _Answer) -> Matrix:
    if isinstance(answer, str):
        return Matrix(error=one_line(answer))
    return Matrix(orjson.dumps(answer[0])) if answer else Matrix()


def _recovers(pack: RulePack) -> bool:
    return any(module.package == MATRIX for module in pack.modules)


def _proven(answer: _Answer, name: str) -> bool:
    if isinstance(answer, str):
        raise ValueError(answer)  # noqa: TRY004 - it is what the rule said, not a type that we got wrong
    return bool(answer) and truth(answer[0], name)


def _details(rule: Rule, answers: _Answers) -> tuple[Detail, ...]:
    answer = answers.get(f"{rule.id}/{FINDINGS}", [])
    return details_of(answer[0]) if isinstance(answer, list) and answer else ()


def _asking(root: str, pack: RulePack) -> str:
    """The rules that ask the others. A comprehension tells undefined, [], from false, [false]."""
    lines = [
        "answers := [[_answer(question.document, ask) | some ask in question.asks] | some question in input]",
        "",
        "version := opa.runtime().version",
        "",
    ]
    asked = [(_MATRIX_ASKED, f"{MATRIX}.matrix")] if _recovers(pack) else []
    asked += [(f"{rule.id}/{name}", f"{rule.package}.{name}") for rule in pack.rules.values() for name in rule.defines]
    for ask, name in sorted(asked):
        value = f"data.{root}.{name}"
        lines.append(f'_answer(document, "{ask}") := [value | value := {value} with input as document]')
    return "\n".join(lines)
