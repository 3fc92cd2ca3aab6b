"""What other systems told the score."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Observed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=5)),
                ("code", models.CharField(max_length=80)),
                ("agency", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("good", models.BooleanField()),
            ],
            options={
                "indexes": [models.Index(fields=["indicator", "at"], name="observed_when")],
                "constraints": [models.UniqueConstraint(fields=("indicator", "code"), name="observed_once")],
            },
        ),
    ]
