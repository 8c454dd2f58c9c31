"""A scan that pushes, against an emulator that keeps what it gets."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest
from support.asff_rules import faults
from support.commands import KEYS, ran
from support.moto_server import ACCOUNT, moto_server

pytestmark = pytest.mark.xdist_group("command line")


def test_a_scan_pushes_its_findings(tmp_path: Path) -> None:
    with moto_server() as server:
        here = boto3.session.Session("testing", "testing", region_name="eu-west-1")
        here.client("s3", endpoint_url=server.url).create_bucket(
            Bucket="nobody-knows-what-for", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        asked = ("--region", "eu-west-1", "--collectors", "s3", "--quiet", "--format", "json,asff")
        push = ("--push-security-hub", "--security-hub-region", "eu-central-1")
        done = ran(tmp_path, "scan", *asked, *push, **KEYS, AWS_ENDPOINT_URL=server.url)
        hub = here.client("securityhub", endpoint_url=server.url, region_name="eu-central-1")
        kept = [finding for page in hub.get_paginator("get_findings").paginate() for finding in page["Findings"]]
        wrote = {name for name in server.seen if name.startswith("securityhub:")}
    assert (tmp_path / "safehold-report" / "findings.asff.json").is_file()
    assert done.returncode in {10, 11}, done.stderr
    assert f"Security Hub in account {ACCOUNT}, Region eu-central-1: {len(kept)} imported" in done.stderr
    assert kept
    assert wrote <= {"securityhub:BatchImportFindings", "securityhub:GetFindings"}
    assert faults(kept, importer=ACCOUNT) == []
    assert {each["ProductArn"].split(":")[3] for each in kept} == {"eu-central-1"}
