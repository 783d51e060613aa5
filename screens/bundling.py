"""The support bundle, asked for on the screen."""

from pathlib import Path

from pwxwizard import bundle
from pwxwizard.review import Review
from screens.help import examined
from screens.reporting import FileDialog


class BundleDialog(FileDialog):
    """Asks where the support bundle goes, and whether names are told in it."""

    heading = "Write a support bundle"
    about = (
        "Versions, this terminal, the project's shape, findings and the last faults, for those who "
        "help. No secret is in it; names of machines, hosts, users and files are replaced by tokens "
        "unless you keep them. Read it before you send it."
    )
    ways = ("Replace names", "Keep names")

    def __init__(self, workspace: Review | None) -> None:
        """Tell about a workspace, or about this machine alone."""
        folder = workspace.path.parent if workspace else Path()
        super().__init__(folder, "support.json")
        self._workspace = workspace

    def made(self, path: Path, way: int) -> int:
        """Write the bundle."""
        workspace = self._workspace
        entries = examined(workspace.path if workspace else None)
        return bundle.save(bundle.collect(entries, workspace, keep_names=way == 1), path)
