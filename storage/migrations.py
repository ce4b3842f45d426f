"""The tables, as a list of steps that each database takes once and in order.

Only ever append: a step that has been released is never edited. Times are ISO 8601 text in UTC (they sort as
they read), lists and mappings are JSON text, so that the statements in `storage/tables` run on any SQL database.
"""

from __future__ import annotations

from storage.search import CREATE_FTS, CREATE_TIMELINE
from storage.vectors import CREATE_VECTORS

FIRST = """
CREATE TABLE customer (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, company TEXT NOT NULL DEFAULT '', created_on TEXT NOT NULL
);
CREATE INDEX customer_name ON customer (name);
CREATE TABLE identity (
    kind TEXT NOT NULL CHECK (kind IN ('slack', 'email', 'external')), value TEXT NOT NULL,
    customer TEXT NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    linked_by TEXT NOT NULL DEFAULT '', linked_on TEXT NOT NULL,
    PRIMARY KEY (kind, value)
);
CREATE INDEX identity_customer ON identity (customer);
CREATE TABLE interaction (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    customer TEXT REFERENCES customer (id) ON DELETE CASCADE,
    on_at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL CHECK (role IN ('customer', 'agent')),
    text TEXT NOT NULL, thread TEXT NOT NULL DEFAULT '', link TEXT NOT NULL DEFAULT ''
);
CREATE INDEX interaction_customer ON interaction (customer, on_at);
CREATE INDEX interaction_thread ON interaction (thread, on_at);
CREATE TABLE choice (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    dimension TEXT NOT NULL, offered TEXT NOT NULL, chosen TEXT NOT NULL, situation TEXT NOT NULL DEFAULT '',
    on_at TEXT NOT NULL, thread TEXT NOT NULL DEFAULT '', quote TEXT NOT NULL DEFAULT '', link TEXT NOT NULL DEFAULT '',
    how TEXT NOT NULL, recorded_by TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '',
    retracted_on TEXT, retracted_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX choice_customer ON choice (customer, dimension, on_at);
CREATE INDEX choice_source ON choice (source);
CREATE TABLE note (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    on_at TEXT, text TEXT NOT NULL
);
CREATE INDEX note_customer ON note (customer);
CREATE TABLE suggestion (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, on_at TEXT NOT NULL,
    body TEXT NOT NULL, rejected_by TEXT NOT NULL DEFAULT '', rejected_why TEXT NOT NULL DEFAULT ''
);
CREATE TABLE draft (
    id TEXT PRIMARY KEY, agent TEXT NOT NULL, text TEXT NOT NULL, message TEXT NOT NULL, customer TEXT NOT NULL,
    channel TEXT NOT NULL, thread TEXT NOT NULL, on_at TEXT NOT NULL, sent_on TEXT, sent_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX draft_agent ON draft (agent, on_at);
CREATE TABLE flag (
    id TEXT PRIMARY KEY, draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE, kind TEXT NOT NULL,
    quote TEXT NOT NULL, start INTEGER NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL,
    severity TEXT NOT NULL, rewrite TEXT
);
CREATE INDEX flag_draft ON flag (draft);
CREATE TABLE verdict (
    flag TEXT PRIMARY KEY REFERENCES flag (id) ON DELETE CASCADE, lead TEXT NOT NULL,
    upheld INTEGER NOT NULL CHECK (upheld IN (0, 1)), note TEXT NOT NULL DEFAULT '', on_at TEXT NOT NULL
);
CREATE TABLE channel (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('tickets', 'connect', 'ignored')),
    name TEXT NOT NULL DEFAULT '', senders TEXT NOT NULL DEFAULT '[]', customer TEXT NOT NULL DEFAULT '',
    mirror TEXT NOT NULL DEFAULT '', shared INTEGER
);
CREATE TABLE thread (
    channel TEXT NOT NULL, ts TEXT NOT NULL, customer TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
    message_ts TEXT NOT NULL DEFAULT '', card_channel TEXT NOT NULL DEFAULT '', card_thread TEXT NOT NULL DEFAULT '',
    card_ts TEXT NOT NULL DEFAULT '', suggestion TEXT NOT NULL DEFAULT '', updated_on TEXT NOT NULL,
    PRIMARY KEY (channel, ts)
);
CREATE INDEX thread_card ON thread (card_channel, card_thread);
CREATE INDEX thread_customer ON thread (customer, updated_on);
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, payload TEXT NOT NULL,
    received_on TEXT NOT NULL, due_on TEXT NOT NULL, taken_by TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    done_on TEXT, error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX inbox_open ON inbox (done_on, due_on, id);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, on_at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, changed_on TEXT NOT NULL);
"""

PEOPLE_AND_PROPOSALS = """
ALTER TABLE channel ADD COLUMN address_in TEXT NOT NULL DEFAULT 'text';
ALTER TABLE channel ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN domain TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
ALTER TABLE thread ADD COLUMN link TEXT NOT NULL DEFAULT '';
ALTER TABLE thread ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE INDEX thread_active ON thread (updated_on);
CREATE INDEX choice_thread ON choice (thread);
CREATE TABLE question (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    thread TEXT NOT NULL, dimension TEXT NOT NULL, offered TEXT NOT NULL, chosen TEXT NOT NULL, situation TEXT NOT NULL,
    on_at TEXT NOT NULL, quote TEXT NOT NULL, link TEXT NOT NULL, source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')),
    channel TEXT NOT NULL DEFAULT '', ts TEXT NOT NULL DEFAULT ''
);
CREATE INDEX question_thread ON question (thread);
CREATE INDEX question_customer ON question (customer);
CREATE TABLE link (
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, ts TEXT NOT NULL, customer TEXT NOT NULL,
    before TEXT NOT NULL DEFAULT '', previous TEXT NOT NULL DEFAULT '', made_by TEXT NOT NULL, on_at TEXT NOT NULL,
    undone_on TEXT
);
CREATE TABLE handed (
    link TEXT NOT NULL REFERENCES link (id) ON DELETE CASCADE, interaction TEXT NOT NULL,
    before TEXT NOT NULL DEFAULT '', PRIMARY KEY (link, interaction)
);
CREATE INDEX handed_interaction ON handed (interaction);
CREATE TABLE merge (
    id TEXT PRIMARY KEY, kept TEXT NOT NULL REFERENCES customer (id), gone TEXT NOT NULL REFERENCES customer (id),
    made_by TEXT NOT NULL, on_at TEXT NOT NULL, undone_on TEXT
);
CREATE TABLE merged_row (
    merge TEXT NOT NULL REFERENCES merge (id) ON DELETE CASCADE, kind TEXT NOT NULL, key TEXT NOT NULL,
    PRIMARY KEY (merge, kind, key)
);
CREATE TABLE unanswered (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customer (id) ON DELETE CASCADE, thread TEXT NOT NULL,
    dimension TEXT NOT NULL, offered TEXT NOT NULL, on_at TEXT NOT NULL, link TEXT NOT NULL DEFAULT ''
);
CREATE INDEX unanswered_customer ON unanswered (customer, on_at);
CREATE INDEX customer_merged ON customer (merged_into);
CREATE INDEX merge_gone ON merge (gone);
CREATE INDEX suggestion_customer ON suggestion (customer);
CREATE INDEX draft_customer ON draft (customer);
"""

OVERSIGHT = """
ALTER TABLE flag ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE flag ADD COLUMN agent_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE flag ADD COLUMN as_note INTEGER NOT NULL DEFAULT 0;
ALTER TABLE verdict ADD COLUMN read_on TEXT;
CREATE TABLE pressed (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE, dimension TEXT NOT NULL, offered TEXT NOT NULL,
    pressed TEXT NOT NULL, PRIMARY KEY (draft, dimension)
);
CREATE INDEX draft_sent ON draft (sent_on);
CREATE INDEX suggestion_on ON suggestion (on_at);
CREATE INDEX choice_on ON choice (on_at);
"""

RULES = """
CREATE TABLE catalogue_version (
    number INTEGER PRIMARY KEY, text TEXT NOT NULL, made_by TEXT NOT NULL, on_at TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
);
CREATE TABLE invitation (channel TEXT PRIMARY KEY, invited_by TEXT NOT NULL DEFAULT '', on_at TEXT NOT NULL);
CREATE INDEX interaction_on ON interaction (on_at);
CREATE INDEX suggestion_thread ON suggestion (channel, thread);
CREATE INDEX draft_thread ON draft (channel, thread);
CREATE INDEX link_thread ON link (channel, ts);
CREATE INDEX inbox_done ON inbox (done_on) WHERE done_on IS NOT NULL;
"""

CARDS = """
ALTER TABLE suggestion ADD COLUMN rejected_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE thread ADD COLUMN answered_by TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN watch INTEGER NOT NULL DEFAULT 0;
"""

MODEL_CALLS = """
CREATE TABLE model_call (
    day TEXT NOT NULL, task TEXT NOT NULL, version TEXT NOT NULL, model TEXT NOT NULL, outcome TEXT NOT NULL,
    times INTEGER NOT NULL, calls INTEGER NOT NULL, ms INTEGER NOT NULL, slowest INTEGER NOT NULL,
    tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, PRIMARY KEY (day, task, version, model, outcome)
);
"""

CLAIMS = """
CREATE TABLE claim (
    channel TEXT NOT NULL, ts TEXT NOT NULL, taken_by TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (channel, ts)
);
"""

UNSENT = """
CREATE TABLE unsent (
    agent TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, text TEXT NOT NULL, on_at TEXT NOT NULL,
    PRIMARY KEY (agent, channel, thread)
);
CREATE INDEX unsent_thread ON unsent (channel, thread);
"""

SECOND_READING = """
ALTER TABLE question ADD COLUMN read_by TEXT NOT NULL DEFAULT '';
"""

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("first", tuple(FIRST.strip().split(";\n"))),
    ("search", tuple(CREATE_FTS)),
    ("timeline", tuple(CREATE_TIMELINE)),
    ("vectors", tuple(CREATE_VECTORS)),
    ("people-and-proposals", tuple(PEOPLE_AND_PROPOSALS.strip().split(";\n"))),
    ("oversight", tuple(OVERSIGHT.strip().split(";\n"))),
    ("rules", tuple(RULES.strip().split(";\n"))),
    ("cards", tuple(CARDS.strip().split(";\n"))),
    ("model-calls", tuple(MODEL_CALLS.strip().split(";\n"))),
    ("claims", tuple(CLAIMS.strip().split(";\n"))),
    ("unsent", tuple(UNSENT.strip().split(";\n"))),
    ("second-reading", tuple(SECOND_READING.strip().split(";\n"))),
)
