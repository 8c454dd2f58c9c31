"""The real command in a process of its own: the demo, scans of an emulator, and what keeps a scan from starting."""

import json
from typing import Any

import pytest
from support.commands import KEYS, ran, started
from support.moto_server import moto_server

from scanner.render import RENDERERS

pytestmark = pytest.mark.xdist_group("command line")


@pytest.fixture
def safehold(tmp_path: Any) -> Any:
    """Run the command in a folder of its own, with nothing of AWS in the environment but what is given."""

    def run(*arguments: Any, **environment: Any) -> Any:
        return ran(tmp_path, *arguments, **environment)

    return run


@pytest.fixture(scope="module")
def endpoint() -> Any:
    with moto_server() as server:
        yield server.url


def last_line(ran: Any) -> Any:
    return ran.stderr.strip().splitlines()[-1]


def test_the_demo(safehold: Any, tmp_path: Any) -> None:
    ran = safehold("demo", "--format", ",".join(RENDERERS))
    assert ran.returncode == 0, ran.stderr
    written = {path.name for path in (tmp_path / "safehold-report").iterdir()}
    assert written == {*(renderer.filename for renderer in RENDERERS.values()), "snapshot", ".safehold-output"}
    assert "The worst 10 of" in ran.stdout
    assert ran.stdout.splitlines()[-1].startswith("A real scan would have exited with 10: ")
    findings = json.loads((tmp_path / "safehold-report" / "findings.json").read_text("utf-8"))
    assert findings["coverage"]["complete"] is True
    assert any(row["rule_id"] == "S3-002" for row in findings["findings"])

    again = safehold("demo", "--quiet", "--format", "json")
    assert again.returncode == 0
    assert {path.name for path in (tmp_path / "safehold-report").iterdir()} == {
        "findings.json",
        "snapshot",
        ".safehold-output",
    }

    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.docx").write_text("precious")
    refused = safehold("demo", "--output", "theirs")
    assert refused.returncode == 2
    assert "thesis.docx" in refused.stderr
    assert [path.name for path in theirs.iterdir()] == ["thesis.docx"]


def test_a_demo_that_is_told_to_stop_leaves_nothing_behind(tmp_path: Any) -> None:
    with started(tmp_path, "demo", "--output", "out") as demo:
        assert demo.stderr is not None
        assert "Starting an AWS emulator" in demo.stderr.readline()
        demo.terminate()
        rest = demo.stderr.read()
    assert demo.returncode == 130
    assert rest.endswith("safehold: error: stopped; nothing was written\n")
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".coverage")] == []


def test_what_an_endpoint_does_not_know_is_a_gap_and_the_scan_is_not_clean(
    safehold: Any, tmp_path: Any, endpoint: Any
) -> None:
    ran = safehold("scan", "--region", "eu-west-1", "--fail-on", "never", **KEYS, AWS_ENDPOINT_URL=endpoint)
    assert ran.returncode == 11
    assert "incomplete" in last_line(ran)
    findings = json.loads((tmp_path / "safehold-report" / "findings.json").read_text("utf-8"))
    reasons = {gap["reason"] for unit in findings["coverage"]["units"] for gap in unit["gaps"]}
    assert reasons == {"not_supported"}


def test_a_scan_of_nothing_says_so_to_github_actions_too(safehold: Any, tmp_path: Any, endpoint: Any) -> None:
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(tmp_path / "out.txt")}
    asked = ("--region", "eu-west-1", "--collectors", "s3,formkiq")
    ran = safehold("scan", *asked, **KEYS, **runner, AWS_ENDPOINT_URL=endpoint)
    assert ran.returncode == 3
    assert "nothing to judge" in last_line(ran)
    told = (tmp_path / "out.txt").read_text("utf-8").splitlines()
    assert [line.partition("<<")[0] for line in told[::3]] == ["exit-code", "findings", "unknowns", "report"]
    assert told[1::3] == ["3", "0", "0", "safehold-report"]


def test_collect_then_evaluate_elsewhere_without_credentials(safehold: Any, tmp_path: Any, endpoint: Any) -> None:
    collected = safehold(
        "collect", "-o", "snapshot", "--region", "eu-west-1", "--collectors", "s3", **KEYS, AWS_ENDPOINT_URL=endpoint
    )
    assert collected.returncode == 0, collected.stderr
    assert "[1/1]" in collected.stderr
    assert safehold("snapshot", "verify", "snapshot").returncode == 0
    assert safehold("evaluate", "snapshot").returncode == 3
    again = safehold("collect", "-o", "snapshot", "--region", "eu-west-1", "--collectors", "s3", **KEYS)
    assert again.returncode == 2
    assert (tmp_path / "snapshot" / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "environment", "complaint"),
    [
        ([], {}, "credentials"),
        (["--profile", "nobody"], {}, "nobody"),
        (["--region", "eu-west-9"], KEYS, "eu-west-9"),
        ([], {"AWS_ACCESS_KEY_ID": "testing"}, "credentials"),
        ([], {**KEYS, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}, "127.0.0.1:9"),
        ([], {**KEYS, "AWS_ENDPOINT_URL": "not a url"}, "not a url"),
    ],
    ids=["no credentials", "no such profile", "no such Region", "half a key", "nobody listens", "no url"],
)
def test_what_keeps_a_scan_from_starting_is_said_and_nothing_is_written(
    safehold: Any, tmp_path: Any, arguments: Any, environment: Any, complaint: Any
) -> None:
    ran = safehold("scan", *arguments, **environment)
    assert ran.returncode == 2, ran.stderr
    assert complaint in ran.stderr
    assert ran.stderr.startswith("safehold: error: ")
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []
