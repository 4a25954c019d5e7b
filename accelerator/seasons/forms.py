"""What organizers type of seasons, as clean values."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.dates import Within
from accelerator.base.common.formats import days_until
from accelerator.base.common.forms import ChosenRow, DateInput
from accelerator.base.common.i18n import I18nTextFormField
from accelerator.base.common.versioned_forms import VersionedForm, VersionedRows
from accelerator.forum.models import Forum
from accelerator.seasons.models import Season, SeasonRegion, Stage
from accelerator.seasons.services import season_days
from regions.models import Region

BLANK_ROWS = 3


class SeasonForm(VersionedForm):
    """A season itself; its stages and regions have pages of their own."""

    class Meta:
        model = Season
        fields = Season.EDITABLE
        error_messages = {
            "year": {
                "unique": _("There is a season of this year already."),
                "min_value": _("Give a year from 2015 to 2100."),
                "max_value": _("Give a year from 2015 to 2100."),
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["closing_forum"]
        chosen.queryset = Forum.objects.latest_first()
        chosen.empty_label = _("no forum")


class StageForm(forms.ModelForm):
    """One stage; a row with nothing in it does not count."""

    class Meta:
        model = Stage
        fields = Stage.EDITABLE
        widgets = {"starts_date": DateInput(), "ends_date": DateInput()}

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_date", "ends_date"):
            self.fields[name].validators.append(Within(partial(season_days, year)))


class ResultForm(forms.Form):
    """One region; a row without one does not count."""

    region = ChosenRow(label=_("Region"))
    result = forms.ChoiceField(
        label=_("Result"), choices=SeasonRegion.Result.choices, initial=SeasonRegion.Result.PARTICIPANT
    )
    note = I18nTextFormField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, regions: Mapping[str, Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["region"]
        chosen.offer(regions)


class KeptRows(VersionedRows):
    """Rows of which blank ones and those marked to be deleted do not count."""

    needs = ""  # the field without which a row is blank

    def kept(self) -> list[Any]:
        """The forms that are filled."""
        told = [form for form in self.forms if form.cleaned_data.get(self.needs)]
        return [form for form in told if not form.cleaned_data.get(DELETION_FIELD_NAME)]

    def values(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.kept()]


class StageRows(KeptRows):
    """Stages of a season; a stage in which something is wrong is named in the summary of errors."""

    needs = "title"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.heading = _("Stage {n}").format(n=(index or 0) + 1)

    def removing(self) -> dict[str, str]:
        """The stages that are marked to be deleted, by their row, in the words that are stored."""
        marked = [form for form in self.forms if form.initial and form.cleaned_data.get(DELETION_FIELD_NAME)]
        told = ((form.prefix, form.initial) for form in marked)
        return {row: f"{one['title']}, {days_until(one['starts_date'], one['ends_date'])}" for row, one in told}


class ResultRows(KeptRows):
    """Regions of a season, each once."""

    needs = "region"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.heading = _("Row {n}").format(n=(index or 0) + 1)

    def clean(self) -> None:
        seen: set[Region] = set()
        for form in self.kept():
            region = form.cleaned_data["region"]
            if region in seen:
                form.add_error("region", _("The region is already in the season: {region}.").format(region=region))
            seen.add(region)

    def removing(self) -> dict[str, str]:
        """The stored regions that no row names any more: marked to be deleted, or another region is in their place."""
        kept = {form.cleaned_data["region"].slug for form in self.kept()}
        regions = self.form_kwargs["regions"]
        gone = [one for one in self.initial or () if one["region"] not in kept]
        return {one["region"]: f"{regions[one['region']]}: {SeasonRegion.Result(one['result']).label}" for one in gone}


def stage_rows(data: Any, season: Season) -> StageRows:
    """The season's stages, and blank rows for more."""
    stages = season.stages.in_order()
    initial = [{name: getattr(stage, name) for name in Stage.EDITABLE} for stage in stages]
    return _rows(StageForm, StageRows, "stages", data, initial, max_num=40, offered={"year": season.year})


def result_rows(data: Any, entries: Iterable[SeasonRegion]) -> ResultRows:
    """The season's regions, and blank rows for more."""
    regions = {region.slug: region for region in Region.objects.by_name()}
    initial = [{"region": entry.region.slug, "result": entry.result, "note": entry.note} for entry in entries]
    return _rows(
        ResultForm, ResultRows, "regions", data, initial, max_num=120, absolute_max=150, offered={"regions": regions}
    )  # fmt: skip


def _rows(
    form: Any, rows: Any, prefix: str, data: Any, initial: list[dict[str, Any]],
    *, offered: dict[str, Any] | None = None, **most: Any,
) -> Any:  # fmt: skip
    made: Any = forms.formset_factory(
        form, formset=rows, extra=BLANK_ROWS, can_delete=True, can_delete_extra=False, **most
    )  # fmt: skip
    return made(data, prefix=prefix, initial=initial, form_kwargs=offered)
