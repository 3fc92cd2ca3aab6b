"""Driving licences: a register now kept by the police; here a read-only copy with its source, and a check (giấy phép lái xe)."""
