"""Reports set as one HTML page or one PDF."""

from __future__ import annotations

from geoaccess.report.documents.page import render_html
from geoaccess.report.documents.paper import render_pdf

__all__ = ["render_html", "render_pdf"]
