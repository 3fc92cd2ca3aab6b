from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "outbox.sql").read_text()


class Migration(migrations.Migration):
    initial = True
    dependencies = [("trail", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
