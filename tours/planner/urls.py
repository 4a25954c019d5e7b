"""Addresses of the route planner."""

from django.urls import path

from tours.planner import views

app_name = "planner"
urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/add/", views.add, name="add"),
    path("plan/book/", views.book, name="book"),
]
