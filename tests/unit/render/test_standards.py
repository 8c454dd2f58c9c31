"""What OCSF, ASFF and OSCAL share: texts that their rules take, and the names of places."""

from __future__ import annotations

import re

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.render.common import visible
from scanner.render.standards import partition, region_of, solid

OSCAL_STRING = re.compile(r"\S(.*\S)?")


@given(
    st.text(st.characters() | st.sampled_from(" \t\n\x85\u00a0\u2003\u2028\u3000\u202e"), max_size=40),
    st.integers(9, 30),
)
def test_a_solid_text_fits_wherever_a_text_is_asked_for(text: str, longest: int) -> None:
    shown = solid(text, longest)
    assert OSCAL_STRING.fullmatch(shown)
    assert len(shown) <= longest
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("", "(empty)"),
        (" x ", "\\x20x\\x20"),
        ("\u3000", "\\u3000"),
        ("two words", "two words"),
        ("a\nb", "a\\x0ab"),
        ("a" * 11, "aaaaaaaaa…"),
    ],
)
def test_what_a_text_is_shown_as(text: str, shown: str) -> None:
    assert solid(text, 10) == shown


@pytest.mark.parametrize("name", botocore.session.get_session().get_available_partitions())
def test_every_region_tells_its_partition(name: str) -> None:
    regions = botocore.session.get_session().get_available_regions("ec2", partition_name=name)
    assert {partition(region) for region in regions} <= {name}
    assert all(region_of(region, "us-east-1") == region for region in regions)


@pytest.mark.parametrize("place", ["global", "", "\u202e", "eu-west-1\n", "EU-WEST-1"])
def test_what_is_no_region_is_at_home(place: str) -> None:
    assert region_of(place, "eu-west-1") == "eu-west-1"
