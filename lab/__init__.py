"""Rooms of synthetic participants, for load and for demonstrations: `make lab`, or python -m lab --help."""
