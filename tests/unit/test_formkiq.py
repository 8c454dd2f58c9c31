from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from support.facts import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    bucket,
    gap,
    installation,
    table,
    unit,
    vault,
)
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


def test_an_installation_that_was_read_in_part_leaves_it_incomplete(tmp_path: Path) -> None:
    partly = installation(gaps=(gap("/config/resources", GapReason.THROTTLED, detail="slow down"),))

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
