from django.urls import path

from accelerator.base.common import views

app_name = "common"
urlpatterns = [
    path("appearance/", views.appearance, name="appearance"),
    path("gallery/", views.gallery, name="gallery"),
]
