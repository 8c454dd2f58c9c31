"""Findings into AWS Security Hub: a call that writes, made only where somebody asked for it.

All findings are imported by the account of the credentials, into one Region: with the product that every account has
for findings of its own, no other account may import them, and their AwsAccountId has to be that account's. Whose
resource it is stands in the resource's ARN and in ProductFields.
https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Final, Self

from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure, one_line
from scanner.aws.identity import identify
from scanner.aws.operations import Operation
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.errors import CredentialsError
from scanner.model import Change, Finding, Json, Report, Verdict
from scanner.render import plain, standards
from scanner.render.asff import Findings, product_arn
from scanner.render.common import json_text

IMPORT: Final = Operation("securityhub", "BatchImportFindings")
UPDATE: Final = Operation("securityhub", "BatchUpdateFindings")

MAX_BATCH = 100
"""Findings of an import, and identifiers of an update."""
MAX_BATCH_BYTES = 6_000_000
"""Of an import, for which AWS allows 6 MB: see the page named above."""

_NOTE = 512
"""Characters of a note: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_NoteUpdate.html"""

_OFF = frozenset({"InvalidAccess", "InvalidAccessException"})
"""What AWS answers where Security Hub is off, for a finding or for the whole call."""

_NOT_YET = frozenset({"FindingNotFound", "ConcurrentUpdateError"})
"""Why an update may fail while the import of the same finding is still under way."""
_WAITS_SECONDS = (1.0, 2.0, 4.0)

_UPDATED_BY = "Safehold"

_log = logging.getLogger(__name__)

_Made = tuple[dict[str, Json], tuple[str, str] | None]
"""A finding, and the workflow status and note that it is to have; None: as they are."""


@dataclass(slots=True)
class Pushed:
    """What became of a push. region: "" until it is known.

    refused: for each finding that was not taken, or whose workflow was not set, which and why.
    stopped: why the rest was not sent; "" if all was.
    """

    account: str = ""
    region: str = ""
    imported: int = 0
    suppressed: int = 0
    reopened: int = 0
    refused: list[str] = field(default_factory=list)
    stopped: str = ""

    @property
    def well(self) -> bool:
        """Whether everything was taken."""
        return not self.refused and not self.stopped


class Hub:
    """Security Hub in one Region. pause: waits so many seconds."""

    def __init__(self, session: Session, region: str, *, pause: Callable[[float], object] = time.sleep) -> None:
        self._session = session
        self.region = region
        self._pause = pause

    @classmethod
    def open(cls, profile: str | None, region: str | None) -> Self:
        """That of the credentials of a profile. region: None for the configured one. Nothing is asked yet.

        Raises:
            CredentialsError: the profile or the Region cannot be used.
        """
        session = Session.open(profile, (), Traffic(Event()))
        if region:
            session.check_regions((region,))
        return cls(session, region or session.home)

    def push(self, report: Report) -> Pushed:
        """Import the outcomes of a report, then suppress what is waived and reopen what is not any more.

        What was taken is not sent again; what AWS refuses is told, never raised.
        """
        caller = Caller(self._session, self.region)
        pushed = Pushed(region=self.region)
        try:
            pushed.account = identify(caller).account
            _Push(caller, report, pushed, self._pause).run()
        except CredentialsError as error:
            pushed.stopped = str(error)
        except KeyboardInterrupt:
            pushed.stopped = "stopped by hand"
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the reports of the scan are not lost for it
            _log.debug("the push failed", exc_info=True)
            pushed.stopped = one_line(f"internal error: {type(error).__name__}: {error}")
        finally:
            self._session.close()
        return pushed


class _Push:
    """One push, of one report."""

    def __init__(self, caller: Caller, report: Report, pushed: Pushed, pause: Callable[[float], object]) -> None:
        self._caller = caller
        self._report = report
        self._pushed = pushed
        self._pause = pause
        self._product = product_arn(pushed.account, pushed.region)
        self._updates: dict[tuple[str, str], list[str]] = {}
        """By workflow status and note: the ids of the findings."""

    def run(self) -> None:
        for batch in _batches(self._made()):
            if not self._import(batch):
                return
        for (status, note), ids in self._updates.items():
            for start in range(0, len(ids), MAX_BATCH):
                if not self._update(status, note, ids[start : start + MAX_BATCH]):
                    return

    def _made(self) -> Iterator[_Made]:
        makes = Findings(self._report, (self._pushed.account, self._pushed.region))
        for outcome in standards.outcomes(self._report):
            finding = json.loads(json_text(makes.finding(outcome), indent=False))  # as in the file: without secrets
            yield finding, _workflow(outcome) if isinstance(outcome, Finding) else None

    def _import(self, batch: list[_Made]) -> bool:
        """Whether to go on."""
        answer = self._caller.call(IMPORT, Findings=[finding for finding, _ in batch])
        if isinstance(answer, Failure):
            return self._stop(answer.code, answer.detail)
        failed = {each["Id"]: each for each in answer.get("FailedFindings") or []}
        codes = {each["ErrorCode"] for each in failed.values()}
        if len(failed) == len(batch) and codes <= _OFF:
            return self._stop("InvalidAccess", next(iter(failed.values()))["ErrorMessage"])
        for other in sorted(failed.keys() - {finding["Id"] for finding, _ in batch}):
            self._refuse(other, failed[other])
        for finding, workflow in batch:
            if refused := failed.get(finding["Id"]):
                self._refuse(f"{finding['GeneratorId']} of {finding['ProductFields']['safehold/ResourceArn']}", refused)
                continue
            self._pushed.imported += 1
            if workflow:
                self._updates.setdefault(workflow, []).append(finding["Id"])
        return True

    def _update(self, status: str, note: str, ids: list[str]) -> bool:
        """Whether to go on. What is not found yet is tried again, and nothing else."""
        left: dict[str, Raw] = {each: {} for each in ids}
        for wait in (0.0, *_WAITS_SECONDS):
            self._pause(wait)
            answer = self._caller.call(
                UPDATE,
                FindingIdentifiers=[{"Id": each, "ProductArn": self._product} for each in left],
                Note={"Text": note, "UpdatedBy": _UPDATED_BY},
                Workflow={"Status": status},
            )
            if isinstance(answer, Failure):
                return self._stop(answer.code, answer.detail)
            unprocessed = {each["FindingIdentifier"]["Id"]: each for each in answer.get("UnprocessedFindings") or []}
            self._count(status, len(left) - len(unprocessed))
            left = {each: why for each, why in unprocessed.items() if why["ErrorCode"] in _NOT_YET}
            for each in unprocessed.keys() - left.keys():
                self._refuse(f"the workflow status {status} of {each}", unprocessed[each])
            if not left:
                return True
        for each, why in left.items():
            self._refuse(f"the workflow status {status} of {each}", why)
        return True

    def _count(self, status: str, number: int) -> None:
        if status == "SUPPRESSED":
            self._pushed.suppressed += number
        else:
            self._pushed.reopened += number

    def _refuse(self, what: str, why: Raw) -> None:
        self._pushed.refused.append(one_line(f"{what}: {why['ErrorCode']}: {why['ErrorMessage']}"))

    def _stop(self, code: str, detail: str) -> bool:
        account, region = self._pushed.account, self._pushed.region
        if code in _OFF:
            self._pushed.stopped = (
                f"Security Hub is off in account {account}, Region {region}: turn it on with 'aws securityhub"
                f" enable-security-hub --region {region}', or name another Region with --security-hub-region"
                f" ({one_line(detail)})"
            )
        elif "AccessDenied" in code:
            self._pushed.stopped = f"{detail}; 'safehold iam-policy --push-security-hub' prints what has to be allowed"
        else:
            self._pushed.stopped = (
                f"{detail}; the next scan that pushes makes up for it, but for what should be NEW again: look in"
                " Security Hub for what is suppressed without a waiver"
            )
        return False


def _workflow(finding: Finding) -> tuple[str, str] | None:
    """The workflow status that a finding is to have, and why; None: as it is.

    NEW again is a failure whose waiver has expired, and one that is worse than in the earlier scan, where it may have
    been waived. Where the earlier scan said the same, it is left to whoever works on it.
    """
    decision, waiver = finding.decision, finding.waiver
    if decision.verdict is Verdict.WAIVED and waiver:
        return "SUPPRESSED", standards.solid(plain.waived(finding, waiver), _NOTE)
    past = decision.past
    if decision.verdict is not Verdict.FAIL or (past and not (past.change is Change.CHANGED and past.worse)):
        return None
    if waiver:
        return "NEW", standards.solid(plain.waived(finding, waiver), _NOTE)
    return ("NEW", "It is worse than in the earlier scan, or no waiver is for it any more.") if past else None


def _batches(made: Iterable[_Made]) -> Iterator[list[_Made]]:
    """As many findings as one call takes, by their number and by the bytes that botocore makes of them."""
    batch: list[_Made] = []
    size = 0
    for each in made:
        length = len(json.dumps(each[0]))
        if batch and (len(batch) == MAX_BATCH or size + length > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += length
    if batch:
        yield batch
