"""The report on paper."""

from app.reports.papers.making import HANDLERS as HANDLERS
