CREATE FUNCTION public.readiness_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = 'append-only: ' || TG_TABLE_NAME; END $$;
CREATE TABLE public.access (
    person text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    reach text NOT NULL COLLATE pg_catalog."C",
    of text NOT NULL COLLATE pg_catalog."C",
    since text NOT NULL COLLATE pg_catalog."C",
    until text COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT "a reach names what it reaches" CHECK (((reach = 'network'::text) = (of = ''::text))),
    CONSTRAINT "access is granted or withdrawn" CHECK ((state = ANY (ARRAY['granted'::text, 'withdrawn'::text]))),
    CONSTRAINT access_person_check CHECK ((person <> ''::text)),
    CONSTRAINT access_revision_check CHECK ((revision >= 1)),
    CONSTRAINT access_version_check CHECK ((version >= 1))
);
CREATE TABLE public.action (
    action_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    site_id text NOT NULL COLLATE pg_catalog."C",
    criteria text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    due_on text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    comment text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT "a state of an action" CHECK ((state = ANY (ARRAY['open'::text, 'doing'::text, 'done'::text, 'dropped'::text]))),
    CONSTRAINT action_action_id_check CHECK ((action_id <> ''::text)),
    CONSTRAINT action_revision_check CHECK ((revision >= 1)),
    CONSTRAINT action_version_check CHECK ((version >= 1)),
    CONSTRAINT "dropping an action needs a reason" CHECK (((state <> 'dropped'::text) OR (TRIM(BOTH FROM reason) <> ''::text)))
);
CREATE TABLE public.assessment (
    site_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    event text NOT NULL COLLATE pg_catalog."C",
    framework_id text NOT NULL COLLATE pg_catalog."C",
    framework_version text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT "a step of an assessment is one of the cycle" CHECK ((event = ANY (ARRAY['opened'::text, 'submitted'::text, 'returned'::text, 'approved'::text, 'locked'::text]))),
    CONSTRAINT assessment_revision_check CHECK ((revision >= 1)),
    CONSTRAINT assessment_site_id_check CHECK ((site_id <> ''::text)),
    CONSTRAINT assessment_version_check CHECK ((version >= 1))
);
CREATE TABLE public.audit (
    revision integer NOT NULL,
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    detail text NOT NULL COLLATE pg_catalog."C",
    rows_digest text NOT NULL COLLATE pg_catalog."C",
    previous_hash text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.counter (
    id integer NOT NULL,
    revision integer NOT NULL,
    CONSTRAINT counter_id_check CHECK ((id = 1)),
    CONSTRAINT counter_revision_check CHECK ((revision >= 0))
);
CREATE TABLE public.finding (
    site_id text NOT NULL COLLATE pg_catalog."C",
    criterion_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    response_version integer,
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    conclusion text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT "a finding is confirmed or not confirmed" CHECK ((lower(conclusion) = ANY (ARRAY['confirmed'::text, 'not confirmed'::text]))),
    CONSTRAINT finding_criterion_id_check CHECK ((criterion_id <> ''::text)),
    CONSTRAINT finding_revision_check CHECK ((revision >= 1)),
    CONSTRAINT finding_site_id_check CHECK ((site_id <> ''::text)),
    CONSTRAINT finding_version_check CHECK ((version >= 1)),
    CONSTRAINT "not confirmed needs a reason" CHECK (((lower(conclusion) <> 'not confirmed'::text) OR (TRIM(BOTH FROM reason) <> ''::text)))
);
CREATE TABLE public.framework (
    framework_id text NOT NULL COLLATE pg_catalog."C",
    framework_version text NOT NULL COLLATE pg_catalog."C",
    fingerprint text NOT NULL COLLATE pg_catalog."C",
    files text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT framework_framework_id_check CHECK ((framework_id <> ''::text)),
    CONSTRAINT framework_framework_version_check CHECK ((framework_version <> ''::text)),
    CONSTRAINT framework_revision_check CHECK ((revision >= 1))
);
CREATE TABLE public.meeting (
    meeting_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    as_of text NOT NULL COLLATE pg_catalog."C",
    since text NOT NULL COLLATE pg_catalog."C",
    filters text NOT NULL COLLATE pg_catalog."C",
    framework_version text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    action_id text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT "a kind of entry of a meeting" CHECK ((kind = ANY (ARRAY['opened'::text, 'minute'::text, 'decision'::text, 'closed'::text]))),
    CONSTRAINT meeting_meeting_id_check CHECK ((meeting_id <> ''::text)),
    CONSTRAINT meeting_revision_check CHECK ((revision >= 1)),
    CONSTRAINT meeting_version_check CHECK ((version >= 1))
);
CREATE TABLE public.profile (
    site_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    recorded_on text NOT NULL COLLATE pg_catalog."C",
    field_values text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT profile_revision_check CHECK ((revision >= 1)),
    CONSTRAINT profile_site_id_check CHECK ((site_id <> ''::text)),
    CONSTRAINT profile_version_check CHECK ((version >= 1))
);
CREATE TABLE public.register_entry (
    site_id text NOT NULL COLLATE pg_catalog."C",
    entry_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    register text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    field_values text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT "an entry is stated or withdrawn" CHECK ((state = ANY (ARRAY['stated'::text, 'withdrawn'::text]))),
    CONSTRAINT register_entry_entry_id_check CHECK ((entry_id <> ''::text)),
    CONSTRAINT register_entry_revision_check CHECK ((revision >= 1)),
    CONSTRAINT register_entry_site_id_check CHECK ((site_id <> ''::text)),
    CONSTRAINT register_entry_version_check CHECK ((version >= 1))
);
CREATE TABLE public.response (
    site_id text NOT NULL COLLATE pg_catalog."C",
    criterion_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    answer text NOT NULL COLLATE pg_catalog."C",
    numerator text NOT NULL COLLATE pg_catalog."C",
    denominator text NOT NULL COLLATE pg_catalog."C",
    evidence_date text COLLATE pg_catalog."C",
    end_date text COLLATE pg_catalog."C",
    evidence text NOT NULL COLLATE pg_catalog."C",
    na_reason text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT "not applicable needs a reason" CHECK (((lower(answer) <> 'not applicable'::text) OR (TRIM(BOTH FROM na_reason) <> ''::text))),
    CONSTRAINT response_criterion_id_check CHECK ((criterion_id <> ''::text)),
    CONSTRAINT response_revision_check CHECK ((revision >= 1)),
    CONSTRAINT response_site_id_check CHECK ((site_id <> ''::text)),
    CONSTRAINT response_version_check CHECK ((version >= 1)),
    CONSTRAINT "the end date is before the evidence date" CHECK ((COALESCE(end_date, '9999-12-31'::text) >= COALESCE(evidence_date, ''::text)))
);
CREATE TABLE public.schema_version (
    version integer NOT NULL
);
COMMENT ON TABLE public.schema_version IS 'The ledger of Bispecific Readiness';
CREATE TABLE public.site (
    site_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    site_name text NOT NULL COLLATE pg_catalog."C",
    practice text NOT NULL COLLATE pg_catalog."C",
    network text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    region text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    recorded_by text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT site_revision_check CHECK ((revision >= 1)),
    CONSTRAINT site_site_id_check CHECK ((site_id <> ''::text)),
    CONSTRAINT site_version_check CHECK ((version >= 1))
);
CREATE TABLE public.told (
    person text NOT NULL COLLATE pg_catalog."C",
    about text NOT NULL COLLATE pg_catalog."C",
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    CONSTRAINT told_about_check CHECK ((about <> ''::text)),
    CONSTRAINT told_person_check CHECK ((person <> ''::text)),
    CONSTRAINT told_revision_check CHECK ((revision >= 1))
);
INSERT INTO public.access VALUES ('ana@one.example', 1, 'reviewer', 'region', 'South', '2026-01-01', '2026-12-31', 'granted', '2026-01-01T08:05:00.000000+00:00', 'Nadia', 5);
INSERT INTO public.action VALUES ('A1', 1, 'S1', '["C01","C15"]', 'Name a champion', 'Ana', '2026-02-28', 'open', '', '', '2026-01-01T08:06:00.000000+00:00', 'Ana', 6);
INSERT INTO public.assessment VALUES ('S1', 1, 'opened', 'crs', '2026.1', '2026-01-01T08:01:00.000000+00:00', 'Ana', 2);
INSERT INTO public.assessment VALUES ('S1', 2, 'submitted', 'crs', '2026.1', '2026-01-01T08:04:00.000000+00:00', 'Ana', 4);
INSERT INTO public.audit VALUES (1, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'record framework', '{"counts":{"framework":1}}', '8b6b8f54033e17c302027320c21907fe3b9f5eeea4b13ffa78c140ab2a11001a', '0000000000000000000000000000000000000000000000000000000000000000', 'f5ab597823e8e3ded60e0d63fc45245459d3a34104c3e55608d9db138815dfcd');
INSERT INTO public.audit VALUES (2, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'test', '{"counts":{"assessment":1,"profile":1,"response":1,"site":1}}', 'bd102e9405dbb75f04d8474043ef14e493f5079b8abbc3a52c8740e7c36e1e23', 'f5ab597823e8e3ded60e0d63fc45245459d3a34104c3e55608d9db138815dfcd', '52baf44f7a636f58faaf1cdccbf94b73162c9a8c6b3b52f01be914d7ef27080b');
INSERT INTO public.audit VALUES (3, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'test', '{"counts":{"finding":1}}', '53c801908efcd462351cf08ce4bf72cb95e171dbbc733df6c1c120abbcc84f35', '52baf44f7a636f58faaf1cdccbf94b73162c9a8c6b3b52f01be914d7ef27080b', '90850f182bfe169c8706f45d281995030c07ee0c5dec07e9cf3d9fec78163cbf');
INSERT INTO public.audit VALUES (4, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'test', '{"counts":{"assessment":1}}', 'f739324e591ecc686c989c0b66eec71d5332a0c996b2b8bb0de0ce67bc979e92', '90850f182bfe169c8706f45d281995030c07ee0c5dec07e9cf3d9fec78163cbf', '62125a8bb5dbe3a8c48a78cc99b6a20bbaf683e461713ccf227a06f5361cc27f');
INSERT INTO public.audit VALUES (5, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'test', '{"counts":{"access":1}}', '58adde9eefee63bbd27e6c090e2086cfbb1fc86f3550a22f7bf7d5f0dcd7e7ed', '62125a8bb5dbe3a8c48a78cc99b6a20bbaf683e461713ccf227a06f5361cc27f', 'a3944166118fac5cb2e46c90058df399b0bf18d54d96ef714c889db4ac57ff72');
INSERT INTO public.audit VALUES (6, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'test', '{"counts":{"action":1}}', '9b27d6eec04ec01a25cffdbb9cf71f171b6e726418fb26bec5453928b607e8d5', 'a3944166118fac5cb2e46c90058df399b0bf18d54d96ef714c889db4ac57ff72', '49610d1c85973b636b89beefdee48041cd02f9f831afe1834b34f6ac7b98055d');
INSERT INTO public.audit VALUES (7, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'test', '{"counts":{"told":1}}', '4a279cb1a286d6a9d9112f5d1909309a7ea967613334a6ce73405e07502c3730', '49610d1c85973b636b89beefdee48041cd02f9f831afe1834b34f6ac7b98055d', '6f2931ace59a1d832227717037571d4e251f6fe5efef9429dae7816efd3e3f4e');
INSERT INTO public.audit VALUES (8, '2026-01-01T08:00:00.000000+00:00', 'Ana', 'test', '{"counts":{"meeting":1}}', '612dd83a76292022c4aa02346d7a0bd286850c478f7980628a3ab2959312ca8e', '6f2931ace59a1d832227717037571d4e251f6fe5efef9429dae7816efd3e3f4e', 'd10b174cb97a87515a4ef83556cffbdc82fbe8d081006bc428b3364a9021926a');
INSERT INTO public.counter VALUES (1, 8);
INSERT INTO public.finding VALUES ('S1', 'C01', 1, 1, '2026-01-01T08:03:00.000000+00:00', 'confirmed', '', 'Rui', 3);
INSERT INTO public.framework VALUES ('crs', '2026.1', 'f', '{"framework.toml":"x"}', '2026-01-01T08:00:00.000000+00:00', 'Ana', 1);
INSERT INTO public.meeting VALUES ('M1', 1, 'opened', '2026-01-02', '2025-10-03', '{"region":["South","West"]}', '2026.1', '', '', '2026-01-01T08:07:00.000000+00:00', 'Nadia', 8);
INSERT INTO public.profile VALUES ('S1', 1, '2026-01-01', '{"service_level":"step_up"}', 'Ana', 2);
INSERT INTO public.response VALUES ('S1', 'C01', 1, '2026-01-01T08:02:00.000000+00:00', 'yes', '', '', NULL, NULL, '', '', 'Ana', 2);
INSERT INTO public.schema_version VALUES (3);
INSERT INTO public.site VALUES ('S1', 1, 'A site', 'Practice', 'Network (synthetic)', 'TX', 'South', '2026-01-01T08:00:00.000000+00:00', 'Ana', 2);
INSERT INTO public.told VALUES ('ana@one.example', 'S1/C15/2026-02-28', '2026-01-01T08:00:00.000000+00:00', 7);
ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_pkey PRIMARY KEY (person, version);
ALTER TABLE ONLY public.action
    ADD CONSTRAINT action_pkey PRIMARY KEY (action_id, version);
ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT assessment_pkey PRIMARY KEY (site_id, version);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (revision);
ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (site_id, criterion_id, version);
ALTER TABLE ONLY public.framework
    ADD CONSTRAINT framework_pkey PRIMARY KEY (framework_id, framework_version);
ALTER TABLE ONLY public.meeting
    ADD CONSTRAINT meeting_pkey PRIMARY KEY (meeting_id, version);
ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_pkey PRIMARY KEY (site_id, version);
ALTER TABLE ONLY public.register_entry
    ADD CONSTRAINT register_entry_pkey PRIMARY KEY (site_id, entry_id, version);
ALTER TABLE ONLY public.response
    ADD CONSTRAINT response_pkey PRIMARY KEY (site_id, criterion_id, version);
ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (site_id, version);
ALTER TABLE ONLY public.told
    ADD CONSTRAINT told_pkey PRIMARY KEY (person, about);
CREATE INDEX access_by_revision ON public.access USING btree (revision, person);
CREATE INDEX action_by_revision ON public.action USING btree (revision, action_id);
CREATE INDEX assessment_by_revision ON public.assessment USING btree (revision, site_id);
CREATE INDEX finding_by_revision ON public.finding USING btree (revision, site_id);
CREATE INDEX framework_by_revision ON public.framework USING btree (revision, framework_id);
CREATE INDEX meeting_by_revision ON public.meeting USING btree (revision, meeting_id);
CREATE INDEX profile_by_revision ON public.profile USING btree (revision, site_id);
CREATE INDEX register_entry_by_revision ON public.register_entry USING btree (revision, site_id);
CREATE INDEX response_by_revision ON public.response USING btree (revision, site_id);
CREATE INDEX site_by_revision ON public.site USING btree (revision, site_id);
CREATE INDEX told_by_revision ON public.told USING btree (revision, person);
CREATE TRIGGER access_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.access FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.access ENABLE ALWAYS TRIGGER access_no_change;
CREATE TRIGGER action_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.action FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.action ENABLE ALWAYS TRIGGER action_no_change;
CREATE TRIGGER assessment_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.assessment FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.assessment ENABLE ALWAYS TRIGGER assessment_no_change;
CREATE TRIGGER audit_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.audit ENABLE ALWAYS TRIGGER audit_no_change;
CREATE TRIGGER finding_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.finding FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.finding ENABLE ALWAYS TRIGGER finding_no_change;
CREATE TRIGGER framework_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.framework FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.framework ENABLE ALWAYS TRIGGER framework_no_change;
CREATE TRIGGER meeting_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.meeting FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.meeting ENABLE ALWAYS TRIGGER meeting_no_change;
CREATE TRIGGER profile_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.profile FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.profile ENABLE ALWAYS TRIGGER profile_no_change;
CREATE TRIGGER register_entry_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.register_entry FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.register_entry ENABLE ALWAYS TRIGGER register_entry_no_change;
CREATE TRIGGER response_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.response FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.response ENABLE ALWAYS TRIGGER response_no_change;
CREATE TRIGGER site_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.site FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.site ENABLE ALWAYS TRIGGER site_no_change;
CREATE TRIGGER told_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.told FOR EACH STATEMENT EXECUTE FUNCTION public.readiness_append_only();
ALTER TABLE public.told ENABLE ALWAYS TRIGGER told_no_change;
ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_site_id_criterion_id_response_version_fkey FOREIGN KEY (site_id, criterion_id, response_version) REFERENCES public.response(site_id, criterion_id, version);
