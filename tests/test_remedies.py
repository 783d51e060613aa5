"""What to do about a finding can be done from where it is read: on the screens and the command line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pwxwizard
from pwxwizard import finding_reference
from pwxwizard.finding import Finding, Severity, Where, folded

OPTION = re.compile(r"(?<![\w-])--[a-z]")


def fixes() -> Iterator[tuple[str, str]]:
    """Yield every remedy of a rule, and of an error that is raised outside the verbs."""
    for code, rule in finding_reference.rules().items():
        yield code, f"{rule.why} {rule.fix}"
    folder = Path(pwxwizard.__file__).parent
    for path in folder.rglob("*.py"):
        if "cli" in path.relative_to(folder).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "fix":
                parts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
                yield f"{path.name}:{node.value.lineno}", " ".join(map(str, parts))


def test_an_option_of_the_command_line_is_named_with_the_way_on_the_screens() -> None:
    named = {place: text for place, text in fixes() if OPTION.search(text)}
    assert {"CER001", "CER006", "APL007", "WAV002"} <= named.keys()
    for place, text in named.items():
        assert "wizard" in text or "only the command line" in text, (place, text)
        assert "command line" in text, (place, text)


def test_infos_that_say_the_same_are_one_and_everything_else_stays_alone() -> None:
    def at(severity: Severity, message: str, item: str) -> Finding:
        return Finding("DBM062", severity, message, Where(item=item))

    warnings = [at(Severity.WARNING, "same", item) for item in "ab"]
    infos = [at(Severity.INFO, *one) for one in (("same", "a"), ("other", "b"), ("same", "c"))]
    rows = folded([*warnings, *infos])
    assert rows == (*((one,) for one in warnings), (infos[0], infos[2]), (infos[1],))
