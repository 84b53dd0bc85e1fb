PRAGMA application_id=1112756804;
BEGIN TRANSACTION;
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
	CONSTRAINT "an assessment is opened or submitted" CHECK (event IN ('opened', 'submitted'))
)
 WITHOUT ROWID

;
INSERT INTO "assessment" VALUES('S1',1,'opened','crs','2026.1','2026-01-01T08:01:00.000000+00:00','Ana',2);
INSERT INTO "assessment" VALUES('S1',2,'submitted','crs','2026.1','2026-01-01T08:04:00.000000+00:00','Ana',3);
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
INSERT INTO "audit" VALUES(1,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"site":2}}','8a88a7fc50c70de02bde8d37c67288c114e3a894b75ea0135ed82e5303abb9d4','0000000000000000000000000000000000000000000000000000000000000000','06eb92fa11fbc80fa8673664c29fb325f370f761e6aa1aee8a17b437055841da');
INSERT INTO "audit" VALUES(2,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"assessment":1,"finding":1,"profile":1,"response":1}}','c52806f58c51177c5539533eba470794ff8e05aa9ef3a56792e97af9fa2ab8a4','06eb92fa11fbc80fa8673664c29fb325f370f761e6aa1aee8a17b437055841da','6dd6d65bd4de076097602ae853898b0e4f0fa4797da9753f9debee91327a99d4');
INSERT INTO "audit" VALUES(3,'2026-01-01T08:00:00.000000+00:00','Ana','test','{"counts":{"assessment":1,"response":1}}','a19cac519b832f0da9f1afc708129f4001f32a8f6191987d0220836b112846c2','6dd6d65bd4de076097602ae853898b0e4f0fa4797da9753f9debee91327a99d4','5f1a0e4b6c1469c89ffa4be01df363872633829d0e916757001f002f3f0da756');
CREATE TABLE counter (
	id INTEGER NOT NULL CHECK (id = 1), 
	revision INTEGER NOT NULL CHECK (revision >= 0), 
	PRIMARY KEY (id)
);
INSERT INTO "counter" VALUES(1,3);
CREATE TABLE finding (
	site_id TEXT NOT NULL CHECK (site_id <> ''), 
	criterion_id TEXT NOT NULL CHECK (criterion_id <> ''), 
	version INTEGER NOT NULL CHECK (version >= 1), 
	response_version INTEGER NOT NULL, 
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
INSERT INTO "finding" VALUES('S1','C01',1,1,'2026-01-01T08:02:00.000000+00:00','confirmed','','Rui',2);
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
INSERT INTO "response" VALUES('S1','C01',1,'2026-01-01T08:01:00.000000+00:00','yes','','',NULL,NULL,'','','Ana',2);
INSERT INTO "response" VALUES('S1','C02',1,'2026-01-01T08:03:00.000000+00:00','partly','','',NULL,NULL,'','','Ana',3);
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(1);
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
INSERT INTO "site" VALUES('S1',1,'A site','Practice','Network (synthetic)','TX','South','2026-01-01T08:00:00.000000+00:00','Ana',1);
INSERT INTO "site" VALUES('S2',1,'A site','Practice','Network (synthetic)','TX','South','2026-01-01T08:00:00.000000+00:00','Ana',1);
CREATE INDEX site_by_revision ON site (revision, site_id);
CREATE INDEX profile_by_revision ON profile (revision, site_id);
CREATE INDEX response_by_revision ON response (revision, site_id);
CREATE INDEX assessment_by_revision ON assessment (revision, site_id);
CREATE INDEX framework_by_revision ON framework (revision, framework_id);
CREATE INDEX finding_by_revision ON finding (revision, site_id);
CREATE TRIGGER site_no_update BEFORE UPDATE ON site BEGIN SELECT RAISE(ABORT, 'append-only: site'); END;
CREATE TRIGGER site_no_delete BEFORE DELETE ON site BEGIN SELECT RAISE(ABORT, 'append-only: site'); END;
CREATE TRIGGER site_no_replace BEFORE INSERT ON site WHEN EXISTS (SELECT 1 FROM site WHERE site_id = NEW.site_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: site'); END;
CREATE TRIGGER profile_no_update BEFORE UPDATE ON profile BEGIN SELECT RAISE(ABORT, 'append-only: profile'); END;
CREATE TRIGGER profile_no_delete BEFORE DELETE ON profile BEGIN SELECT RAISE(ABORT, 'append-only: profile'); END;
CREATE TRIGGER profile_no_replace BEFORE INSERT ON profile WHEN EXISTS (SELECT 1 FROM profile WHERE site_id = NEW.site_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: profile'); END;
CREATE TRIGGER response_no_update BEFORE UPDATE ON response BEGIN SELECT RAISE(ABORT, 'append-only: response'); END;
CREATE TRIGGER response_no_delete BEFORE DELETE ON response BEGIN SELECT RAISE(ABORT, 'append-only: response'); END;
CREATE TRIGGER response_no_replace BEFORE INSERT ON response WHEN EXISTS (SELECT 1 FROM response WHERE site_id = NEW.site_id AND criterion_id = NEW.criterion_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: response'); END;
CREATE TRIGGER finding_no_update BEFORE UPDATE ON finding BEGIN SELECT RAISE(ABORT, 'append-only: finding'); END;
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'append-only: finding'); END;
CREATE TRIGGER finding_no_replace BEFORE INSERT ON finding WHEN EXISTS (SELECT 1 FROM finding WHERE site_id = NEW.site_id AND criterion_id = NEW.criterion_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: finding'); END;
CREATE TRIGGER assessment_no_update BEFORE UPDATE ON assessment BEGIN SELECT RAISE(ABORT, 'append-only: assessment'); END;
CREATE TRIGGER assessment_no_delete BEFORE DELETE ON assessment BEGIN SELECT RAISE(ABORT, 'append-only: assessment'); END;
CREATE TRIGGER assessment_no_replace BEFORE INSERT ON assessment WHEN EXISTS (SELECT 1 FROM assessment WHERE site_id = NEW.site_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'append-only: assessment'); END;
CREATE TRIGGER framework_no_update BEFORE UPDATE ON framework BEGIN SELECT RAISE(ABORT, 'append-only: framework'); END;
CREATE TRIGGER framework_no_delete BEFORE DELETE ON framework BEGIN SELECT RAISE(ABORT, 'append-only: framework'); END;
CREATE TRIGGER framework_no_replace BEFORE INSERT ON framework WHEN EXISTS (SELECT 1 FROM framework WHERE framework_id = NEW.framework_id AND framework_version = NEW.framework_version) BEGIN SELECT RAISE(ABORT, 'append-only: framework'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE revision = NEW.revision) BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
COMMIT;
