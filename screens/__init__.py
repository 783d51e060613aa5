"""The Textual screens of pwxwizard; they draw and ask, the engine decides."""
