"""URLs of accounts, beside allauth's under the same /accounts/."""

from django.urls import URLPattern, URLResolver, path

from accelerator.base.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", views.account_settings, name="settings"),
    path("accounts/second-step/", views.second_step, name="second_step"),
    path("accounts/data.json", views.own_data, name="own_data"),
    path("accounts/delete/", views.account_delete, name="delete"),
    path("accounts/sessions/<int:pk>/end/", views.session_end, name="session_end"),
]
