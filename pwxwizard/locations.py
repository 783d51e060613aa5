"""Where the user's own files are on each platform; asking for a place creates nothing."""

from pathlib import Path

import platformdirs

_NAME = "pwxwizard"


def catalogue_folder() -> Path:
    """Return where the user's overrides of the vendor catalogues are looked for."""
    return platformdirs.user_config_path(_NAME, appauthor=False) / "catalogue"


def recent_file() -> Path:
    """Return where the projects that were opened last are remembered."""
    return platformdirs.user_state_path(_NAME, appauthor=False) / "recent.toml"


def log_folder() -> Path:
    """Return where logs go."""
    return platformdirs.user_log_path(_NAME, appauthor=False)
