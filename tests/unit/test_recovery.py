"""Recovery matrices as values and as JSON."""

from support.matrices import cell, path, recovery

from scanner.model import CellStatus
from scanner.recovery import SCENARIOS, to_json
from scanner.recovery import recovery as read

WHOLE = recovery(
    cell("delete"),
    cell("purge", "not_recoverable"),
    cell("region_loss", "unknown"),
    paths=(path(), path("aws_backup", arn="arn:aws:backup:eu-west-1:111122223333:backup-vault:v", falls={})),
)


def test_a_matrix_comes_back_from_json_as_it_was() -> None:
    assert read(to_json(WHOLE)) == WHOLE


def test_cells_come_in_the_order_of_the_scenarios() -> None:
    raw = to_json(WHOLE)
    raw["cells"] = dict(reversed(raw["cells"].items()))
    assert [each.scenario for each in read(raw).cells] == ["delete", "purge", "region_loss"]
    assert SCENARIOS[0] == "delete"


def test_a_status_is_one_of_three() -> None:
    assert [each.status for each in WHOLE.cells] == list(CellStatus)
