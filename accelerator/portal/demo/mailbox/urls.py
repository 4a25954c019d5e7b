"""Addresses of the demo's mailbox."""

from django.urls import path

from accelerator.portal.demo.mailbox import views

urlpatterns = [
    path("", views.mailbox, name="demo_mail"),
    path("<str:key>/", views.letter, name="demo_letter"),
    path("<str:key>/html/", views.letter_html, name="demo_letter_html"),
    path("<str:key>/source/", views.letter_source, name="demo_letter_source"),
    path("<str:key>/files/<int:number>/", views.letter_file, name="demo_letter_file"),
]
