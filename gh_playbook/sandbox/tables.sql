-- The sandbox's state. States and reasons are kept in GraphQL's capitals; times are ISO 8601.
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS owner (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL CHECK (type IN ('User', 'Organization')),
  login TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT, email TEXT NOT NULL DEFAULT '', description TEXT,
  created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS member (
  organization_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('ADMIN', 'MEMBER')),
  PRIMARY KEY (organization_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
  token TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  scopes TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS repository (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE,
  description TEXT, homepage_url TEXT,
  is_private INTEGER NOT NULL DEFAULT 0,
  has_issues_enabled INTEGER NOT NULL DEFAULT 1,
  default_branch TEXT,
  last_number INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, pushed_at TEXT, archived_at TEXT,
  UNIQUE (owner_id, name)
);
CREATE TABLE IF NOT EXISTS collaborator (
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  permission TEXT NOT NULL CHECK (permission IN ('ADMIN', 'MAINTAIN', 'WRITE', 'TRIAGE', 'READ')),
  PRIMARY KEY (repository_id, user_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS label (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE, color TEXT NOT NULL, description TEXT,
  is_default INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (repository_id, name)
);
CREATE TABLE IF NOT EXISTS milestone (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  number INTEGER NOT NULL, title TEXT NOT NULL, description TEXT,
  state TEXT NOT NULL DEFAULT 'OPEN', due_on TEXT,
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, closed_at TEXT,
  UNIQUE (repository_id, number), UNIQUE (repository_id, title)
);
CREATE TABLE IF NOT EXISTS issue_type (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE, description TEXT, color TEXT NOT NULL,
  is_enabled INTEGER NOT NULL DEFAULT 1, is_private INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (owner_id, name)
);

-- Issues and pull requests share numbers, labels, milestones and comments: one table.
CREATE TABLE IF NOT EXISTS issue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  number INTEGER NOT NULL,
  is_pull_request INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL, body TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'OPEN', state_reason TEXT,
  author_id INTEGER REFERENCES owner ON DELETE SET NULL,
  milestone_id INTEGER REFERENCES milestone ON DELETE SET NULL,
  issue_type_id INTEGER REFERENCES issue_type ON DELETE SET NULL,
  duplicate_of_id INTEGER REFERENCES issue ON DELETE SET NULL,
  locked INTEGER NOT NULL DEFAULT 0, active_lock_reason TEXT,
  is_pinned INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, closed_at TEXT, last_edited_at TEXT,
  closed_by_id INTEGER REFERENCES owner ON DELETE SET NULL,
  UNIQUE (repository_id, number)
);
CREATE INDEX IF NOT EXISTS issue_by_age
  ON issue (repository_id, is_pull_request, created_at, id, state);
CREATE INDEX IF NOT EXISTS issue_by_milestone ON issue (milestone_id, is_pull_request, state);
CREATE INDEX IF NOT EXISTS issue_by_type ON issue (issue_type_id);
CREATE TABLE IF NOT EXISTS pull_request (
  issue_id INTEGER PRIMARY KEY REFERENCES issue ON DELETE CASCADE,
  head_ref_name TEXT NOT NULL, base_ref_name TEXT NOT NULL,
  head_repository_id INTEGER REFERENCES repository ON DELETE SET NULL,
  is_draft INTEGER NOT NULL DEFAULT 0,
  merged_at TEXT, merged_by_id INTEGER REFERENCES owner ON DELETE SET NULL
);
CREATE TABLE IF NOT EXISTS closing_reference (
  pull_request_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  PRIMARY KEY (pull_request_id, issue_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS closing_reference_by_issue ON closing_reference (issue_id);
CREATE TABLE IF NOT EXISTS issue_label (
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  label_id INTEGER NOT NULL REFERENCES label ON DELETE CASCADE,
  PRIMARY KEY (issue_id, label_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS issue_label_by_label ON issue_label (label_id);
CREATE TABLE IF NOT EXISTS issue_assignee (
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  PRIMARY KEY (issue_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sub_issue (
  issue_id INTEGER PRIMARY KEY REFERENCES issue ON DELETE CASCADE,
  parent_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  position INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sub_issue_by_parent ON sub_issue (parent_id, position);
CREATE TABLE IF NOT EXISTS dependency (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  blocked_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  blocking_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  added_at TEXT NOT NULL,
  UNIQUE (blocked_id, blocking_id)
);
CREATE INDEX IF NOT EXISTS dependency_by_blocking ON dependency (blocking_id);
-- Symmetric: both directions are stored.
CREATE TABLE IF NOT EXISTS relation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  related_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  added_at TEXT NOT NULL,
  UNIQUE (issue_id, related_id)
);
CREATE INDEX IF NOT EXISTS relation_by_related ON relation (related_id);
CREATE TABLE IF NOT EXISTS comment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  author_id INTEGER REFERENCES owner ON DELETE SET NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, last_edited_at TEXT
);
CREATE INDEX IF NOT EXISTS comment_by_issue ON comment (issue_id, id);
