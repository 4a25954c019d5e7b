"""Forms of seasons, of their stages, regions and results."""

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
    class Meta:
        model = Season
        fields = Season.EDITABLE
        error_messages = {
            "year": {
                "unique": _("There is already a season for this year."),
                "min_value": _("Enter a year from 2015 to 2100."),
                "max_value": _("Enter a year from 2015 to 2100."),
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["closing_forum"]
        chosen.queryset = Forum.objects.latest_first()
        chosen.empty_label = _("no forum")


class StageForm(forms.ModelForm):
    """A stage; an empty row does not count."""

    class Meta:
        model = Stage
        fields = Stage.EDITABLE
        widgets = {"starts_date": DateInput(), "ends_date": DateInput()}

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_date", "ends_date"):
            self.fields[name].validators.append(Within(partial(season_days, year)))


class ResultForm(forms.Form):
    """A region and its result; a row without a region does not count."""

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
    heading = _("Row {n}")

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.heading = self.heading.format(n=(index or 0) + 1)

    def kept(self) -> list[Any]:
        """The forms that are filled."""
        filled = [form for form in self.forms if form.cleaned_data.get(self.needs)]
        return [form for form in filled if not form.cleaned_data.get(DELETION_FIELD_NAME)]

    def values(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.kept()]


class StageRows(KeptRows):
    needs = "title"
    heading = _("Stage {n}")

    def removing(self) -> dict[str, str]:
        """The stored stages that are marked to be deleted, by the prefix of their row."""
        marked = [form for form in self.forms if form.initial and form.cleaned_data.get(DELETION_FIELD_NAME)]
        stored = ((form.prefix, form.initial) for form in marked)
        return {
            row: f"{stage['title']}, {days_until(stage['starts_date'], stage['ends_date'])}" for row, stage in stored
        }


class ResultRows(KeptRows):
    """Regions of a season, each once."""

    needs = "region"

    def clean(self) -> None:
        seen: set[Region] = set()
        for form in self.kept():
            region = form.cleaned_data["region"]
            if region in seen:
                form.add_error("region", _("This region is already in the season: {region}.").format(region=region))
            seen.add(region)

    def removing(self) -> dict[str, str]:
        """The stored results of regions that no row names any more."""
        kept = {form.cleaned_data["region"].slug for form in self.kept()}
        regions = self.form_kwargs["regions"]
        gone = {row["region"]: row["result"] for row in self.initial or () if row["region"] not in kept}
        return {slug: f"{regions[slug]}: {SeasonRegion.Result(result).label}" for slug, result in gone.items()}


def stage_rows(data: Any, season: Season) -> StageRows:
    """The season's stages, and blank rows for more."""
    stages = season.stages.in_order()
    initial = [{name: getattr(stage, name) for name in Stage.EDITABLE} for stage in stages]
    return _rows(StageForm, StageRows, "stages", data, initial, 40, year=season.year)


def result_rows(data: Any, entries: Iterable[SeasonRegion]) -> ResultRows:
    """The season's regions, and blank rows for more."""
    regions = {region.slug: region for region in Region.objects.by_name()}
    initial = [{"region": entry.region.slug, "result": entry.result, "note": entry.note} for entry in entries]
    return _rows(ResultForm, ResultRows, "regions", data, initial, 120, regions=regions)


def _rows(
    form: Any, rows: Any, prefix: str, data: Any, initial: list[dict[str, Any]], most: int, **offered: Any
) -> Any:  # fmt: skip
    formset = forms.formset_factory(
        form,
        formset=rows,
        extra=BLANK_ROWS,
        can_delete=True,
        can_delete_extra=False,
        max_num=most,
        absolute_max=most + 30,
    )
    return formset(data, prefix=prefix, initial=initial, form_kwargs=offered)
