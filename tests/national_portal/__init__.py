"""The line to the national portal, tested from outside: these tests need the whole province, which a connector may not see."""
