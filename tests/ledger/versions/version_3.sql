PRAGMA application_id=1112756804;
BEGIN TRANSACTION;
CREATE TABLE access (
	person TEXT NOT NULL CHECK (person <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	role TEXT NOT NULL, 
	reach TEXT NOT NULL, 
	"of" TEXT NOT NULL, 
	since TEXT NOT NULL, 
	until TEXT, 
	state TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (person, version), 
	CONSTRAINT "access is granted or withdrawn" CHECK (state IN ('granted', 'withdrawn')), 
	CONSTRAINT "a reach names what it reaches" CHECK ((reach = 'network') = (of = ''))
)
 WITHOUT ROWID

;
INSERT INTO "access" VALUES('ana@one.example',1,'reviewer','region','South','2026-01-01','2026-12-31','granted','2026-01-01T08:05:00.000000+00:00','Nadia',5);
CREATE TABLE action (
	action_id TEXT NOT NULL CHECK (action_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	site_id TEXT NOT NULL, 
	criteria TEXT NOT NULL, 
	title TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	due_on TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	comment TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (action_id, version), 
	CONSTRAINT "a state of an action" CHECK (state IN ('open', 'doing', 'done', 'dropped')), 
	CONSTRAINT "dropping an action needs a reason" CHECK (state <> 'dropped' OR TRIM(reason) <> '')
)
 WITHOUT ROWID

;
INSERT INTO "action" VALUES('A1',1,'S1','["C01","C15"]','Name a champion','Ana','2026-02-28','open','','','2026-01-01T08:06:00.000000+00:00','Ana',6);
CREATE TABLE assessment (
	site_id TEXT NOT NULL CHECK (site_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	event TEXT NOT NULL, 
	framework_id TEXT NOT NULL, 
	framework_version TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (site_id, version), 
	CONSTRAINT "a step of an assessment is one of the cycle" CHECK (event IN ('opened', 'submitted', 'returned', 'approved', 'locked'))
)
 WITHOUT ROWID

;
INSERT INTO "assessment" VALUES('S1',1,'opened','crs','2026.1','2026-01-01T08:01:00.000000+00:00','Ana',2);
INSERT INTO "assessment" VALUES('S1',2,'submitted','crs','2026.1','2026-01-01T08:04:00.000000+00:00','Ana',4);
CREATE TABLE audit (
	revision INTEGER NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	action TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	rows_digest TEXT NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (revision)
);
INSERT INTO "audit" VALUES(1,'2026-01-01T08:00:00.000000+00:00','Ana','record framework','{"counts":{"framework":1}}','8b6b8f54033e17c302027320c21907fe3b9f5eeea4b13ffa78c140ab2a11001a','0000000000000000000000000000000000000000000000000000000000000000','f5ab597823e8e3ded60e0d63fc45245459d3a34104c3e55608d9db138815dfcd');
INSERT INTO "audit" VALUES(2,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"assessment":1,"profile":1,"response":1,"site":1}}','bd102e9405dbb75f04d8474043ef14e493f5079b8abbc3a52c8740e7c36e1e23','f5ab597823e8e3ded60e0d63fc45245459d3a34104c3e55608d9db138815dfcd','52baf44f7a636f58faaf1cdccbf94b73162c9a8c6b3b52f01be914d7ef27080b');
INSERT INTO "audit" VALUES(3,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"finding":1}}','53c801908efcd462351cf08ce4bf72cb95e171dbbc733df6c1c120abbcc84f35','52baf44f7a636f58faaf1cdccbf94b73162c9a8c6b3b52f01be914d7ef27080b','90850f182bfe169c8706f45d281995030c07ee0c5dec07e9cf3d9fec78163cbf');
INSERT INTO "audit" VALUES(4,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"assessment":1}}','f739324e591ecc686c989c0b66eec71d5332a0c996b2b8bb0de0ce67bc979e92','90850f182bfe169c8706f45d281995030c07ee0c5dec07e9cf3d9fec78163cbf','62125a8bb5dbe3a8c48a78cc99b6a20bbaf683e461713ccf227a06f5361cc27f');
INSERT INTO "audit" VALUES(5,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"access":1}}','58adde9eefee63bbd27e6c090e2086cfbb1fc86f3550a22f7bf7d5f0dcd7e7ed','62125a8bb5dbe3a8c48a78cc99b6a20bbaf683e461713ccf227a06f5361cc27f','a3944166118fac5cb2e46c90058df399b0bf18d54d96ef714c889db4ac57ff72');
INSERT INTO "audit" VALUES(6,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"action":1}}','9b27d6eec04ec01a25cffdbb9cf71f171b6e726418fb26bec5453928b607e8d5','a3944166118fac5cb2e46c90058df399b0bf18d54d96ef714c889db4ac57ff72','49610d1c85973b636b89beefdee48041cd02f9f831afe1834b34f6ac7b98055d');
INSERT INTO "audit" VALUES(7,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"told":1}}','4a279cb1a286d6a9d9112f5d1909309a7ea967613334a6ce73405e07502c3730','49610d1c85973b636b89beefdee48041cd02f9f831afe1834b34f6ac7b98055d','6f2931ace59a1d832227717037571d4e251f6fe5efef9429dae7816efd3e3f4e');
INSERT INTO "audit" VALUES(8,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"meeting":1}}','612dd83a76292022c4aa02346d7a0bd286850c478f7980628a3ab2959312ca8e','6f2931ace59a1d832227717037571d4e251f6fe5efef9429dae7816efd3e3f4e','d10b174cb97a87515a4ef83556cffbdc82fbe8d081006bc428b3364a9021926a');
CREATE TABLE counter (
	id INTEGER NOT NULL CHECK (id = 1), 
	revision INTEGER NOT NULL CHECK (revision >= 0), 
	PRIMARY KEY (id)
);
INSERT INTO "counter" VALUES(1,8);
CREATE TABLE finding (
	site_id TEXT NOT NULL CHECK (site_id <> ''), 
	criterion_id TEXT NOT NULL CHECK (criterion_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	response_version INTEGER, 
	recorded_at TEXT NOT NULL, 
	conclusion TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (site_id, criterion_id, version), 
	CONSTRAINT "a finding is confirmed or not confirmed" CHECK (LOWER(conclusion) IN ('confirmed', 'not confirmed')), 
	CONSTRAINT "not confirmed needs a reason" CHECK (LOWER(conclusion) <> 'not confirmed' OR TRIM(reason) <> ''), 
	FOREIGN KEY(site_id, criterion_id, response_version) REFERENCES response (site_id, criterion_id, version)
)
 WITHOUT ROWID

;
INSERT INTO "finding" VALUES('S1','C01',1,1,'2026-01-01T08:03:00.000000+00:00','confirmed','','Rui',3);
CREATE TABLE framework (
	framework_id TEXT NOT NULL CHECK (framework_id <> ''), 
	framework_version TEXT NOT NULL CHECK (framework_version <> ''), 
	fingerprint TEXT NOT NULL, 
	files TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (framework_id, framework_version)
);
INSERT INTO "framework" VALUES('crs','2026.1','f','{"framework.toml":"x"}','2026-01-01T08:00:00.000000+00:00','Ana',1);
CREATE TABLE meeting (
	meeting_id TEXT NOT NULL CHECK (meeting_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	kind TEXT NOT NULL, 
	as_of TEXT NOT NULL, 
	since TEXT NOT NULL, 
	filters TEXT NOT NULL, 
	framework_version TEXT NOT NULL, 
	text TEXT NOT NULL, 
	action_id TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (meeting_id, version), 
	CONSTRAINT "a kind of entry of a meeting" CHECK (kind IN ('opened', 'minute', 'decision', 'closed'))
)
 WITHOUT ROWID

;
INSERT INTO "meeting" VALUES('M1',1,'opened','2026-01-02','2025-10-03','{"region":["South","West"]}','2026.1','','','2026-01-01T08:07:00.000000+00:00','Nadia',8);
CREATE TABLE profile (
	site_id TEXT NOT NULL CHECK (site_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	recorded_on TEXT NOT NULL, 
	field_values TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (site_id, version)
)
 WITHOUT ROWID

;
INSERT INTO "profile" VALUES('S1',1,'2026-01-01','{"service_level":"step_up"}','Ana',2);
CREATE TABLE register_entry (
	site_id TEXT NOT NULL CHECK (site_id <> ''), 
	entry_id TEXT NOT NULL CHECK (entry_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	register TEXT NOT NULL, 
	state TEXT NOT NULL, 
	field_values TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (site_id, entry_id, version), 
	CONSTRAINT "an entry is stated or withdrawn" CHECK (state IN ('stated', 'withdrawn'))
)
 WITHOUT ROWID

;
CREATE TABLE response (
	site_id TEXT NOT NULL CHECK (site_id <> ''), 
	criterion_id TEXT NOT NULL CHECK (criterion_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	recorded_at TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	numerator TEXT NOT NULL, 
	denominator TEXT NOT NULL, 
	evidence_date TEXT, 
	end_date TEXT, 
	evidence TEXT NOT NULL, 
	na_reason TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (site_id, criterion_id, version), 
	CONSTRAINT "the end date is before the evidence date" CHECK (COALESCE(end_date, '9999-12-31') >= COALESCE(evidence_date, '')), 
	CONSTRAINT "not applicable needs a reason" CHECK (LOWER(answer) <> 'not applicable' OR TRIM(na_reason) <> '')
)
 WITHOUT ROWID

;
INSERT INTO "response" VALUES('S1','C01',1,'2026-01-01T08:02:00.000000+00:00','yes','','',NULL,NULL,'','','Ana',2);
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(3);
CREATE TABLE site (
	site_id TEXT NOT NULL CHECK (site_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	site_name TEXT NOT NULL, 
	practice TEXT NOT NULL, 
	network TEXT NOT NULL, 
	state TEXT NOT NULL, 
	region TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (site_id, version)
)
 WITHOUT ROWID

;
INSERT INTO "site" VALUES('S1',1,'A site','Practice','Network (synthetic)','TX','South','2026-01-01T08:00:00.000000+00:00','Ana',2);
CREATE TABLE told (
	person TEXT NOT NULL CHECK (person <> ''), 
	about TEXT NOT NULL CHECK (about <> ''), 
	recorded_at TEXT NOT NULL, 
	revision INTEGER NOT NULL CHECK (revision >= 1), 
	PRIMARY KEY (person, about)
)
 WITHOUT ROWID

;
INSERT INTO "told" VALUES('ana@one.example','S1/C15/2026-02-28','2026-01-01T08:00:00.000000+00:00',7);
CREATE INDEX site_by_revision ON site (revision, site_id);
CREATE INDEX profile_by_revision ON profile (revision, site_id);
CREATE INDEX response_by_revision ON response (revision, site_id);
CREATE INDEX assessment_by_revision ON assessment (revision, site_id);
CREATE INDEX framework_by_revision ON framework (revision, framework_id);
CREATE INDEX access_by_revision ON access (revision, person);
CREATE INDEX action_by_revision ON action (revision, action_id);
CREATE INDEX told_by_revision ON told (revision, person);
CREATE INDEX meeting_by_revision ON meeting (revision, meeting_id);
CREATE TRIGGER site_no_update BEFORE UPDATE ON site BEGIN SELECT RAISE(ABORT, 'append-only: site'); END;
CREATE TRIGGER site_no_delete BEFORE DELETE ON site BEGIN SELECT RAISE(ABORT, 'append-only: site'); END;
CREATE TRIGGER site_no_replace BEFORE INSERT ON site WHEN EXISTS (SELECT 1 FROM site WHERE site_id = NEW.site_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: site'); END;
CREATE TRIGGER profile_no_update BEFORE UPDATE ON profile BEGIN SELECT RAISE(ABORT, 'append-only: profile'); END;
CREATE TRIGGER profile_no_delete BEFORE DELETE ON profile BEGIN SELECT RAISE(ABORT, 'append-only: profile'); END;
CREATE TRIGGER profile_no_replace BEFORE INSERT ON profile WHEN EXISTS (SELECT 1 FROM profile WHERE site_id = NEW.site_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: profile'); END;
CREATE TRIGGER response_no_update BEFORE UPDATE ON response BEGIN SELECT RAISE(ABORT, 'append-only: response'); END;
CREATE TRIGGER response_no_delete BEFORE DELETE ON response BEGIN SELECT RAISE(ABORT, 'append-only: response'); END;
CREATE TRIGGER response_no_replace BEFORE INSERT ON response WHEN EXISTS (SELECT 1 FROM response WHERE site_id = NEW.site_id AND criterion_id = NEW.criterion_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: response'); END;
CREATE TRIGGER assessment_no_update BEFORE UPDATE ON assessment BEGIN SELECT RAISE(ABORT, 'append-only: assessment'); END;
CREATE TRIGGER assessment_no_delete BEFORE DELETE ON assessment BEGIN SELECT RAISE(ABORT, 'append-only: assessment'); END;
CREATE TRIGGER assessment_no_replace BEFORE INSERT ON assessment WHEN EXISTS (SELECT 1 FROM assessment WHERE site_id = NEW.site_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: assessment'); END;
CREATE TRIGGER framework_no_update BEFORE UPDATE ON framework BEGIN SELECT RAISE(ABORT, 'append-only: framework'); END;
CREATE TRIGGER framework_no_delete BEFORE DELETE ON framework BEGIN SELECT RAISE(ABORT, 'append-only: framework'); END;
CREATE TRIGGER framework_no_replace BEFORE INSERT ON framework WHEN EXISTS (SELECT 1 FROM framework WHERE framework_id = NEW.framework_id AND framework_version = NEW.framework_version) BEGIN SELECT RAISE(ABORT, 'append-only: framework'); END;
CREATE TRIGGER access_no_update BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'append-only: access'); END;
CREATE TRIGGER access_no_delete BEFORE DELETE ON access BEGIN SELECT RAISE(ABORT, 'append-only: access'); END;
CREATE TRIGGER access_no_replace BEFORE INSERT ON access WHEN EXISTS (SELECT 1 FROM access WHERE person = NEW.person AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: access'); END;
CREATE TRIGGER action_no_update BEFORE UPDATE ON action BEGIN SELECT RAISE(ABORT, 'append-only: action'); END;
CREATE TRIGGER action_no_delete BEFORE DELETE ON action BEGIN SELECT RAISE(ABORT, 'append-only: action'); END;
CREATE TRIGGER action_no_replace BEFORE INSERT ON action WHEN EXISTS (SELECT 1 FROM action WHERE action_id = NEW.action_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: action'); END;
CREATE TRIGGER told_no_update BEFORE UPDATE ON told BEGIN SELECT RAISE(ABORT, 'append-only: told'); END;
CREATE TRIGGER told_no_delete BEFORE DELETE ON told BEGIN SELECT RAISE(ABORT, 'append-only: told'); END;
CREATE TRIGGER told_no_replace BEFORE INSERT ON told WHEN EXISTS (SELECT 1 FROM told WHERE person = NEW.person AND about = NEW.about) BEGIN SELECT RAISE(ABORT, 'append-only: told'); END;
CREATE TRIGGER meeting_no_update BEFORE UPDATE ON meeting BEGIN SELECT RAISE(ABORT, 'append-only: meeting'); END;
CREATE TRIGGER meeting_no_delete BEFORE DELETE ON meeting BEGIN SELECT RAISE(ABORT, 'append-only: meeting'); END;
CREATE TRIGGER meeting_no_replace BEFORE INSERT ON meeting WHEN EXISTS (SELECT 1 FROM meeting WHERE meeting_id = NEW.meeting_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: meeting'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE revision = NEW.revision) BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
CREATE INDEX finding_by_revision ON finding (revision, site_id);
CREATE TRIGGER finding_no_update BEFORE UPDATE ON finding BEGIN SELECT RAISE(ABORT, 'append-only: finding'); END;
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'append-only: finding'); END;
CREATE TRIGGER finding_no_replace BEFORE INSERT ON finding WHEN EXISTS (SELECT 1 FROM finding WHERE site_id = NEW.site_id AND criterion_id = NEW.criterion_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: finding'); END;
CREATE INDEX register_entry_by_revision ON register_entry (revision, site_id);
CREATE TRIGGER register_entry_no_update BEFORE UPDATE ON register_entry BEGIN SELECT RAISE(ABORT, 'append-only: register_entry'); END;
CREATE TRIGGER register_entry_no_delete BEFORE DELETE ON register_entry BEGIN SELECT RAISE(ABORT, 'append-only: register_entry'); END;
CREATE TRIGGER register_entry_no_replace BEFORE INSERT ON register_entry WHEN EXISTS (SELECT 1 FROM register_entry WHERE site_id = NEW.site_id AND entry_id = NEW.entry_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: register_entry'); END;
COMMIT;
