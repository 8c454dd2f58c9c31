"""CloudFormation's stacks, set in moto's models.

Through its API, moto would make anew what a template declares, and knows no stack to be inside another. Here a stack
owns what was built already. This must run in the emulator's process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace

from moto.cloudformation.models import Stack as Model
from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.utils import generate_stack_id

from scanner.demo import formkiq
from scanner.demo.kinds import ACCOUNT, MAIN
from scanner.demo.service_kinds import Id, Stack


def stand(now: datetime, made: dict[Id, str]) -> None:
    """Let the stacks be there, as of `now`. made: what AWS calls resources whose names it makes up."""
    made |= {
        Id("AWS::CloudFormation::Stack", stack.name): generate_stack_id(stack.name, MAIN, ACCOUNT)
        for stack in formkiq.STACKS
    }
    backend = cloudformation_backends[ACCOUNT][MAIN]
    for stack in formkiq.STACKS:
        model = _model(stack, now, made)
        backend.stacks[model.stack_id] = model


def _model(stack: Stack, now: datetime, made: Mapping[Id, str]) -> Model:
    model = Model(  # type: ignore[abstract]  # moto itself makes it so
        stack_id=made[Id("AWS::CloudFormation::Stack", stack.name)],
        name=stack.name,
        template=json.dumps(_template(stack, made)),
        parameters=dict(stack.parameters),
        account_id=ACCOUNT,
        region_name=MAIN,
        tags=dict(stack.tags),
    )
    model.resource_map._parsed_resources |= {  # noqa: SLF001 - where moto keeps what it has made for a stack
        logical_id: SimpleNamespace(
            logical_resource_id=logical_id,
            physical_resource_id=made.get(owned, owned.name),
            cf_resource_type=owned.type,
        )
        for logical_id, owned in stack.owns.items()
    }
    model.status = "UPDATE_COMPLETE"
    model.creation_time = now - timedelta(days=stack.age_days)
    outer = made[Id("AWS::CloudFormation::Stack", stack.inside)] if stack.inside else None
    told_of_it = {
        "last_updated_time": now - timedelta(days=stack.updated_days),
        "parent_id": outer,
        "root_id": outer,
        "drift_information": _drift(stack, now),
    }
    for name, value in told_of_it.items():
        setattr(model, name, value)
    return model


def _drift(stack: Stack, now: datetime) -> dict[str, object]:
    if stack.drift == "NOT_CHECKED":
        return {"StackDriftStatus": stack.drift}
    return {"StackDriftStatus": stack.drift, "LastCheckTimestamp": now - timedelta(days=stack.updated_days / 2)}


def _template(stack: Stack, made: Mapping[Id, str]) -> dict[str, object]:
    """What matters of the template: FormKiQ's say nothing of what is to be kept when a stack goes."""
    values = {name: made[value] if isinstance(value, Id) else value for name, value in stack.outputs.items()}
    return {
        "Parameters": {name: {"Type": "String"} for name in stack.parameters},
        "Resources": {logical_id: {"Type": owned.type} for logical_id, owned in stack.owns.items()},
        "Outputs": {name: {"Value": value} for name, value in values.items()},
    }
