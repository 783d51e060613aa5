"""`pwxwizard review`: a project, or files that this tool never wrote, read-only."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pwxwizard.cli.common import (
    at_option,
    emit,
    finding_json,
    json_option,
    show_findings,
    show_waived,
    verb,
    waived_json,
)
from pwxwizard.cli.project_path import only_project, project_in
from pwxwizard.cli.report import format_option, overwrite_option
from pwxwizard.cli.wizard import Manner, start, wizard_options
from pwxwizard.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from pwxwizard.report import Report


@verb(
    "Look at a project, read-only: opens nothing for writing, takes no lock, makes no file. With "
    "--text or --json it prints instead of opening the wizard. Or look at DBMOVER files, AT-TLS "
    "policies, certificates and folders of them that this tool never wrote. A folder that holds exactly "
    "one project is that project; name what is in it to look at its other files. With --report it also "
    "writes that one file for auditors, and nothing else.",
    "pwxwizard review prod.toml\n"
    "pwxwizard review prod.toml --text\n"
    "pwxwizard review dbmover.cfg pagent_ttls.conf certificates/ --platform linux\n"
    "pwxwizard review certificates/ pagent_ttls.conf --report audit.html",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PROJECT | FILE...]")
@json_option
@click.option("--text", is_flag=True, help="Print items, findings and differences as text.")
@click.option("--platform", default="", help="Platform of the machine that DBMOVER files are from.")
@click.option("--report", "out", type=click.Path(path_type=Path), help="Write a report there.")
@format_option
@overwrite_option
@at_option
@wizard_options
def command(
    paths: tuple[Path, ...],
    as_json: bool,
    text: bool,
    platform: str,
    out: Path | None,
    form: str | None,
    overwrite: bool,
    at: "datetime | None",
    manner: Manner,
) -> int:
    """Open the read-only wizard, or print; exit code 1 when a finding is an error."""
    paths = paths or (only_project(),)
    if len(paths) == 1:
        paths = (project_in(paths[0]),)
    target = None
    if out is not None:
        from pwxwizard.report import format_of  # noqa: PLC0415 - the engine is loaded when it is used

        target = _Target(out, form or format_of(out), overwrite)
    elif form or overwrite:
        raise UsageError(
            "--format and --overwrite are about a report.", fix="Say where it goes: --report FILE."
        )
    if any(path.suffix == ".toml" for path in paths):
        if len(paths) > 1:
            raise UsageError("One project is reviewed at a time.", fix="Name it alone.")
        if as_json or text or target:
            return _project(paths[0], at, target, as_json=as_json)
        return start(paths[0], manner, read_only=True)
    return _files(paths, platform, at, target, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a report goes."""

    path: Path
    form: str
    overwrite: bool

    def write(self, made: "Report", root: Path) -> None:
        from pwxwizard import report  # noqa: PLC0415 - the engine is loaded when it is used

        size = report.save(made, self.path, root=root, form=self.form, overwrite=self.overwrite)
        click.echo(f"{self.path}: {size} bytes", err=True)


def _project(project: Path, at: "datetime | None", target: _Target | None, *, as_json: bool) -> int:
    from pwxwizard import difference, machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    survey = review.survey()
    then = Review(project, machine.world(project.parent, at=at)) if at else review
    judged = then.judged(then.survey() if at else survey)
    findings = judged.findings
    if target is not None:
        from pwxwizard import report  # noqa: PLC0415 - the engine is loaded when it is used

        target.write(report.of_project(review, then), project.parent)
    if as_json:
        emit(
            {
                "schema": 1,
                "project": review.project.name,
                "items": [{"item": item.name, "state": item.state.value} for item in survey.items],
                "findings": [finding_json(finding) for finding in findings],
                "waived": waived_json(judged.waived),
                "differences": [change.artifact.path for change in survey.plan.writes],
            }
        )
        return 1 if has_errors(findings) else 0
    click.echo(f"{review.project.name}: {len(survey.items)} items")
    for item in survey.items:
        click.echo(f"  {item.state.value:9} {item.name}")
    show_findings(findings)
    show_waived(judged.waived)
    for change in survey.plan.writes:
        click.echo(f"{change.action.value} {change.artifact.path}")
        for line in difference.lines(change):
            click.echo(f"    {line.kind} {line.text}")
    return 1 if has_errors(findings) else 0


def _files(
    paths: tuple[Path, ...],
    platform: str,
    at: "datetime | None",
    target: _Target | None,
    *,
    as_json: bool,
) -> int:
    from pwxwizard import loose, machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415

    world = machine.world(Path())
    when = at or world.clock.now()
    for path in paths:
        if world.reader.look(str(path)).state == "absent":
            raise UsageError("There is no such file.", fix="Check the path.", where=str(path))
    names = dict.fromkeys(
        name for path in paths for name in loose.files_below(world.reader, str(path))
    )
    seen = [loose.look(world.reader, name, platform, when) for name in names]
    failed = any(has_errors(file.findings) for file in seen)
    if target is not None:
        from pwxwizard import report  # noqa: PLC0415 - the engine is loaded when it is used

        target.write(report.of_files(world.reader, seen, when), Path())
    if as_json:
        rows = [
            {
                "path": file.path,
                "kind": file.kind,
                "sha256": file.digest,
                "facts": list(file.facts),
                "findings": [finding_json(finding) for finding in file.findings],
            }
            for file in seen
        ]
        emit({"schema": 1, "files": rows})
        return 1 if failed else 0
    for file in seen:
        click.echo(f"{file.path}: {file.kind}")
        for fact in file.facts:
            click.echo(f"    {fact}")
        show_findings(file.findings)
    return 1 if failed else 0
