"""Which static files are collected: what no page ever names only costs time, above all when it is compressed."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalStaticFilesConfig(StaticFilesConfig):
    """Django's own app, without the unminified twins and the unused versions that packages bring."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "admin/js/vendor/jquery/jquery.js",
        "admin/js/vendor/select2/select2.full.js",
        "admin/js/vendor/xregexp/xregexp.js",
        "django_htmx/ext/*",  # one of them imports a module that the package does not bring
        "django_htmx/htmax-*",
        "django_htmx/htmx-2*",
        "django_htmx/htmx-4.js",
    ]
