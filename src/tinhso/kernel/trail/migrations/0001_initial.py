"""The tables and functions of the trail. Written in SQL, because the database itself must enforce them."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "trail.sql").read_text()


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
