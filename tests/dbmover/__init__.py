"""Tests of the DBMOVER engine."""
