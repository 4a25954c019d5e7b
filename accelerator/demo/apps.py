from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "accelerator.demo"
    label = "demo"
