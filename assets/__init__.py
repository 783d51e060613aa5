"""Data files of pwxwizard: style, templates, catalogues and help."""
