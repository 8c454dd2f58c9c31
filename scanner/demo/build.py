"""Builds the estate in the emulator, as its owners would: through boto3."""

from __future__ import annotations

from datetime import UTC, datetime

from scanner.demo import estate, formkiq
from scanner.demo.amends import amend
from scanner.demo.audit import audit
from scanner.demo.aws import Aws
from scanner.demo.build_contents import put_contents, put_metrics
from scanner.demo.build_data import create_bucket, create_key, create_plan, create_table, create_vault
from scanner.demo.build_services import create_services
from scanner.demo.history import answers
from scanner.demo.kinds import MAIN
from scanner.demo.layer import Answer
from scanner.demo.past import backdate
from scanner.demo.service_kinds import Id
from scanner.demo.stacks import stand


def build(endpoint: str) -> list[Answer]:
    """Create the estate at the endpoint; returns what AWS would say of it where the emulator says nothing.

    The emulator must run in this process: what its API cannot set up is set in its own models.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    aws = Aws(endpoint)
    keys = {(key.alias, key.region): create_key(aws, key) for key in estate.KEYS}
    for vault in estate.VAULTS:
        create_vault(aws, vault, keys[vault.key, vault.region])
    for table in estate.TABLES:
        create_table(aws, table)
    for bucket in estate.BUCKETS:
        create_bucket(aws, bucket, keys)
    plans = {plan.name: create_plan(aws, plan) for plan in estate.PLANS}
    made = create_services(aws, keys["platform", MAIN])
    made |= {
        Id("AWS::KMS::Key", alias): arn.rpartition("/")[2] for (alias, region), arn in keys.items() if region == MAIN
    }
    for environment, parameters in formkiq.PARAMETERS.items():
        for name, value in parameters.items():
            text = made[value] if isinstance(value, Id) else value
            aws.ask("ssm", MAIN, "put_parameter", Name=f"/formkiq/{environment}/{name}", Value=text, Type="String")
    put_contents(aws)
    put_metrics(aws, now)
    told = [*answers(now, plans, keys), *audit(now, made)]
    backdate(keys, told)
    amend(now)
    stand(now, made)
    return told
