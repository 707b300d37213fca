"""Reports of any period: the page, the monthly report to sign, CSV, workbook and the JSON door. See docs/api.md."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from ..auth import own_department
from ..core.errors import BadInput
from ..core.facts import SPREADS
from ..core.hours import business_date
from ..core.plan import HallPlan
from ..csv_text import csv_text
from ..staff.figure_notices import figure_notices
from .charts import department_chart, heat_chart, hour_chart, line_chart
from .period import PAGE_LEVELS, PAGE_SPREADS, Report, findings_of, read_report
from .periods import Period, asked_month, asked_period, month_of
from .rows import BY, COLUMNS, DEVICE_COLUMNS, KINDS, TIME_COLUMNS, in_order, tell_apart
from .sheets import XLSX, in_seconds, workbook
from .words import WORDS

SHEETS = (
    ("Toàn trung tâm", "hall"), ("Cơ quan", "department"), ("Lĩnh vực", "service"), ("Thủ tục", "procedure"),
    ("Quầy", "desk"), ("Cán bộ", "officer"), ("Giờ", "hour"), ("Thứ", "weekday"), ("Ngày", "date"), ("Tháng", "month"),
)  # fmt: skip
WHOLE_DEPARTMENT = "Toàn cơ quan"  # the first sheet's title for a lead
LINE_COLUMNS = ("key", "name", "name_en", "at", "mean", "most")
BESIDE = {"line": LINE_COLUMNS, "device": DEVICE_COLUMNS}  # tables that are not counts of legs
LONGEST_OF_LEAD = 366  # days; theirs are read from the legs, not from what was summed up of all
TOO_LONG = "Báo cáo của một cơ quan không quá một năm. Mời chọn lại."
LONGEST_BY_DAY = 62  # a table by day; above by month
MONTH_LEVELS, BEFORE = frozenset({"hall", "department", "hour"}), frozenset({"hall", "department"})


def blueprint() -> Blueprint:
    room = Blueprint("periods", __name__, url_prefix="/reports", template_folder="templates")

    @room.get("/period")
    def page() -> str:
        return render_template("reports/period.html", **_page(_asked()))

    @room.get("/period.json")
    def as_json() -> Response:
        period, by = _asked(), _asked_by()
        report = _read(period, frozenset({by}))
        rows = _beside(report, by) if by in BESIDE else report.by(by)
        before = _read(period.before(), frozenset({"hall"}))
        return jsonify(
            **{"from": period.first.isoformat(), "to": period.last.isoformat()}, by=by, rows=rows, hall=report.whole,
            before={"from": before.period.first.isoformat(), "to": before.period.last.isoformat(), **before.whole},
            findings=_findings(period),
        )  # fmt: skip

    @room.get("/period.csv")
    def as_csv() -> Response:
        period, by = _asked(), _asked_by()
        report = _read(period, frozenset({by}))
        if by in BESIDE:
            columns, rows = tuple(in_seconds(dict.fromkeys(BESIDE[by]))), map(in_seconds, _beside(report, by))
            return _file(f"{by}-{_stem(period)}.csv", "text/csv", csv_text(columns, rows))
        columns = tuple(in_seconds(dict.fromkeys(_columns(by))))
        rows = [in_seconds(row) for row in report.by(by)]
        return _file(f"{by}-{_stem(period)}.csv", "text/csv", csv_text(columns, rows))

    @room.get("/period.xlsx")
    def as_workbook() -> Response:
        period = _asked()
        report = _read(period, frozenset(level for _, level in SHEETS) | {"line"})
        sheets = [(title, _columns(level), report.by(level)) for title, level in SHEETS]
        sheets.append(("Hàng chờ", LINE_COLUMNS, report.lines()))
        if own_department():
            sheets[0] = (WHOLE_DEPARTMENT, *sheets[0][1:])
        else:
            sheets.append(("Thiết bị", DEVICE_COLUMNS, report.devices))
        return _file(f"report-{_stem(period)}.xlsx", XLSX, workbook(sheets))

    @room.get("/month")
    def month() -> str:
        return render_template("reports/month.html", **_month())

    return room


def _read(period: Period, levels: frozenset[str], spreads: Container[str] = SPREADS) -> Report:
    now = current_app.extensions["hall"].clock.now()
    return read_report(current_app.extensions["store"], period, now, levels, spreads, own_department())


def _findings(period: Period) -> list[dict]:
    """What is wrong with the hall's figures is nothing a lead could tell from their own."""
    return [] if own_department() else findings_of(current_app.extensions["store"], period)


def _today() -> date:
    return business_date(current_app.extensions["hall"].clock.now())


def _asked() -> Period:
    asked = asked_period(request.args, _today())
    if own_department() and asked.days > LONGEST_OF_LEAD:
        raise BadInput("a department's report spans at most a year", TOO_LONG)
    return asked


def _asked_by() -> str:
    by = request.args.get("by", "department")
    if by not in (*BY, *BESIDE):
        raise BadInput(f"by is one of {', '.join((*BY, *BESIDE))}")
    return by


def _beside(report: Report, by: str) -> list[dict]:
    return report.lines() if by == "line" else report.devices


def _columns(by: str) -> tuple[str, ...]:
    return (*COLUMNS, *TIME_COLUMNS) if by == "desk" else COLUMNS


def _page(period: Period) -> dict:
    series = "date" if period.days <= LONGEST_BY_DAY else "month"
    report = _read(period, PAGE_LEVELS | {series}, PAGE_SPREADS)
    before = _read(period.before(), frozenset({"hall"}))
    rows = {level: report.by(level) for level in ("department", "service", "desk", "officer", "hour", "heat", series)}
    plan = current_app.extensions["store"].present_plan()
    rows["department"] = in_order(rows["department"], _departments(plan))
    rows["service"] = in_order(rows["service"], (one.id for office in plan.departments for one in office.services))
    tell_apart(rows["service"], {one.id: office.short.vi for office in plan.departments for one in office.services})
    lines = report.lines()
    return WORDS | {
        "period": period, "before": before.period, "after": period.after(), "title": period.title(),
        "hall": report.whole, "hall_before": before.whole, "rows": rows, "series": rows[series], "by_day": series,
        "hours": hour_chart(rows["hour"]), "heat": heat_chart(rows["heat"]), "lines": line_chart(lines),
        "compared": department_chart(rows["department"]), "line_rows": lines, "today": _today(),
        "devices": report.devices, "kinds": KINDS,
        "notices": figure_notices(_findings(period)),
        "query": f"from={period.first}&to={period.last}", "own_department": own_department(),
    }  # fmt: skip


def _month() -> dict:
    today = _today()
    last = (today.replace(day=1) - timedelta(1)).isoformat()[:7]
    period = asked_month(request.args.get("month") or last)
    report, before = _read(period, MONTH_LEVELS, PAGE_SPREADS), _read(period.before(), BEFORE, ())
    plan = current_app.extensions["store"].present_plan()
    hours = report.by("hour")
    return WORDS | {
        "period": period, "before": before.period, "hall": report.whole, "hall_before": before.whole,
        "departments": in_order(report.by("department"), _departments(plan)), "hours": hours,
        "chart": hour_chart(hours, height=200),
        "today": today, "name": report.hall[0], "is_over": today > period.last,
        "issued_before": {(row["key"], row["name"]): row["issued"] for row in before.by("department")},
        "previous": month_of(period.first - timedelta(1)), "next": month_of(period.last + timedelta(1)),
        "within": sorted({one.service_level_minutes for one in plan.departments}),
    }  # fmt: skip


def _departments(plan: HallPlan) -> list[str]:
    return [one.id for one in plan.departments]


def _stem(period: Period) -> str:
    return f"{period.first}-{period.last}"


def _file(name: str, kind: str, content: str | bytes) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
