"""Everything that may change what readers see: services, tasks, commands, and the back office."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from celery import current_app
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import get_commands, load_command_class
from django.http import HttpRequest

PACKAGES = ("accelerator", "regions", "tours")
WITHOUT = ("accelerator.demo", "accelerator.embedded", "accelerator.serving")
_SAVING, _DELETING = ("save_model",), ("delete_model", "delete_queryset")

Wrap = Callable[[str, Callable[..., Any]], Callable[..., Any]]


def names() -> list[str]:
    """Return the name of each, sorted."""
    found: list[str] = []

    def note(name: str, doer: Callable[..., Any]) -> Callable[..., Any]:
        found.append(name)
        return doer

    wrap_all(note)
    return sorted(found)


def wrap_all(wrap: Wrap) -> None:
    """Replace each by what `wrap` makes of it, wherever it has been imported."""
    replaced = {}
    for module in _service_modules():
        for name, function in list(vars(module).items()):
            if _is_service(module, name, function):
                replaced[id(function)] = (function, wrap(f"{module.__name__}.{name}", function))
    for module in [one for one in sys.modules.values() if _is_ours(one)]:
        for name, value in list(vars(module).items()):
            if found := replaced.get(id(value)):
                setattr(module, name, found[1])
    current_app.loader.import_default_modules()  # which a worker does as it starts
    for name, task in sorted(current_app.tasks.items()):
        if not name.startswith("celery.") and not task.__module__.startswith(WITHOUT):
            task.run = wrap(f"task {name}", task.run)
    for name, app in sorted(get_commands().items()):
        command = load_command_class(app, name) if isinstance(app, str) else app
        kind = type(command)
        if kind.__module__.startswith(PACKAGES) and not kind.__module__.startswith(WITHOUT):
            kind.handle = wrap(f"command {name}", kind.handle)
    for model_admin in admin.site._registry.values():
        _wrap_admin(model_admin, wrap)


def _wrap_admin(model_admin: admin.ModelAdmin, wrap: Wrap) -> None:
    kind = type(model_admin)
    if not kind.__module__.startswith(PACKAGES):
        return
    actions = [one if isinstance(one, str) else one.__name__ for one in kind.actions or ()]
    for name in [*_allowed(model_admin), *actions]:
        setattr(kind, name, wrap(f"{kind.__module__}.{kind.__name__}.{name}", getattr(kind, name)))


def _allowed(model_admin: admin.ModelAdmin) -> Iterator[str]:
    """What the back office lets a superuser do."""
    request = HttpRequest()
    request.user = get_user_model()(is_active=True, is_superuser=True, is_staff=True)
    if model_admin.has_add_permission(request) or model_admin.has_change_permission(request):
        yield from _SAVING
    if model_admin.has_delete_permission(request):
        yield from _DELETING


def _service_modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            parts = found.name.split(".")
            if not found.name.startswith(WITHOUT) and "services" in parts:
                yield importlib.import_module(found.name)


def _is_service(module: ModuleType, name: str, function: object) -> bool:
    return inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")


def _is_ours(module: ModuleType) -> bool:
    return isinstance(module, ModuleType) and (module.__name__ or "").split(".")[0] in (*PACKAGES, "tests")
