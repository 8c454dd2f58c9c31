from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.facts import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    bucket,
    gap,
    installation,
    site,
    table,
    unit,
    vault,
)
from support.formkiq_facts import root_stack
from support.snapshots import write

from scanner.formkiq import FormKiQ, Recognised
from scanner.model import Fact, GapReason

LISTED = tuple(
    unit("formkiq.installation", account=account, region=region, collector="formkiq")
    for account in (ACCOUNT, OTHER_ACCOUNT)
    for region in (REGION, OTHER_REGION)
)
Recognise = Callable[..., Recognised | None]


@pytest.fixture
def recognised(tmp_path: Path) -> Recognise:
    def recognise(fact: Fact, *installations: Fact) -> Recognised | None:
        return FormKiQ(write(tmp_path, installations, LISTED)).recognise(fact)

    return recognise


def names(**resources: str) -> Fact:
    """An installation whose tables and buckets have names of their own: no template's pattern helps."""
    return installation(resources={key.replace("_", "/"): value for key, value in resources.items()})


# --- by the installation's parameters


@pytest.mark.parametrize(
    ("parameter", "fact", "data_type"),
    [
        ("dynamodb_DocumentsTableName", table(name="x"), "document_metadata"),
        ("dynamodb_DocumentSyncsTableName", table(name="x"), "document_metadata"),
        ("dynamodb_CacheTableName", table(name="x"), "cache"),
        ("s3_DocumentsS3Bucket", bucket(name="x"), "document_content"),
        ("s3_DocumentsStageS3Bucket", bucket(name="x"), "staging"),
        ("s3_OcrBucket", bucket(name="x"), "derived"),
        ("s3_Console", bucket(name="x"), "rebuildable"),
        ("s3_ConsoleBucketName", bucket(name="x"), "rebuildable"),
    ],
)
def test_what_an_installation_names_is_its_own(
    recognised: Recognise, parameter: str, fact: Fact, data_type: str
) -> None:
    found = recognised(replace(fact, tags={}), names(**{parameter: "x"}))

    assert found is not None
    assert (found.application, found.data_type) == ("FormKiQ prod", data_type)
    assert found.why_data_type == (
        f"the FormKiQ installation 'prod' names it in its parameter {parameter.replace('_', '/')}"
    )


def test_the_parameter_is_surer_than_name_and_tags(recognised: Recognise) -> None:
    tags = {"Application": "FormKiQ", "AppEnvironment": "dev"}
    fact = table(name="formkiq-core-dev-cache", tags=tags)
    found = recognised(fact, names(dynamodb_DocumentsTableName="formkiq-core-dev-cache"))

    assert found is not None
    assert (found.application, found.data_type) == ("FormKiQ prod", "document_metadata")


@pytest.mark.parametrize(
    "other",
    [
        table(name="x", tags={}, account=OTHER_ACCOUNT),
        table(name="x", tags={}, region=OTHER_REGION),
        table(name="y", tags={}),
        bucket(name="x", tags={}),
    ],
)
def test_the_same_name_elsewhere_is_another_resource(recognised: Recognise, other: Fact) -> None:
    assert recognised(other, names(dynamodb_DocumentsTableName="x")) is None


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_parameters_that_name_a_resource_the_more_demanding_decides(
    recognised: Recognise, *, turned: bool
) -> None:
    pair = [
        replace(names(dynamodb_CacheTableName="x"), id="a"),
        replace(names(dynamodb_DocumentsTableName="x"), id="b"),
    ]
    pair[turned] = replace(pair[turned], id="z")

    found = recognised(table(name="x", tags={}), *pair)

    assert found is not None
    assert found.data_type == "document_metadata"


def test_unlike_parameters_name_nothing(recognised: Recognise) -> None:
    assert recognised(table(name="x", tags={}), names(dynamodb_DocumentsStreamArn="x", cognito_UserPoolId="x")) is None


def other(kind: str, name: str = "x", **changes: Any) -> Fact:
    """A resource of a kind that FormKiQ has beside tables and buckets."""
    return replace(vault(name=name, tags={}), **({"kind": kind, "config": {}} | changes))


def test_a_user_pool_is_named_by_its_id(recognised: Recognise) -> None:
    pool = other("cognito.user_pool", "people", id=f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/eu_A1")
    found = recognised(pool, names(cognito_UserPoolId="eu_A1"))

    assert found is not None
    assert (found.application, found.data_type) == ("FormKiQ prod", "identity")
    assert recognised(pool, names(cognito_UserPoolId="people")) is None


# --- by the installation's stacks


def stacked(**outputs: str) -> Fact:
    """An installation that has lost its parameters."""
    return installation(resources={}, found_by=["stack"], stacks=[root_stack(**outputs)])


@pytest.mark.parametrize(
    ("output", "fact", "data_type"),
    [
        ("DocumentsTableName", table(name="x", tags={}), "document_metadata"),
        ("DocumentsS3Buckets", bucket(name="x", tags={}), "document_content"),
        ("CognitoUserPoolId", other("cognito.user_pool", id="userpool/x"), "identity"),
    ],
)
def test_what_its_stack_names_is_its_own(recognised: Recognise, output: str, fact: Fact, data_type: str) -> None:
    found = recognised(fact, stacked(**{output: "x"}))

    assert found is not None
    assert (found.application, found.data_type) == ("FormKiQ prod", data_type)
    assert found.why_data_type == f"the FormKiQ installation 'prod' names it in its stack's output {output}"


def test_of_a_parameter_and_an_output_that_differ_both_count(recognised: Recognise) -> None:
    both = installation(
        resources={"dynamodb/DocumentsTableName": "old", "dynamodb/CacheTableName": "new"},
        stacks=[root_stack(DocumentsTableName="new", FormKiQVersion="new")],
    )
    for name in ("old", "new"):
        found = recognised(table(name=name, tags={}), both)
        assert found is not None
        assert found.data_type == "document_metadata"


ROOT = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/formkiq/1a2b"
NESTED = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/formkiq-Storage-1ABC/3c4d"


@pytest.mark.parametrize("arn", [ROOT, NESTED])
def test_its_stacks_and_what_they_own_are_its_own(recognised: Recognise, arn: str) -> None:
    found = recognised(other("cloudformation.stack", id=arn), stacked())
    assert found is not None
    assert (found.application, found.why_application) == (
        "FormKiQ prod",
        "it is a stack of a FormKiQ installation",
    )
    owned = other("sqs.queue", tags={"aws:cloudformation:stack-id": arn, "Application": "FormKiQ"})
    found = recognised(owned, stacked())
    assert found is not None
    assert (found.application, found.data_type) == ("FormKiQ prod", None)
    assert found.why_application == (
        "tag aws:cloudformation:stack-id says that a stack of a FormKiQ installation owns it"
    )


@pytest.mark.parametrize(
    ("fact", "logical_id", "data_type"),
    [
        (bucket(name="x"), "CognitoConfig", "configuration"),
        (bucket(name="x"), "VpcFlowLogsBucket", "logs"),
        (bucket(name="x"), "Else", None),
        (bucket(name=f"formkiq-core-prod-ocr-{ACCOUNT}"), "OcrBucket", "derived"),
        (table(name="x"), "VpcFlowLogsBucket", None),
        (other("efs.file_system"), "EfsVolume", "search_index"),
    ],
)
def test_a_logical_id_tells_what_a_resource_without_telling_name_holds(
    recognised: Recognise, fact: Fact, logical_id: str, data_type: str | None
) -> None:
    tags = {"aws:cloudformation:stack-id": NESTED, "aws:cloudformation:logical-id": logical_id}
    found = recognised(replace(fact, tags=tags), stacked())
    assert found is not None
    assert (found.application, found.data_type) == ("FormKiQ prod", data_type)

    elsewhere = recognised(replace(fact, tags=tags, region=OTHER_REGION), stacked())
    assert elsewhere is None or fact.name.startswith("formkiq-")


def test_names_that_hold_its_stacks_names_are_its_own(recognised: Recognise) -> None:
    files = other("efs.file_system", tags={"Name": "formkiq-Storage-1ABC-Typesense"})
    found = recognised(files, stacked())
    assert found is not None
    assert (found.application, found.data_type) == ("FormKiQ prod", "search_index")
    logs = recognised(other("logs.log_group", "/aws/vendedlogs/formkiq-Storage-1ABC/HttpAccessLogs"), stacked())
    assert logs is not None
    assert logs.application == "FormKiQ prod"

    for stranger in (
        replace(files, tags={"Name": "shop-Typesense"}),
        replace(files, tags={"Name": "formkiq-Storage-1ABC"}),
        other("logs.log_group", "/aws/vendedlogs/shop/AccessLogs"),
        other("sqs.queue", tags={"aws:cloudformation:stack-id": ROOT.replace("1a2b", "9z")}),
    ):
        assert recognised(stranger, stacked()) is None


# --- by tags and names


@pytest.mark.parametrize(
    ("name", "environment", "data_type"),
    [
        ("formkiq-core-prod-documents", "prod", "document_metadata"),
        ("formkiq-core-prod-documentsyncs", "prod", "document_metadata"),
        ("formkiq-core-my-env-cache", "my-env", "cache"),
        ("formkiq-core-prod-webconnections", "prod", "processing"),
        ("formkiq-enterprise-prod-audit", "prod", "document_metadata"),
        ("formkiq-audit", None, "document_metadata"),
        ("formkiq-cache", None, "cache"),
        ("formkiq-prod-cached", None, "document_metadata"),
    ],
)
def test_a_table_is_known_by_its_name(
    recognised: Recognise, name: str, environment: str | None, data_type: str
) -> None:
    found = recognised(table(name=name, tags={}))

    assert found is not None
    assert (found.application, found.data_type) == (f"FormKiQ {environment}" if environment else "FormKiQ", data_type)
    assert found.why_application == f"FormKiQ gives names like {name!r}"


@pytest.mark.parametrize("name", ["orders", "my-formkiq-core-prod-documents", "formkiq", "Formkiq-core-prod-documents"])
def test_a_table_of_another_name_is_not(recognised: Recognise, name: str) -> None:
    assert recognised(table(name=name, tags={})) is None


@pytest.mark.parametrize(
    ("name", "environment", "data_type"),
    [
        (f"formkiq-core-prod-documents-{ACCOUNT}", "prod", "document_content"),
        (f"formkiq-core-my-env-documents-{ACCOUNT}", "my-env", "document_content"),
        (f"formkiq-core-prod-documents-{OTHER_ACCOUNT}", "prod", "document_content"),
        ("formkiq-core-prod-documents", "prod", "document_content"),
        ("formkiq-prod-documents", None, "document_content"),
        (f"formkiq-core-prod-staging-{ACCOUNT}", "prod", "staging"),
        (f"formkiq-core-prod-ocr-{ACCOUNT}", "prod", "derived"),
        (f"formkiq-my-env-web-ui-{ACCOUNT}", "my-env", "rebuildable"),
    ],
)
def test_a_bucket_is_known_by_its_name(
    recognised: Recognise, name: str, environment: str | None, data_type: str
) -> None:
    found = recognised(bucket(name=name, tags={}))

    assert found is not None
    assert (found.application, found.data_type) == (f"FormKiQ {environment}" if environment else "FormKiQ", data_type)


@pytest.mark.parametrize(
    "name",
    [
        "formkiq-core-prod-staging",
        f"formkiq-core-prod-staging-{OTHER_ACCOUNT}",
        f"formkiq-core-prod-ocr-{ACCOUNT}-2",
        "formkiq-archive",
        f"x-formkiq-core-prod-staging-{ACCOUNT}",
    ],
)
def test_a_bucket_that_only_looks_like_one_need_not_meet_less(recognised: Recognise, name: str) -> None:
    assert recognised(bucket(name=name, tags={})) is None


def test_tags_name_the_installation_and_the_name_the_data(recognised: Recognise) -> None:
    tags = {"Application": "FormKiQ", "AppEnvironment": "green"}

    assert recognised(table(name="formkiq-core-prod-documents", tags=tags)) == Recognised(
        application="FormKiQ green",
        why_application="tags Application='FormKiQ' and AppEnvironment='green' say so",
        data_type="document_metadata",
        why_data_type="FormKiQ gives names like 'formkiq-core-prod-documents' to document_metadata resources",
    )
    for fact in (table(name="orders", tags=tags), vault(tags=tags)):
        found = recognised(fact)
        assert found is not None
        assert (found.application, found.data_type) == ("FormKiQ green", None)
    found = recognised(table(name="formkiq-core-prod-documents", tags={"Application": "FormKiQ"}))
    assert found is not None
    assert (found.application, found.why_application) == ("FormKiQ prod", "tag Application='FormKiQ' says so")


@pytest.mark.parametrize(
    ("fact", "application"),
    [
        (other("cloudwatch.alarm", "FormKiQ-DLQ-prod"), "FormKiQ prod"),
        (other("sns.topic", "FormKiQ-DLQ-my-env-Alert"), "FormKiQ my-env"),
        (other("ssm.parameter", "/formkiq/prod/dynamodb/CacheTableName"), "FormKiQ prod"),
        (other("ssm.parameter", "/formkiq/cognito/docs.example.com/UserPoolId"), "FormKiQ"),
        (other("logs.log_group", "Typsense"), "FormKiQ"),
        (
            other("kms.key", config={"aliases": ["alias/x", "alias/formkiq/prod/delegation-token-hmac"]}),
            "FormKiQ prod",
        ),
        (installation(environment="prod"), "FormKiQ prod"),
        (site(), "FormKiQ prod"),
    ],
)
def test_names_of_other_kinds_tell_the_application(recognised: Recognise, fact: Fact, application: str) -> None:
    found = recognised(fact)

    assert found is not None
    assert (found.application, found.data_type) == (application, None)


@pytest.mark.parametrize(
    "fact",
    [
        other("cloudwatch.alarm", "DLQ-prod"),
        other("sns.topic", "FormKiQ-DLQ-prod"),
        other("ssm.parameter", "/other/formkiq/prod/x"),
        other("ssm.parameter", "/formkiq/prod"),
        other("logs.log_group", "typsense"),
        other("kms.key", config={"aliases": ["alias/formkiq/prod"]}),
        other("kms.key", config={"aliases": None}),
        other("kms.key", config={"aliases": "alias/formkiq/prod/delegation-token-hmac"}),
        other("kms.key", config={"aliases": [5, None]}),
    ],
)
def test_names_that_only_look_like_them_do_not(recognised: Recognise, fact: Fact) -> None:
    assert recognised(fact) is None


def test_facts_about_formkiq_that_do_not_fit_their_schema_tell_no_more_than_they_can(recognised: Recognise) -> None:
    found = recognised(other("formkiq.site", config={"environment": 5, "site_id": ["x"]}))

    assert found is not None
    assert (found.application, found.site) == ("FormKiQ", None)


@pytest.mark.parametrize("tags", [{"Application": "formkiq"}, {"AppEnvironment": "prod"}, {}, None])
def test_other_tags_say_nothing(recognised: Recognise, tags: dict[str, str] | None) -> None:
    assert recognised(table(tags=tags)) is None


# --- how far the installations are known


def incomplete(folder: Path, installations: Iterable[Fact], region: str = REGION) -> str | None:
    found = FormKiQ(write(folder, installations, LISTED)).incomplete(ACCOUNT, region)
    return found.detail if found else None


def test_a_listing_that_succeeded_is_complete(tmp_path: Path) -> None:
    assert incomplete(tmp_path, [installation(tags=None, gaps=(gap("/tags"), gap("/config/version")))]) is None
    assert incomplete(tmp_path, []) is None


@pytest.mark.parametrize("where", ["/config/resources", "/config/stacks", "/config/stacks/0/outputs/X", "/config"])
def test_an_installation_that_was_read_in_part_leaves_it_incomplete(tmp_path: Path, where: str) -> None:
    partly = installation(gaps=(gap(where, GapReason.THROTTLED, detail="slow down"),))

    assert incomplete(tmp_path, [partly]) == "slow down"
    assert incomplete(tmp_path, [partly], OTHER_REGION) is None


def test_an_installation_that_does_not_fit_its_schema_does_too_and_names_nothing(tmp_path: Path) -> None:
    broken = installation(resources={"dynamodb/DocumentsTableName": "x", "dynamodb/CacheTableName": 5})

    assert "prod does not fit its schema: /config/resources/dynamodb~1CacheTableName" in str(
        incomplete(tmp_path, [broken])
    )
    assert FormKiQ(write(tmp_path, [broken], LISTED)).recognise(table(name="x", tags={})) is None


def test_a_listing_that_failed_is_incomplete(tmp_path: Path) -> None:
    formkiq = FormKiQ(write(tmp_path, [], ()))

    found = formkiq.incomplete(ACCOUNT, REGION)
    assert found is not None
    assert found.reason is GapReason.NOT_COLLECTED
