"""An AT-TLS policy: its rules in the order in which they win, and what each of them comes to."""

from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from pwxwizard import attls
from pwxwizard.attls import EffectivePolicy, Rule, Setting
from pwxwizard.errors import PwxError
from pwxwizard.finding import counted
from pwxwizard.review import Review
from screens.frame import KeyHints, TitleLine
from screens.inspecting import InspectionScreen
from screens.lists import Rows, at, cell
from screens.policy_reading import Version, names, ports, versions_of


class PolicyScreen(InspectionScreen[None]):
    """The policy of one z/OS machine."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "findings", "Findings"),
        Binding("s", "simulate", "Simulate"),
        Binding("z", "fold", "All settings"),
        Binding("v", "version", "Other version"),
    ]
    PAGE = "policy"

    class Read(Message):
        """The policy was read."""

        def __init__(self, versions: tuple[Version, ...]) -> None:
            """Hand over its versions."""
            super().__init__()
            self.versions = versions

    def __init__(self, workspace: Review, machine: str) -> None:
        """Show the policy of a machine of a workspace."""
        super().__init__()
        self.workspace = workspace
        self.machine = workspace.project.machine[machine]
        self._versions: tuple[Version, ...] = ()
        self._at = 0
        self._everything = False
        self._settings: tuple[Setting, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the rules above, what the chosen one comes to below."""
        yield TitleLine(id="title")
        yield Rows(
            "rules",
            ("", 3),
            ("Whose", 6),
            ("Rule", 20),
            ("Prio", 4),
            ("Job", 9),
            ("Port", 11),
            ("Direction", None),
        )
        yield Static("Reading ...", id="rule", classes="part")
        yield Rows("settings", ("Setting", 22), ("Value", None), ("From", None))
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self.query_one("#rules").focus()
        self._read()

    @work(thread=True, exclusive=True, group="policy")
    def _read(self) -> None:
        worker = get_current_worker()
        try:
            versions = versions_of(self.workspace, self.machine)
        except PwxError as error:
            self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Read(versions))

    def on_policy_screen_read(self, event: Read) -> None:
        """Show the rules."""
        self._versions = event.versions
        self._show()

    @property
    def version(self) -> Version | None:
        """Return the version that is shown."""
        return self._versions[self._at] if self._versions else None

    @property
    def rule(self) -> Rule | None:
        """Return the rule under the cursor."""
        version, row = self.version, self.query_one("#rules", Rows).cursor_row
        rules = version.policies.rules if version else ()
        return rules[row] if 0 <= row < len(rules) else None

    def _show(self) -> None:
        version = self.version
        name = self.machine.name
        if version is None:
            self.query_one(TitleLine).say(f"AT-TLS policy of {name}")
            self._say("There is no policy yet, neither on the disk nor planned.")
            return
        rules = version.policies.rules
        rows = (self._row(number, rule, version) for number, rule in enumerate(rules, 1))
        self.query_one("#rules", Rows).show(rows)
        middle = f"AT-TLS policy of {name}, {version.title}"
        note = f"{counted(len(rules), 'rule')}, {counted(len(version.findings), 'finding')}"
        self.query_one(TitleLine).say(middle, note)
        self._describe()

    def _row(self, number: int, rule: Rule, version: Version) -> tuple[Text, ...]:
        variables = self.app.theme_variables
        ours = rule.name in version.ours
        return (
            cell(str(number)),
            cell("■ ours", variables["success"]) if ours else cell("theirs", variables["muted"]),
            cell(rule.name),
            cell(str(rule.priority)),
            cell(names(rule.job)),
            cell(ports(rule.local_ports)),
            cell(" and ".join(sorted(rule.directions)) or "none"),
        )

    def _say(self, text: str) -> None:
        self.query_one("#rule", Static).update(Content(text))

    @on(Rows.RowHighlighted, "#rules")
    def _describe(self) -> None:
        rule, version = self.rule, self.version
        if rule is None or version is None:
            if version is not None:
                self._say("The policy has no rule: every connection runs in clear text.")
            return
        policy = attls.effective(version.policies, rule.name, release=version.release)
        self._settings = policy.settings if self._everything else policy.differences()
        what = "every setting" if self._everything else "what is not a default"
        self._say(f"{rule.name}, {_outline(policy)}: {what} of z/OS {version.release}")
        table = self.query_one("#settings", Rows)
        table.show((cell(one.attribute), cell(one.value or "-"), cell(_origin(one)))
                   for one in self._settings)  # fmt: skip

    @on(Rows.RowSelected, "#rules")
    def _chosen(self) -> None:
        self.query_one("#settings").focus()

    @on(Rows.RowSelected, "#settings")
    def _setting_chosen(self, event: Rows.RowSelected) -> None:
        setting = at(self._settings, event.cursor_row)
        if setting is None:
            return
        line = setting.origin.line
        if line:
            self._open_text(line)
        else:
            self._say("This is not written in the policy, so that there is no line to go to.")

    def _open_text(self, line: int) -> None:
        from screens.policy_text import PolicyTextScreen  # noqa: PLC0415 - loaded when it is wanted

        if self.version is not None:
            self.app.push_screen(PolicyTextScreen(self.version, line))

    def action_findings(self) -> None:
        """Show the findings with the text."""
        self._open_text(0)

    def action_simulate(self) -> None:
        """Ask which rule a connection gets."""
        from screens.simulator import SimulatorScreen  # noqa: PLC0415 - the same

        if self.version is not None:
            self.app.push_screen(SimulatorScreen(self.version, self.machine, self.rule))

    def action_fold(self) -> None:
        """Show every setting, or only those that differ from the defaults."""
        self._everything = not self._everything
        self._describe()

    def action_version(self) -> None:
        """Change between the policy as planned and as it is."""
        if self._versions:
            self._at = (self._at + 1) % len(self._versions)
            self._show()

    def action_back(self) -> None:
        """Go back to the rules, and from there to the project."""
        table = self.query_one("#rules")
        if table.has_focus:
            self.dismiss(None)
        else:
            table.focus()


def _outline(policy: EffectivePolicy) -> str:
    if not policy.tls_enabled:
        return "clear text"
    who = policy.handshake_role or "no role"
    return f"TLS as {who}" + (f", {policy.client_auth_type}" if policy.client_auth_type else "")


def _origin(setting: Setting) -> str:
    """Return where a setting comes from, without the file that is shown anyway."""
    origin = setting.origin
    if not origin.line:
        return str(origin)
    inherited = f", {origin.statement}" if origin.statement else ""
    return f"line {origin.line}{inherited}"
