"""Finding who is signed in: the account and its person in one query, on every request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from .models import Account


class Accounts(ModelBackend):
    """Django's own check of passwords and accounts that may sign in."""

    def get_user(self, user_id: object) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None
