from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tours", "0006_outlook_next_start")]

    operations = [migrations.AddField("outlook", "reopens_at", models.DateTimeField(null=True))]
