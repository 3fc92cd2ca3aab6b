"""Extensions for searching and for exclusion rules, and `vn_fold`, the twin of Python's `fold`.

Needs PostgreSQL 17 or newer: the collation "pg_c_utf8" makes small letters of all scripts without ICU or the system's
locale.
"""

from django.db import migrations

EXTENSIONS = ["pg_trgm", "unaccent", "btree_gist", "btree_gin"]

VN_FOLD = r"""
CREATE OR REPLACE FUNCTION public.vn_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(normalize(translate(lower(
    regexp_replace(normalize(value, NFKD), '[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]+', '', 'g')
    COLLATE pg_catalog."pg_c_utf8"), 'đðɖ', 'ddd'), NFKC),
    '[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'), ' ');
COMMENT ON FUNCTION public.vn_fold(text) IS 'Text for searching: no accents, small letters, single blanks.';
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        *(
            migrations.RunSQL(f"CREATE EXTENSION IF NOT EXISTS {name}", migrations.RunSQL.noop)
            for name in EXTENSIONS
        ),
        migrations.RunSQL(VN_FOLD, "DROP FUNCTION IF EXISTS public.vn_fold(text)"),
    ]
