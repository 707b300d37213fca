"""The tables, as named migrations. A released migration is never edited; a change is a new one."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("luot")

JOURNAL = """
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, hall TEXT NOT NULL, v INTEGER NOT NULL, deed TEXT NOT NULL,
  at INTEGER NOT NULL, business_date TEXT NOT NULL, kind TEXT NOT NULL, ticket INTEGER, leg INTEGER,
  desk TEXT, officer TEXT, from_state TEXT, to_state TEXT, reason TEXT, body TEXT NOT NULL, prev_hash TEXT NOT NULL
);
CREATE INDEX journal_leg ON journal (leg, seq) WHERE leg IS NOT NULL;
CREATE INDEX journal_deed ON journal (deed);
CREATE INDEX journal_rings ON journal (business_date, seq) WHERE kind IN ('called', 'recalled', 'undone');
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

PROJECTIONS = """
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY, business_date TEXT NOT NULL, number TEXT NOT NULL, series TEXT NOT NULL, n INTEGER NOT NULL,
  class TEXT NOT NULL, channel TEXT NOT NULL, issued_at INTEGER NOT NULL, UNIQUE (business_date, number)
);
CREATE TABLE legs (
  id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL REFERENCES tickets (id), number TEXT NOT NULL,
  business_date TEXT NOT NULL, ordinal INTEGER NOT NULL, department TEXT NOT NULL, service TEXT NOT NULL,
  procedure TEXT, klass TEXT NOT NULL, plan INTEGER NOT NULL, state TEXT NOT NULL, opened_at INTEGER NOT NULL,
  credited_at INTEGER NOT NULL, since INTEGER NOT NULL, version INTEGER NOT NULL, desk TEXT, officer TEXT,
  called_at INTEGER, started_at INTEGER, ended_at INTEGER, calls INTEGER NOT NULL DEFAULT 0,
  derived_start INTEGER NOT NULL DEFAULT 0, derived_end INTEGER NOT NULL DEFAULT 0,
  waiting_ms INTEGER NOT NULL DEFAULT 0, walking_ms INTEGER NOT NULL DEFAULT 0, service_ms INTEGER NOT NULL DEFAULT 0,
  held_ms INTEGER NOT NULL DEFAULT 0, later_wait_ms INTEGER NOT NULL DEFAULT 0,
  no_answer_ms INTEGER NOT NULL DEFAULT 0, away_ms INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX one_leg_a_desk ON legs (desk) WHERE state IN ('called', 'serving');
CREATE INDEX legs_line ON legs (business_date, department, klass, credited_at, id) WHERE state = 'waiting';
CREATE INDEX legs_open ON legs (business_date) WHERE state IN ('planned', 'waiting', 'called', 'serving', 'held');
CREATE INDEX legs_day ON legs (business_date, desk);
CREATE INDEX legs_ticket ON legs (ticket, ordinal);
CREATE TABLE desk_states (
  desk TEXT PRIMARY KEY, state TEXT NOT NULL, officer TEXT, since INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE counters (
  business_date TEXT NOT NULL, series TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (business_date, series)
) WITHOUT ROWID;
"""

BESIDE = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE plans (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, sha TEXT NOT NULL, document TEXT NOT NULL);
CREATE TABLE procedures (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, short TEXT NOT NULL, field TEXT NOT NULL, agency TEXT NOT NULL,
  documents TEXT NOT NULL, department TEXT NOT NULL, service TEXT NOT NULL, folded TEXT NOT NULL
);
CREATE TABLE answers (
  scope TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (scope, key)
) WITHOUT ROWID;
CREATE TABLE links (secret TEXT PRIMARY KEY, ticket INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE print_jobs (
  id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, printer TEXT NOT NULL, slip TEXT NOT NULL, state TEXT NOT NULL,
  reason TEXT, detail TEXT, reprint INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, claimed_by INTEGER, claimed_at INTEGER, ended_at INTEGER
);
CREATE INDEX print_jobs_queued ON print_jobs (printer, id) WHERE state IN ('queued', 'claimed');
CREATE TABLE printers (
  id TEXT PRIMARY KEY, agent INTEGER, address TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'offline',
  detail TEXT, at INTEGER NOT NULL DEFAULT 0, fault TEXT
) WITHOUT ROWID;
CREATE TABLE papers (
  id INTEGER PRIMARY KEY, printer TEXT NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL, png BLOB NOT NULL
);
CREATE TABLE devices (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL, revoked_at INTEGER
);
CREATE TABLE codes (
  code_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) WITHOUT ROWID;
CREATE TABLE accounts (
  username TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, password_hash TEXT, failures INTEGER NOT NULL
  DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY, username TEXT NOT NULL, desk TEXT, created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL, ended_at INTEGER
) WITHOUT ROWID;
"""


SET_ASIDE = """
CREATE TABLE set_aside (ticket INTEGER PRIMARY KEY);
CREATE TABLE buckets (channel TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX legs_served ON legs (business_date, department, ended_at) WHERE state = 'done';
CREATE INDEX print_jobs_ticket ON print_jobs (ticket);
"""


# Each index that a new ticket touches is a page more to flush; these serve rows that few tickets ever become.
LEANER = """
DROP INDEX journal_deed;
DROP INDEX legs_open;
DROP INDEX legs_day;
CREATE INDEX legs_parked ON legs (business_date) WHERE state IN ('held', 'planned');
CREATE INDEX legs_desk ON legs (business_date, desk) WHERE desk IS NOT NULL;
CREATE TABLE lines (
  business_date TEXT NOT NULL, department TEXT NOT NULL, waiting INTEGER NOT NULL,
  PRIMARY KEY (business_date, department)
) WITHOUT ROWID;
INSERT INTO lines SELECT business_date, department, count(*) FROM legs WHERE state = 'waiting' GROUP BY 1, 2;
"""


def _script(db: Database, sql: str) -> None:
    """Statement by statement: `executescript` would commit the migration's transaction half-way."""
    statement = ""
    for line in sql.strip().splitlines():
        statement += line + "\n"
        if statement.count("BEGIN") == statement.count("END;") and line.rstrip().endswith(";"):
            db.conn.execute(statement)
            statement = ""


@migrations()
def m001_journal(db: Database) -> None:
    _script(db, JOURNAL)


@migrations()
def m002_projections(db: Database) -> None:
    _script(db, PROJECTIONS)


@migrations()
def m003_beside(db: Database) -> None:
    _script(db, BESIDE)


@migrations()
def m004_numbers_not_shown_yet(db: Database) -> None:
    _script(db, SET_ASIDE)


@migrations()
def m005_fewer_pages_a_ticket(db: Database) -> None:
    _script(db, LEANER)


@migrations()
def m006_tries_are_not_kept(db: Database) -> None:
    _script(db, "ALTER TABLE accounts DROP COLUMN failures;\nALTER TABLE accounts DROP COLUMN locked_until;")


@migrations()
def m007_what_a_probe_found(db: Database) -> None:
    _script(db, "ALTER TABLE printers ADD COLUMN finding TEXT;")


@migrations()
def m008_who_asked_for_a_paper(db: Database) -> None:
    _script(db, "ALTER TABLE print_jobs ADD COLUMN channel TEXT;")  # NULL: the ticket's own channel


DESKS = """
ALTER TABLE legs ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE legs ADD COLUMN for_desk TEXT;
ALTER TABLE legs ADD COLUMN for_officer TEXT;
ALTER TABLE legs ADD COLUMN dossiers INTEGER;
ALTER TABLE legs ADD COLUMN planned_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE desk_states ADD COLUMN reason TEXT;
CREATE TABLE notes (
  id INTEGER PRIMARY KEY, leg INTEGER NOT NULL, desk TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX notes_leg ON notes (leg);
"""


@migrations()
def m009_all_deeds_of_a_desk(db: Database) -> None:
    _script(db, DESKS)


# A line is one department, service and class. `holder` is for whom a leg waits (`Leg.holder`): a head of the line for
# everybody is found without passing those who wait for one desk. `turns` are the calls of interleaved lines.
THE_LINE = """
ALTER TABLE legs ADD COLUMN holder TEXT GENERATED ALWAYS AS (
  CASE WHEN for_desk IS NOT NULL THEN 'desk:' || for_desk
       WHEN for_officer IS NOT NULL THEN 'officer:' || for_officer ELSE '' END) VIRTUAL;
DROP INDEX legs_line;
CREATE INDEX legs_line ON legs (business_date, department, service, klass, holder, first DESC, credited_at, id)
  WHERE state = 'waiting';
DROP TABLE lines;
CREATE TABLE lines (
  business_date TEXT NOT NULL, department TEXT NOT NULL, service TEXT NOT NULL, klass TEXT NOT NULL,
  holder TEXT NOT NULL, waiting INTEGER NOT NULL, PRIMARY KEY (business_date, department, service, klass, holder)
) WITHOUT ROWID;
CREATE INDEX lines_held ON lines (business_date, holder) WHERE holder <> '';
INSERT INTO lines SELECT business_date, department, service, klass, holder, count(*) FROM legs WHERE state = 'waiting'
  GROUP BY 1, 2, 3, 4, 5;
CREATE TABLE turns (
  business_date TEXT NOT NULL, department TEXT NOT NULL, seq INTEGER NOT NULL, klass TEXT NOT NULL,
  PRIMARY KEY (business_date, department, seq)
) WITHOUT ROWID;
"""


@migrations()
def m020_the_line(db: Database) -> None:
    _script(db, THE_LINE)


RECEIPTS = """
CREATE TABLE receipts (
  seq INTEGER NOT NULL, what TEXT NOT NULL, device INTEGER NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (seq, what, device)
) WITHOUT ROWID;
CREATE INDEX receipts_at ON receipts (at);
"""


@migrations()
def m030_which_screen_showed_a_call(db: Database) -> None:
    _script(db, RECEIPTS)


# What was written once stays: an alarm is looked at again when somebody asks what happened that day. Of a message only
# the words may go.
ALARMS = """
CREATE TABLE alarms (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL, desk TEXT NOT NULL,
  officer TEXT NOT NULL, at INTEGER NOT NULL, accepted_at INTEGER, accepted_by TEXT, closed_at INTEGER, closed_by TEXT
);
CREATE UNIQUE INDEX one_open_alarm_a_desk ON alarms (desk) WHERE closed_at IS NULL;
CREATE INDEX alarms_day ON alarms (business_date);
CREATE TRIGGER alarms_no_delete BEFORE DELETE ON alarms BEGIN SELECT RAISE(ABORT, 'an alarm stays'); END;
CREATE TRIGGER alarms_once BEFORE UPDATE ON alarms WHEN
  OLD.desk IS NOT NEW.desk OR OLD.officer IS NOT NEW.officer OR OLD.at IS NOT NEW.at OR OLD.key IS NOT NEW.key
  OR OLD.business_date IS NOT NEW.business_date OR coalesce(OLD.accepted_at, NEW.accepted_at) IS NOT NEW.accepted_at
  OR coalesce(OLD.accepted_by, NEW.accepted_by) IS NOT NEW.accepted_by OR OLD.closed_at IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'what was written of an alarm stays'); END;
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL, desk TEXT NOT NULL,
  officer TEXT NOT NULL, at INTEGER NOT NULL, text TEXT, seen_at INTEGER, seen_by TEXT,
  answer TEXT, answered_at INTEGER, answered_by TEXT
);
CREATE INDEX messages_day ON messages (business_date);
"""


@migrations()
def m060_alarms_and_messages(db: Database) -> None:
    _script(db, ALARMS)


# What was said to each visitor at issue, with the plain rules' words of the same moment (minutes). What came of it is
# read off the legs: an undone call has never been. What a day was taught by those before it: m140.
FORECASTS = """
CREATE TABLE forecasts (
  ticket INTEGER PRIMARY KEY, ahead INTEGER NOT NULL, desks INTEGER NOT NULL, low INTEGER NOT NULL,
  high INTEGER NOT NULL, point REAL NOT NULL, spread REAL NOT NULL, ql REAL, mean REAL, les REAL,
  hol REAL NOT NULL
);
CREATE TABLE forecast_widths (
  business_date TEXT NOT NULL, department TEXT NOT NULL, widen REAL NOT NULL, PRIMARY KEY (business_date, department)
) WITHOUT ROWID;
"""


# One page commands a desk; an older one of the same officer only watches.
@migrations()
def m070_sittings(db: Database) -> None:
    _script(
        db,
        "CREATE TABLE sittings (\n  desk TEXT PRIMARY KEY, page TEXT NOT NULL, officer TEXT NOT NULL,"
        " since INTEGER NOT NULL\n) WITHOUT ROWID;",
    )


@migrations()
def m080_forecasts_kept(db: Database) -> None:
    _script(db, FORECASTS)


# What reports say of a closed day and of a closed month, per level: a projection, remade from legs and journal whenever
# a leg of that day changes once more.
@migrations()
def m085_closed_days_summed_up(db: Database) -> None:
    _script(
        db,
        "CREATE TABLE summaries (\n  period TEXT NOT NULL, level TEXT NOT NULL, body BLOB NOT NULL,"
        " PRIMARY KEY (period, level)\n);\n"
        "CREATE TABLE figure_findings (\n  business_date TEXT NOT NULL, finding TEXT NOT NULL, found TEXT NOT NULL,"
        " PRIMARY KEY (business_date, finding)\n) WITHOUT ROWID;",
    )


# Which leg was rated, and what was answered, stand apart: nothing in the file ties an answer to a ticket or a desk.
# Rows of `ratings` lie in the order of a digest, not in that in which they came.
RATINGS = """
CREATE TABLE rated (leg INTEGER PRIMARY KEY, door TEXT NOT NULL, mark TEXT NOT NULL, quick INTEGER NOT NULL);
CREATE TABLE ratings (
  id TEXT PRIMARY KEY, business_date TEXT NOT NULL, department TEXT NOT NULL, level INTEGER NOT NULL, reason TEXT
) WITHOUT ROWID;
CREATE INDEX ratings_day ON ratings (business_date, department, level);
CREATE TRIGGER rated_no_update BEFORE UPDATE ON rated BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
CREATE TRIGGER rated_no_delete BEFORE DELETE ON rated BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
CREATE TRIGGER ratings_no_delete BEFORE DELETE ON ratings BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
CREATE TRIGGER ratings_once BEFORE UPDATE ON ratings WHEN
  OLD.id IS NOT NEW.id OR OLD.business_date IS NOT NEW.business_date OR OLD.department IS NOT NEW.department
  OR OLD.level IS NOT NEW.level OR OLD.reason IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
"""


@migrations()
def m090_ratings(db: Database) -> None:
    _script(db, RATINGS)


# An alert of the control room: one that stands for each cause. `gone_at`: since when its cause is not seen any more.
ALERTS = """
CREATE TABLE watch_alerts (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, business_date TEXT NOT NULL,
  began_at INTEGER NOT NULL, level INTEGER NOT NULL, gone_at INTEGER, ended_at INTEGER
);
CREATE UNIQUE INDEX one_alert_a_cause ON watch_alerts (kind, subject) WHERE ended_at IS NULL;
CREATE INDEX watch_alerts_day ON watch_alerts (business_date);
CREATE TRIGGER watch_alerts_no_delete BEFORE DELETE ON watch_alerts BEGIN SELECT RAISE(ABORT, 'an alert stays'); END;
CREATE TABLE alert_acks (
  alert INTEGER NOT NULL REFERENCES watch_alerts (id), level INTEGER NOT NULL, at INTEGER NOT NULL,
  officer TEXT NOT NULL, PRIMARY KEY (alert, level)
) WITHOUT ROWID;
CREATE TRIGGER alert_acks_no_update BEFORE UPDATE ON alert_acks BEGIN SELECT RAISE(ABORT, 'an alert stays'); END;
CREATE TRIGGER alert_acks_no_delete BEFORE DELETE ON alert_acks BEGIN SELECT RAISE(ABORT, 'an alert stays'); END;
"""


@migrations()
def m091_alerts_of_the_control_room(db: Database) -> None:
    _script(db, ALERTS)


# What is asked of a print agent besides tickets; and the set-up: sections of the hall file that are saved and not in
# force yet, and which steps somebody has been through.
SET_UP = """
CREATE TABLE errands (
  id INTEGER PRIMARY KEY AUTOINCREMENT, agent TEXT NOT NULL, printer TEXT NOT NULL, address TEXT NOT NULL,
  width_mm INTEGER NOT NULL, asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL, state TEXT NOT NULL, ended_at INTEGER,
  result TEXT, picture BLOB, verdict TEXT, judged_by TEXT
);
CREATE INDEX errands_asked ON errands (agent, id) WHERE state = 'asked';
CREATE TABLE setup_drafts (section TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL, officer TEXT NOT NULL)
  WITHOUT ROWID;
CREATE TABLE setup_steps (step TEXT PRIMARY KEY, at INTEGER NOT NULL, officer TEXT NOT NULL) WITHOUT ROWID;
"""


@migrations()
def m110_guided_set_up(db: Database) -> None:
    _script(db, SET_UP)


# What the days before a day taught of each department: how wide its ranges must be, and its habits (core/habits.py).
@migrations()
def m140_habits_of_a_department(db: Database) -> None:
    _script(
        db,
        "CREATE TABLE taught (\n  business_date TEXT NOT NULL, department TEXT NOT NULL, widen REAL,"
        " habits TEXT NOT NULL,\n  PRIMARY KEY (business_date, department)\n) WITHOUT ROWID;\n"
        "INSERT INTO taught SELECT business_date, department, widen, '{}' FROM forecast_widths;\n"
        "DROP TABLE forecast_widths;",
    )


# Their bodies are packed anew (store/summaries.py): they are made again from legs and journal, a day in half a second.
@migrations()
def m141_sums_are_packed_by_spread(db: Database) -> None:
    db.conn.execute("DELETE FROM summaries")


@migrations()
def m142_device_times(db: Database) -> None:
    _script(
        db,
        "CREATE TABLE device_times (\n  business_date TEXT NOT NULL, kind TEXT NOT NULL, device TEXT NOT NULL,"
        " watched_ms INTEGER NOT NULL,\n  up_ms INTEGER NOT NULL, PRIMARY KEY (business_date, kind, device)\n)"
        " WITHOUT ROWID;",
    )


# Until now the supervisor was whoever set the hall up: that account stays able to. `source`: "file" for accounts the
# hall file names, which are closed when it names them no more.
PEOPLE = """
ALTER TABLE accounts ADD COLUMN department TEXT;
ALTER TABLE accounts ADD COLUMN source TEXT NOT NULL DEFAULT 'hand';
ALTER TABLE accounts ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET role = 'admin' WHERE role = 'supervisor';
UPDATE accounts SET source = 'file' WHERE role = 'officer';
"""


@migrations()
def m120_admins_and_leads(db: Database) -> None:
    _script(db, PEOPLE)


# Where a session came from, and the PIN that is good at an enrolled desk alone.
@migrations()
def m121_where_sessions_come_from(db: Database) -> None:
    _script(
        db,
        "ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';\n"
        "ALTER TABLE sessions ADD COLUMN device INTEGER;\n"
        "ALTER TABLE accounts ADD COLUMN pin_hash TEXT;",
    )


# Who took figures out of the house, drew a password, ended a session, erased: written by the deed itself, and never
# changed. It goes after the days that server/privacy/kinds.py gives it.
ACCESS = """
CREATE TABLE access_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX access_log_at ON access_log (at);
CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log BEGIN SELECT RAISE(ABORT, 'what was done stays'); END;
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL,
  before INTEGER NOT NULL, rows INTEGER NOT NULL
);
CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures BEGIN SELECT RAISE(ABORT, 'what was done stays'); END;
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'what was done stays'); END;
"""


@migrations()
def m122_who_took_what(db: Database) -> None:
    _script(db, ACCESS)


# The deed that asked for a paper: one id from the touch to the agent's log. NULL: a job of before.
@migrations()
def m130_the_deed_of_a_paper(db: Database) -> None:
    _script(db, "ALTER TABLE print_jobs ADD COLUMN deed TEXT;")


# Who changed the hall's lists and when, one row for each such entry of the journal: a projection of it. What changed in
# the hall itself is read off two `plans`; of the catalogue, which is too long to be kept whole each time, the rows that
# changed are kept as they were and as they became. `retired`: no more offered, kept for the tickets that name it.
CHANGES = """
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, officer TEXT, how TEXT NOT NULL, plan INTEGER, undoes INTEGER
);
CREATE TABLE procedure_changes (
  seq INTEGER NOT NULL, code TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY (seq, code)
) WITHOUT ROWID;
CREATE INDEX procedure_changes_code ON procedure_changes (code, seq);
CREATE TRIGGER procedure_changes_no_update BEFORE UPDATE ON procedure_changes
  BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER procedure_changes_no_delete BEFORE DELETE ON procedure_changes
  BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
ALTER TABLE procedures ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
INSERT INTO changes SELECT seq, at, officer, '', json_extract(body, '$.plan'), NULL FROM journal
  WHERE kind = 'plan-changed';
CREATE TABLE uploads (
  id TEXT PRIMARY KEY, officer TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
  retire INTEGER NOT NULL, body TEXT NOT NULL
);
"""


@migrations()
def m100_who_changed_the_lists(db: Database) -> None:
    _script(db, CHANGES)


# A second factor: of its secret the file holds the salt alone (server/identity/factors.py). `since` NULL: begun by that
# session and not yet shown to work. Of recovery codes the hash alone. Half a sign-in: the password was right.
FACTORS = """
CREATE TABLE second_factors (
  username TEXT PRIMARY KEY, salt TEXT NOT NULL, made_by TEXT NOT NULL, begun_at INTEGER NOT NULL,
  begun_by TEXT NOT NULL, since INTEGER, last_step INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE recovery_codes (
  username TEXT NOT NULL, code_hash TEXT NOT NULL, used_at INTEGER, PRIMARY KEY (username, code_hash)
) WITHOUT ROWID;
CREATE TABLE half_sign_ins (
  token_hash TEXT PRIMARY KEY, username TEXT NOT NULL, device INTEGER, at INTEGER NOT NULL
) WITHOUT ROWID;
"""


@migrations()
def m150_second_factors(db: Database) -> None:
    _script(db, FACTORS)


@migrations()
def m160_what_a_waiting_section_was_made_from(db: Database) -> None:
    _script(db, "ALTER TABLE setup_drafts ADD COLUMN base TEXT;")


# A press that joined an alarm which stood: a copy of it that comes late, when that is closed, raises no new one. Kept
# as long as the alarm.
ALARM_PRESSES = """
CREATE TABLE alarm_presses (key TEXT PRIMARY KEY, alarm INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER alarm_presses_no_update BEFORE UPDATE ON alarm_presses
  BEGIN SELECT RAISE(ABORT, 'what was written of an alarm stays'); END;
CREATE TRIGGER alarm_presses_no_delete BEFORE DELETE ON alarm_presses
  BEGIN SELECT RAISE(ABORT, 'what was written of an alarm stays'); END;
"""


@migrations()
def m161_presses_that_joined_an_alarm(db: Database) -> None:
    _script(db, ALARM_PRESSES)


@migrations()
def m162_when_a_password_was_drawn(db: Database) -> None:
    _script(db, "ALTER TABLE accounts ADD COLUMN drawn_at INTEGER;")
