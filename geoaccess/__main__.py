"""``python -m geoaccess``."""

from geoaccess.cli import run

run()
