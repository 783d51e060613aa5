"""The lint checks for internal certificates, by subject; one function a check."""
