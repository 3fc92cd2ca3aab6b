"""Births: registering a child, and the register of births (sổ đăng ký khai sinh)."""
