"""Addresses of the demo's mailbox."""

from django.urls import path

from accelerator.demo.mailbox import views

app_name = "demo"
urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("<str:key>/", views.letter, name="letter"),
    path("<str:key>/html/", views.letter_html, name="letter_html"),
    path("<str:key>/source/", views.letter_source, name="letter_source"),
    path("<str:key>/files/<int:number>/", views.letter_file, name="letter_file"),
]
