"""Addresses at which staff keep the slots of their tours."""

from django.urls import path

from tours.schedule.views import rules, slots

app_name = "schedule"
_cabinet = "cabinet/<slug:slug>/slots/"
urlpatterns = [
    path(_cabinet, slots.week, name="slots"),
    path(f"{_cabinet}new/", slots.slot_new, name="slot_new"),
    path(f"{_cabinet}bulk/", slots.bulk, name="slots_bulk"),
    path(f"{_cabinet}rules/", rules.rules, name="rules"),
    path(f"{_cabinet}rules/new/", rules.rule_new, name="rule_new"),
    path(f"{_cabinet}rules/<uuid:uuid>/", rules.rule, name="rule"),
    path(f"{_cabinet}rules/<uuid:uuid>/run/", rules.rule_run, name="rule_run"),
    path(f"{_cabinet}rules/<uuid:uuid>/clear/", rules.rule_clear, name="rule_clear"),
    path(f"{_cabinet}rules/<uuid:uuid>/end/", rules.rule_end, name="rule_end"),
    path(f"{_cabinet}<uuid:uuid>/", slots.slot, name="slot"),
    path(f"{_cabinet}<uuid:uuid>/capacity/", slots.slot_capacity, name="slot_capacity"),
    path(f"{_cabinet}<uuid:uuid>/languages/", slots.slot_languages, name="slot_languages"),
    path(f"{_cabinet}<uuid:uuid>/status/", slots.slot_status, name="slot_status"),
    path(f"{_cabinet}<uuid:uuid>/move/", slots.slot_move, name="slot_move"),
    path(f"{_cabinet}<uuid:uuid>/cancel/", slots.slot_cancel, name="slot_cancel"),
]
