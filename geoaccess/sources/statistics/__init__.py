"""Official statistics as published: SSDSE-A and the CSV downloads of e-Stat."""

from geoaccess.sources.statistics.estat import load_estat
from geoaccess.sources.statistics.ssdse import load_ssdse
from geoaccess.sources.statistics.totals import TotalCheck, check_stated, check_totals

__all__ = ["TotalCheck", "check_stated", "check_totals", "load_estat", "load_ssdse"]
