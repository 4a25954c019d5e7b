from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0003_note_changes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="enterprise",
            name="enterprises_ent_search",
        ),
        migrations.RemoveIndex(
            model_name="site",
            name="enterprises_site_search",
        ),
        migrations.RemoveField(
            model_name="enterprise",
            name="search",
        ),
        migrations.RemoveField(
            model_name="site",
            name="search",
        ),
    ]
