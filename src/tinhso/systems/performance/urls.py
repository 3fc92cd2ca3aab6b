"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from .report import screens as report
from .score import screens as score
from .steps import screens as steps

urlpatterns = [
    path("reports/ii06a/", report.form, name="performance-form"),
    path("reports/ii06a/cases/", report.dossiers, name="performance-form-cases"),
    path("reports/766/", score.standings, name="performance-league"),
    path("reports/766/<str:unit>/", score.unit, name="performance-unit"),
    path("reports/766/<str:unit>/winning/", score.winning, name="performance-winning"),
    path("reports/766/<str:unit>/<str:code>/", score.behind, name="performance-behind"),
    path("reports/steps/", steps.steps, name="performance-steps"),
    path("reports/steps/cases/", steps.dossiers, name="performance-steps-cases"),
]
