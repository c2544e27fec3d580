"""Attacks by injection and faults of the model, counted from the tests that make them; a section of docs/benchmarks.md.

The tests are run, the long ones too, and what each records is read from pytest's own report: nothing is counted twice.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from bench._sections import machine_and_date, write_section
from pipelines.settings import ROOT

ATTACKS = ("tests/llm/test_injection.py", "tests/e2e/test_injection_week.py")
FAULTS = {
    "a report by the template writer": "tests/explain/test_model_faults.py",
    "a whole week, wrong in every room": "tests/e2e/test_faulty_week.py",
    "one request": "tests/llm/test_client.py",
    "answers of no known form": "tests/llm/test_wire.py",
    "batches": "tests/llm/test_ahead.py",
    "files of a batch": "tests/llm/test_batch_wire.py",
}


@dataclass
class Tested:
    """A test function: how often it ran and passed, with which parameters, and what it recorded.

    Attributes:
        name: Of the function.
        cases: What it was run with, as pytest names it; "" for a test without parameters.
        failed: How many of them did not pass, skipped ones included.
        recorded: By `record_property`.
    """

    name: str
    cases: list[str] = field(default_factory=list)
    failed: int = 0
    recorded: dict[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Its name as it is read."""
        return self.name.removeprefix("test_").replace("_", " ")


def measure() -> dict[str, float]:
    """How many attacks and faults there were, and how many of their tests did not pass."""
    attacks = list(_run(ATTACKS))
    faults = {where: list(_run([path])) for where, path in FAULTS.items()}
    write_section("safety", section(attacks, faults))
    every = [*attacks, *(test for tests in faults.values() for test in tests)]
    return {
        "attacks": max(test.recorded.get("attacks", 0) for test in attacks),
        "attack_tests": sum(len(test.cases) for test in attacks),
        "fault_tests": sum(len(test.cases) for tests in faults.values() for test in tests),
        "not_passed": sum(test.failed for test in every),
    }


def _run(paths: Iterable[str]) -> Iterator[Tested]:
    with tempfile.TemporaryDirectory(prefix="linernotes-safety-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-o", "junit_family=xunit1", f"--junitxml={report}", *paths]
        subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)  # what failed stands in the report
        yield from read_report(report)


def read_report(path: Path) -> list[Tested]:
    """Test functions of a JUnit report, in the order in which they ran."""
    found: dict[str, Tested] = {}
    for case in ET.parse(path).iter("testcase"):
        name, _, parameters = case.attrib["name"].partition("[")
        test = found.setdefault(f"{case.attrib['classname']}.{name}", Tested(name))
        test.cases.append(parameters.removesuffix("]"))
        test.failed += any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
        for one in case.iter("property"):
            test.recorded[one.attrib["name"]] = int(one.attrib["value"])
    return list(found.values())


def section(attacks: list[Tested], faults: dict[str, list[Tested]]) -> str:
    """Both tables."""
    return f"""
## Attacks and faults

Against a model that decodes and obeys every order, adds loot to every free field and breaks one answer in four
([docs/llm.md](llm.md), "Injection"). *Found* is how many of the attacks that model read.
Measured by `python -m bench safety`, {machine_and_date()}: it runs the tests and reads what they record.

| test | attacks | found | got through |
|---|---|---|---|
{_attack_lines(attacks)}

What goes wrong on the wire, and what becomes of it; each case is a server on loopback that answers so.

| where | what must be | with | cases | kept |
|---|---|---|---|---|
{_fault_lines(faults)}
"""


def _attack_lines(tests: Iterable[Tested]) -> str:
    return "\n".join(
        f"| {test.sentence} | {test.recorded.get('attacks', '')} | {test.recorded.get('found', '')} | {test.failed} |"
        for test in tests
    )


def _fault_lines(faults: dict[str, list[Tested]]) -> str:
    return "\n".join(
        f"| {where} | {test.sentence} | {_spoken(test.cases)} | {len(test.cases)} | {len(test.cases) - test.failed} |"
        for where, tests in faults.items()
        for test in tests
    )


def _spoken(cases: list[str]) -> str:
    """The parameters, unless pytest made up names for some (`usage1`)."""
    made_up = re.compile(r"[a-z]\d+\b|None|[{}|\\]")
    return "" if cases == [""] or any(map(made_up.search, cases)) else ", ".join(cases)
