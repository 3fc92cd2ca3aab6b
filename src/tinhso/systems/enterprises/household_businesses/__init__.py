"""Household businesses: registering one, and their register (hộ kinh doanh)."""
