"""Reports of results folders, to be handed to a committee."""

from __future__ import annotations

from geoaccess.pipeline.reports.build import Report, build_report, render_report

__all__ = ["Report", "build_report", "render_report"]
