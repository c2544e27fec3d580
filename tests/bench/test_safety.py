"""Figures of attacks and faults are what pytest reports, and a test that did not pass is told."""

from pathlib import Path

from bench.safety import read_report, section

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="test_an_attack_fails"><properties>
<property name="attacks" value="77"/><property name="found" value="75"/></properties></testcase>
<testcase classname="tests.a" name="test_a_fault_ends[empty output]"/>
<testcase classname="tests.a" name="test_a_fault_ends[500 storm]"><failure message="no"/></testcase>
<testcase classname="tests.b" name="test_a_fault_ends"><skipped message="no browser"/></testcase>
</testsuite></testsuites>"""


def test_what_failed_or_was_skipped_is_no_success(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    attack, fault, skipped = read_report(path)
    assert attack.recorded == {"attacks": 77, "found": 75}
    assert (fault.cases, fault.failed) == (["empty output", "500 storm"], 1)
    assert (skipped.cases, skipped.failed) == ([""], 1)
    text = section([attack], {"here": [fault, skipped]})
    assert "| an attack fails | 77 | 75 | 0 |" in text
    assert "| here | a fault ends | empty output, 500 storm | 2 | 1 |" in text
    assert "| here | a fault ends |  | 1 | 0 |" in text
