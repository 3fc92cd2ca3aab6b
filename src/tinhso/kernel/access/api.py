"""Who is acting, what they may do, and which rows they may see. Everything is denied unless said otherwise."""

from .actors import ANONYMOUS, Actor, system_actor
from .permissions import (
    Permission,
    anyone,
    both,
    describe,
    either,
    has_role,
    in_agency,
    is_system,
    nobody,
    owns,
    permission,
    signed_in,
)
from .roles import ROLES, Role, role
from .scopes import NotScoped, scope, visible

__all__ = [
    "ANONYMOUS",
    "ROLES",
    "Actor",
    "NotScoped",
    "Permission",
    "Role",
    "anyone",
    "both",
    "describe",
    "either",
    "has_role",
    "in_agency",
    "is_system",
    "nobody",
    "owns",
    "permission",
    "role",
    "scope",
    "signed_in",
    "system_actor",
    "visible",
]
