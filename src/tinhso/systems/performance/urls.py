"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from .report import screens as report

urlpatterns = [
    path("reports/ii06a/", report.form, name="performance-form"),
    path("reports/ii06a/cases/", report.dossiers, name="performance-form-cases"),
]
