"""Planting-area codes: giving one after an inspection, renewing it each year (mã số vùng trồng)."""
