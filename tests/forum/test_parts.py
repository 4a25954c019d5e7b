"""The parts of forums' pages print what people wrote, and no markup of theirs."""

import pytest
from markupsafe import escape

from accelerator.base.common import parts
from accelerator.forum.programme.printed import PrintedCell, PrintedRow, PrintedSession, PrintedTable

HOSTILE = "<x>&\"'"


def session(**changes) -> PrintedSession:
    return PrintedSession(
        marks="session", at="", when="10:00", turn=HOSTILE, title=HOSTILE, address=HOSTILE, people=[(HOSTILE, HOSTILE)],
        cancelled=False, tentative=True, kind=HOSTILE, place=HOSTILE, in_hall=True, language=HOSTILE, abstract_html="",
    )._replace(**changes)  # fmt: skip


def drawn(*sessions: PrintedSession, in_order=(), is_wide=False) -> str:
    rows = [PrintedRow(1, "10:00", [PrintedCell(list(sessions), 1, 2, is_wide)])]
    table = PrintedTable([(HOSTILE, HOSTILE, 1), ("B", "", 1)], rows, list(in_order), parallel=True, width=2)
    return parts.draw("forum/_day.jinja", caption=HOSTILE, table=table)


@pytest.mark.parametrize(("sessions", "in_order"), [(1, 0), (2, 0), (0, 1)])
def test_what_people_wrote_is_escaped(sessions: int, in_order: int) -> None:
    page = drawn(*[session()] * sessions, in_order=[session()] * in_order, is_wide=True)

    assert "<x>" not in page
    assert page.count(str(escape(HOSTILE))) == 3 + 8 * (sessions + in_order)
    assert ("prog__beside" in page) == (sessions > 1)


def test_break_leads_nowhere_and_an_abstract_is_printed_as_it_was_sanitized() -> None:
    page = drawn(session(address="", kind="", abstract_html="<em>so</em>"))

    assert "<a " not in page
    assert '<div class="session__more prose"><em>so</em></div>' in page
