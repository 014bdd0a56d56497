-- The sandbox's state. States and reasons are kept in GraphQL's capitals; times are ISO 8601.
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS owner (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL CHECK (type IN ('User', 'Organization', 'Bot')),
  login TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT, email TEXT NOT NULL DEFAULT '', description TEXT,
  last_project_number INTEGER NOT NULL DEFAULT 0,
  has_issue_types INTEGER NOT NULL DEFAULT 0, -- whether issues of its repositories can have types
  created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS member (
  organization_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('ADMIN', 'MEMBER')),
  PRIMARY KEY (organization_id, user_id)
) WITHOUT ROWID;
-- Members who keep their membership private, which GitHub's default is; those not here are public.
CREATE TABLE IF NOT EXISTS private_member (
  organization_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  PRIMARY KEY (organization_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
  token TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  scopes TEXT NOT NULL,
  permissions TEXT -- what is no classic token may do: grant.py
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS repository (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE,
  description TEXT, homepage_url TEXT,
  is_private INTEGER NOT NULL DEFAULT 0,
  has_issues_enabled INTEGER NOT NULL DEFAULT 1,
  has_wiki_enabled INTEGER NOT NULL DEFAULT 0,
  default_branch TEXT,
  settings TEXT NOT NULL DEFAULT '{}', -- those that differ from GitHub's defaults, as JSON
  topics TEXT NOT NULL DEFAULT '[]', -- as JSON
  last_number INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, pushed_at TEXT, archived_at TEXT,
  UNIQUE (owner_id, name)
);
-- Names that lead to a repository which has another by now.
CREATE TABLE IF NOT EXISTS previous_name (
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  PRIMARY KEY (owner_id, name)
) WITHOUT ROWID;
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
CREATE INDEX IF NOT EXISTS issue_by_creation ON issue (repository_id, created_at, id, state);
CREATE INDEX IF NOT EXISTS issue_by_milestone ON issue (milestone_id, state, is_pull_request);
CREATE INDEX IF NOT EXISTS issue_by_type ON issue (issue_type_id);
CREATE INDEX IF NOT EXISTS issue_by_state ON issue (repository_id, state);
CREATE TABLE IF NOT EXISTS pull_request (
  issue_id INTEGER PRIMARY KEY REFERENCES issue ON DELETE CASCADE,
  head_ref_name TEXT NOT NULL, base_ref_name TEXT NOT NULL,
  head_repository_id INTEGER REFERENCES repository ON DELETE SET NULL,
  is_draft INTEGER NOT NULL DEFAULT 0,
  -- Where the head is, or was when it was closed; where the base was when it was chosen.
  head_sha TEXT NOT NULL, base_sha TEXT NOT NULL, merge_commit_sha TEXT,
  merged_at TEXT, merged_by_id INTEGER REFERENCES owner ON DELETE SET NULL
);
-- Who is asked for a review of a pull request, and the reviews.
CREATE TABLE IF NOT EXISTS review_request (
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  PRIMARY KEY (issue_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS review (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  author_id INTEGER REFERENCES owner ON DELETE SET NULL,
  body TEXT NOT NULL, state TEXT NOT NULL, commit_sha TEXT NOT NULL, submitted_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS review_by_issue ON review (issue_id, id);
-- A review's comment on a line, on a file, or an answer to one. Sides are LEFT and RIGHT.
CREATE TABLE IF NOT EXISTS review_comment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL REFERENCES review ON DELETE CASCADE,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  author_id INTEGER REFERENCES owner ON DELETE SET NULL,
  in_reply_to_id INTEGER REFERENCES review_comment ON DELETE SET NULL,
  body TEXT NOT NULL, path TEXT NOT NULL, commit_sha TEXT NOT NULL,
  line INTEGER, side TEXT, start_line INTEGER, start_side TEXT, -- no line: on the whole file
  position INTEGER, diff_hunk TEXT NOT NULL,
  resolved_by_id INTEGER REFERENCES owner ON DELETE SET NULL, -- of the first one of a resolved thread
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS review_comment_by_issue ON review_comment (issue_id, id);
CREATE TABLE IF NOT EXISTS closing_reference (
  pull_request_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  is_manual INTEGER NOT NULL DEFAULT 0, -- made by hand, not by a keyword in the body
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
-- Where issues were that were moved elsewhere, or deleted.
CREATE TABLE IF NOT EXISTS past_issue (
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  number INTEGER NOT NULL,
  moved_to_id INTEGER REFERENCES issue ON DELETE SET NULL,
  PRIMARY KEY (repository_id, number)
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
  pinned_at TEXT, pinned_by_id INTEGER REFERENCES owner ON DELETE SET NULL,
  minimized_reason TEXT, -- of a hidden one, as GitHub shows it: off-topic
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, last_edited_at TEXT
);
CREATE INDEX IF NOT EXISTS comment_by_issue ON comment (issue_id, id);
-- What a text was after each edit; the first one keeps it as it was made.
CREATE TABLE IF NOT EXISTS content_edit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER REFERENCES issue ON DELETE CASCADE,
  comment_id INTEGER REFERENCES comment ON DELETE CASCADE,
  editor_id INTEGER REFERENCES owner ON DELETE SET NULL,
  text TEXT NOT NULL, edited_at TEXT NOT NULL,
  CHECK ((issue_id IS NULL) <> (comment_id IS NULL))
);
CREATE INDEX IF NOT EXISTS content_edit_by_issue ON content_edit (issue_id, id);
CREATE INDEX IF NOT EXISTS content_edit_by_comment ON content_edit (comment_id, id);
-- A comment on a commit; the place in a file, if it has one, is as it was given.
CREATE TABLE IF NOT EXISTS commit_comment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  author_id INTEGER REFERENCES owner ON DELETE SET NULL,
  commit_sha TEXT NOT NULL, body TEXT NOT NULL,
  path TEXT, position INTEGER, line INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS commit_comment_by_commit
  ON commit_comment (repository_id, commit_sha, id);
CREATE TABLE IF NOT EXISTS reaction (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER REFERENCES issue ON DELETE CASCADE,
  comment_id INTEGER REFERENCES comment ON DELETE CASCADE,
  release_id INTEGER REFERENCES release ON DELETE CASCADE,
  review_comment_id INTEGER REFERENCES review_comment ON DELETE CASCADE,
  commit_comment_id INTEGER REFERENCES commit_comment ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  content TEXT NOT NULL, created_at TEXT NOT NULL,
  CHECK (
    (issue_id IS NOT NULL) + (comment_id IS NOT NULL) + (release_id IS NOT NULL)
    + (review_comment_id IS NOT NULL) + (commit_comment_id IS NOT NULL) = 1
  ),
  UNIQUE (issue_id, user_id, content), UNIQUE (comment_id, user_id, content),
  UNIQUE (release_id, user_id, content), UNIQUE (review_comment_id, user_id, content),
  UNIQUE (commit_comment_id, user_id, content)
);
CREATE TABLE IF NOT EXISTS issue_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  event TEXT NOT NULL, actor_id INTEGER REFERENCES owner ON DELETE SET NULL,
  -- The other issue of a link, a mark or a mention; and what things were called then, as JSON.
  other_id INTEGER REFERENCES issue ON DELETE SET NULL,
  details TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS issue_event_by_issue ON issue_event (issue_id, id);

CREATE TABLE IF NOT EXISTS project (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  number INTEGER NOT NULL, title TEXT NOT NULL,
  short_description TEXT, readme TEXT,
  is_public INTEGER NOT NULL DEFAULT 0, is_template INTEGER NOT NULL DEFAULT 0,
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, closed_at TEXT,
  UNIQUE (owner_id, number)
);
CREATE TABLE IF NOT EXISTS project_repository (
  project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  PRIMARY KEY (project_id, repository_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS project_repository_by_repository ON project_repository (repository_id);
CREATE TABLE IF NOT EXISTS project_field (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE, data_type TEXT NOT NULL, position INTEGER NOT NULL,
  is_built_in INTEGER NOT NULL DEFAULT 0, iteration_start TEXT, iteration_duration INTEGER,
  issue_field_id INTEGER REFERENCES issue_field ON DELETE CASCADE,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (project_id, name)
);
-- The teams of organizations, of which nobody is a member here, and the projects linked to them.
CREATE TABLE IF NOT EXISTS team (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  name TEXT NOT NULL, slug TEXT NOT NULL COLLATE NOCASE, created_at TEXT NOT NULL,
  UNIQUE (owner_id, slug)
);
CREATE TABLE IF NOT EXISTS project_team (
  project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
  team_id INTEGER NOT NULL REFERENCES team ON DELETE CASCADE,
  PRIMARY KEY (project_id, team_id)
) WITHOUT ROWID;
-- What a single select or iteration field offers. The key is the id that GitHub shows.
CREATE TABLE IF NOT EXISTS project_choice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  field_id INTEGER NOT NULL REFERENCES project_field ON DELETE CASCADE,
  key TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
  color TEXT, description TEXT NOT NULL DEFAULT '',
  start_date TEXT, duration INTEGER,
  UNIQUE (field_id, key)
);
CREATE TABLE IF NOT EXISTS project_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
  issue_id INTEGER REFERENCES issue ON DELETE CASCADE,
  draft_issue_id INTEGER REFERENCES draft_issue ON DELETE CASCADE,
  position INTEGER NOT NULL,
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, archived_at TEXT,
  CHECK ((issue_id IS NULL) <> (draft_issue_id IS NULL)),
  UNIQUE (project_id, issue_id)
);
CREATE INDEX IF NOT EXISTS project_item_by_position ON project_item (project_id, position);
CREATE INDEX IF NOT EXISTS project_item_by_issue ON project_item (issue_id);
CREATE INDEX IF NOT EXISTS project_item_by_draft_issue ON project_item (draft_issue_id);
CREATE TABLE IF NOT EXISTS draft_issue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL, body TEXT NOT NULL DEFAULT '',
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS draft_issue_assignee (
  draft_issue_id INTEGER NOT NULL REFERENCES draft_issue ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  PRIMARY KEY (draft_issue_id, user_id)
) WITHOUT ROWID;
-- Values as text; of selects and iterations the choices' keys, with commas between. The row of an item's
-- title has no value: the title is the content's.
CREATE TABLE IF NOT EXISTS project_value (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id INTEGER NOT NULL REFERENCES project_item ON DELETE CASCADE,
  field_id INTEGER NOT NULL REFERENCES project_field ON DELETE CASCADE,
  value TEXT,
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (item_id, field_id)
);
CREATE INDEX IF NOT EXISTS project_value_by_field ON project_value (field_id, value);
-- The lists are JSON: ids of fields, and for sorts pairs of an id and ASC or DESC.
CREATE TABLE IF NOT EXISTS project_view (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
  number INTEGER NOT NULL, name TEXT NOT NULL, layout TEXT NOT NULL, filter TEXT,
  visible_fields TEXT NOT NULL DEFAULT '[]', sort_by TEXT NOT NULL DEFAULT '[]',
  group_by TEXT NOT NULL DEFAULT '[]', vertical_group_by TEXT NOT NULL DEFAULT '[]',
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (project_id, number)
);
CREATE TABLE IF NOT EXISTS project_status_update (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
  body TEXT, status TEXT, start_date TEXT, target_date TEXT,
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS project_status_update_by_project ON project_status_update (project_id);
CREATE TABLE IF NOT EXISTS project_workflow (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
  number INTEGER NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL,
  status TEXT, filter TEXT, repository_id INTEGER REFERENCES repository ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (project_id, number)
);

CREATE TABLE IF NOT EXISTS git_object (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  sha TEXT NOT NULL, type TEXT NOT NULL CHECK (type IN ('blob', 'tree', 'commit', 'tag')),
  content BLOB NOT NULL,
  UNIQUE (repository_id, sha)
);
CREATE TABLE IF NOT EXISTS git_ref (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  name TEXT NOT NULL, sha TEXT NOT NULL, -- the name in full: refs/heads/main; the commit
  tag_sha TEXT, -- the annotated tag through which it points at the commit
  UNIQUE (repository_id, name)
);
CREATE TABLE IF NOT EXISTS star (
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  PRIMARY KEY (repository_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subscription (
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  is_ignored INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL,
  PRIMARY KEY (repository_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS release (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  author_id INTEGER REFERENCES owner ON DELETE SET NULL,
  tag_name TEXT NOT NULL, target TEXT NOT NULL, name TEXT, body TEXT,
  is_draft INTEGER NOT NULL DEFAULT 0, is_prerelease INTEGER NOT NULL DEFAULT 0,
  may_be_latest INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, published_at TEXT
);
CREATE INDEX IF NOT EXISTS release_by_repository ON release (repository_id, id);
CREATE TABLE IF NOT EXISTS release_asset (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  release_id INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
  name TEXT NOT NULL, label TEXT, content_type TEXT NOT NULL,
  content BLOB NOT NULL, size INTEGER NOT NULL, digest TEXT NOT NULL,
  uploader_id INTEGER REFERENCES owner ON DELETE SET NULL,
  download_count INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (release_id, name)
);
CREATE TABLE IF NOT EXISTS commit_status (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  creator_id INTEGER REFERENCES owner ON DELETE SET NULL,
  sha TEXT NOT NULL, context TEXT NOT NULL, state TEXT NOT NULL,
  description TEXT, target_url TEXT, created_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS commit_status_by_commit ON commit_status (repository_id, sha, id);
CREATE TABLE IF NOT EXISTS check_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  suite_id INTEGER, -- the first of its commit
  name TEXT NOT NULL, head_sha TEXT NOT NULL, status TEXT NOT NULL, conclusion TEXT,
  details_url TEXT, external_id TEXT NOT NULL, started_at TEXT NOT NULL, completed_at TEXT,
  title TEXT, summary TEXT, text TEXT, annotations TEXT NOT NULL -- as JSON
);
CREATE INDEX IF NOT EXISTS check_run_by_commit ON check_run (repository_id, head_sha, id);
CREATE TABLE IF NOT EXISTS linked_branch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  ref_id INTEGER NOT NULL REFERENCES git_ref ON DELETE CASCADE,
  UNIQUE (issue_id, ref_id)
);

CREATE TABLE IF NOT EXISTS workflow (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  path TEXT NOT NULL, name TEXT NOT NULL,
  is_disabled INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (repository_id, path)
);
CREATE TABLE IF NOT EXISTS workflow_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  workflow_id INTEGER NOT NULL REFERENCES workflow ON DELETE CASCADE,
  run_number INTEGER NOT NULL,
  event TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL, conclusion TEXT,
  head_branch TEXT NOT NULL, head_sha TEXT NOT NULL,
  actor_id INTEGER REFERENCES owner ON DELETE SET NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, started_at TEXT,
  -- What started it, as JSON, if it could start; how often it was begun, and who began it again.
  occurrence TEXT, attempt INTEGER NOT NULL DEFAULT 1,
  rerun_by_id INTEGER REFERENCES owner ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS workflow_run_by_commit ON workflow_run (repository_id, head_sha);
CREATE TABLE IF NOT EXISTS workflow_job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES workflow_run ON DELETE CASCADE,
  name TEXT NOT NULL, conclusion TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  steps TEXT NOT NULL, log TEXT NOT NULL, -- the steps are JSON
  started_at TEXT NOT NULL, completed_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS secret (
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  name TEXT NOT NULL, value TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  PRIMARY KEY (repository_id, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hook (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  config TEXT NOT NULL, events TEXT NOT NULL, -- as JSON
  is_active INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS variable (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  name TEXT NOT NULL, value TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (repository_id, name)
);
-- The secrets and variables of an organization, and the selected repositories that may use one.
CREATE TABLE IF NOT EXISTS organization_value (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('secret', 'variable')),
  name TEXT NOT NULL, value TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('all', 'private', 'selected')),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (owner_id, kind, name)
);
CREATE TABLE IF NOT EXISTS organization_value_repository (
  value_id INTEGER NOT NULL REFERENCES organization_value ON DELETE CASCADE,
  repository_id INTEGER NOT NULL REFERENCES repository ON DELETE CASCADE,
  PRIMARY KEY (value_id, repository_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS gist (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE, -- the id that GitHub shows
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  description TEXT, is_public INTEGER NOT NULL,
  files TEXT NOT NULL, -- as JSON: the content of each file by its name
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS gist_star (
  user_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  gist_id INTEGER NOT NULL REFERENCES gist ON DELETE CASCADE,
  PRIMARY KEY (gist_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gist_comment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gist_id INTEGER NOT NULL REFERENCES gist ON DELETE CASCADE,
  author_id INTEGER REFERENCES owner ON DELETE SET NULL,
  body TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS gist_comment_by_gist ON gist_comment (gist_id, id);

-- The fields that an organization defines for its issues.
CREATE TABLE IF NOT EXISTS issue_field (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES owner ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE, data_type TEXT NOT NULL, description TEXT,
  visibility TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (owner_id, name)
);
CREATE TABLE IF NOT EXISTS issue_field_option (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  field_id INTEGER NOT NULL REFERENCES issue_field ON DELETE CASCADE,
  name TEXT NOT NULL, color TEXT NOT NULL, description TEXT, priority INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
-- A value is a text, or has choices among the options of its field.
CREATE TABLE IF NOT EXISTS issue_field_value (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
  field_id INTEGER NOT NULL REFERENCES issue_field ON DELETE CASCADE,
  value TEXT,
  UNIQUE (issue_id, field_id)
);
CREATE TABLE IF NOT EXISTS issue_field_choice (
  value_id INTEGER NOT NULL REFERENCES issue_field_value ON DELETE CASCADE,
  option_id INTEGER NOT NULL REFERENCES issue_field_option ON DELETE CASCADE,
  PRIMARY KEY (value_id, option_id)
) WITHOUT ROWID;
