"""Codes: project code, unified social credit code, industry class, county."""

from __future__ import annotations

import pytest

from checker.model.codes import (
    COUNTY_CODES,
    industry_section,
    read_credit_code,
    read_industry_code,
    read_project_code,
)
from checker.model.kinds import FieldError
from tests.model.samples import application


@pytest.mark.parametrize(
    "code",
    ["2405-511902-04-01-123456", "2019-511921-30-03-012345", "1612-000052-77-01-000001", "2012-510000-04-02-000001"],
)
def test_project_codes_of_the_online_platform(code: str) -> None:
    assert read_project_code(code) == code


def test_project_code_with_typed_dashes() -> None:
    assert read_project_code("2405\u2014511902\u201304-01-123456") == "2405-511902-04-01-123456"


@pytest.mark.parametrize(
    "code", ["2400-511902-04-01-123456", "2021-511902-04-01-123456", "240551190204011234", "2405-511902"]
)
def test_project_codes_refused(code: str) -> None:
    with pytest.raises(FieldError):
        read_project_code(code)


@pytest.mark.parametrize("code", ["91110000600037341L", "9111 0000 6000 3734 1L", "91110000600037341l"])
def test_credit_code_in_any_spelling(code: str) -> None:
    assert read_credit_code(code) == "91110000600037341L"


def test_credit_code_of_a_rural_collective_begins_with_a_letter() -> None:
    from stdnum.cn import uscc

    body = "N2511921MF1234567"
    assert read_credit_code(body + uscc.calc_check_digit(body)).startswith("N2511921")


@pytest.mark.parametrize("position", range(18))
def test_any_single_wrong_digit_of_a_credit_code_is_caught(position: int) -> None:
    code = "91110000600037341L"
    wrong = "2" if code[position] != "2" else "3"
    with pytest.raises(FieldError):
        read_credit_code(code[:position] + wrong + code[position + 1 :])


@pytest.mark.parametrize(
    ("code", "letter"), [("0111", "A"), ("0610", "B"), ("3011", "C"), ("4412", "D"), ("9720", "T")]
)
def test_industry_code_belongs_to_its_section(code: str, letter: str) -> None:
    assert industry_section(code)[0] == letter
    assert read_industry_code(letter + code) == read_industry_code(letter.lower() + code) == code


def test_every_division_belongs_to_exactly_one_section() -> None:
    assert [industry_section(f"{division:02}10")[0] for division in range(1, 98)] == sorted(
        industry_section(f"{division:02}10")[0] for division in range(1, 98)
    )


@pytest.mark.parametrize(("code", "county"), COUNTY_CODES.items())
def test_county_by_administrative_code_or_full_name(code: str, county: str) -> None:
    for written in (code, county, f"巴中市{county}"):
        assert application(f"县区: {written}").county == county
