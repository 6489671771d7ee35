-- The ledger of runs: what each stage was given and gave, what each source
-- yielded, what was expected of the data before it was published, and what is
-- wrong with sources, so that a night can be looked into years later.

CREATE TABLE run_stages (
    run_id      INTEGER NOT NULL,
    stage       VARCHAR NOT NULL,
    stage_order INTEGER NOT NULL,
    attempt     INTEGER NOT NULL,
    started_at  TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    items_in    BIGINT NOT NULL,
    items_out   BIGINT NOT NULL,
    stage_outcome VARCHAR NOT NULL
);
COMMENT ON TABLE run_stages IS 'Stages of runs, one row for each time a stage was begun';
COMMENT ON COLUMN run_stages.stage IS 'crawl, archive, extract, load, check, publish or report';
COMMENT ON COLUMN run_stages.stage_order IS 'Place of the stage in its run, from 1';
COMMENT ON COLUMN run_stages.attempt IS 'Process of the run, from 1: a run that was cut off goes on in the next';
COMMENT ON COLUMN run_stages.started_at IS 'When it started, UTC';
COMMENT ON COLUMN run_stages.finished_at IS 'When it ended, UTC; NULL while it runs or where it was cut off';
COMMENT ON COLUMN run_stages.items_in IS 'What the stage was given: addresses, pages, facts, rows';
COMMENT ON COLUMN run_stages.items_out IS 'What it gave to the next';
COMMENT ON COLUMN run_stages.stage_outcome IS '"ok" or why it ended early; empty while it runs or where it was cut off';

CREATE TABLE run_sources (
    run_id         INTEGER NOT NULL,
    source_id      VARCHAR NOT NULL,
    listings       BIGINT NOT NULL,
    dead_listings  BIGINT NOT NULL,
    discovered     BIGINT NOT NULL,
    fetched        BIGINT NOT NULL,
    unchanged      BIGINT NOT NULL,
    skipped        BIGINT NOT NULL,
    failed         BIGINT NOT NULL,
    left_over      BIGINT NOT NULL,
    failures       VARCHAR NOT NULL,
    documents      BIGINT NOT NULL,
    empty_pages    BIGINT NOT NULL,
    facts          BIGINT NOT NULL,
    rejects        BIGINT NOT NULL,
    contradictions BIGINT NOT NULL,
    text_length    BIGINT NOT NULL,
    dated          BIGINT NOT NULL,
    repeated       BIGINT NOT NULL,
    held_back      BIGINT NOT NULL,
    verdict        VARCHAR NOT NULL
);
COMMENT ON TABLE run_sources IS 'What each source yielded in a run';
COMMENT ON COLUMN run_sources.listings IS 'Sitemaps, feeds and section pages that were read';
COMMENT ON COLUMN run_sources.dead_listings IS 'Those that could not be read';
COMMENT ON COLUMN run_sources.discovered IS 'Addresses of articles and attachments that the listings led to, known ones too';
COMMENT ON COLUMN run_sources.fetched IS 'Of those, fetched with content';
COMMENT ON COLUMN run_sources.unchanged IS 'Of those, unchanged since an earlier run by what the listing or the server says';
COMMENT ON COLUMN run_sources.skipped IS 'Of those, left out: off topic, forbidden, twins, gone';
COMMENT ON COLUMN run_sources.failed IS 'Of those, not fetched';
COMMENT ON COLUMN run_sources.left_over IS 'Of those, not come to before the run ended; the next one goes on with them';
COMMENT ON COLUMN run_sources.failures IS 'Failures and omissions by reason, as "reason count, reason count"';
COMMENT ON COLUMN run_sources.documents IS 'Pages read in the run';
COMMENT ON COLUMN run_sources.empty_pages IS 'Pages without an article';
COMMENT ON COLUMN run_sources.facts IS 'Facts read from the pages';
COMMENT ON COLUMN run_sources.rejects IS 'Numbers on the pages that are no facts';
COMMENT ON COLUMN run_sources.contradictions IS 'Contradictions that the checks found in the facts';
COMMENT ON COLUMN run_sources.text_length IS 'Median length of the text of a page, code points';
COMMENT ON COLUMN run_sources.dated IS 'Pages whose date of publication was found';
COMMENT ON COLUMN run_sources.repeated IS 'Pages whose text another page of the run has, too';
COMMENT ON COLUMN run_sources.held_back IS 'Pages quarantined instead of loaded';
COMMENT ON COLUMN run_sources.verdict IS '"ok", "accepted" where the operator said that the change is right, or the causes found; see alerts';

CREATE TABLE run_pages (
    run_id      INTEGER NOT NULL,
    source_id   VARCHAR NOT NULL,
    url         VARCHAR NOT NULL,
    sha256      VARCHAR NOT NULL,
    text_length INTEGER NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    is_dated    BOOLEAN NOT NULL,
    page_facts  INTEGER NOT NULL,
    page_rejects INTEGER NOT NULL,
    page_outcome VARCHAR NOT NULL
);
COMMENT ON TABLE run_pages IS 'Pages that were read in each run and what they yielded';
COMMENT ON COLUMN run_pages.url IS 'Canonical URL';
COMMENT ON COLUMN run_pages.text_length IS 'Length of the text of the page, code points';
COMMENT ON COLUMN run_pages.is_dated IS 'Whether a date of publication was found';
COMMENT ON COLUMN run_pages.page_facts IS 'Facts read from the page';
COMMENT ON COLUMN run_pages.page_rejects IS 'Numbers on the page that are no facts';
COMMENT ON COLUMN run_pages.page_outcome IS 'loaded, held (quarantined), empty (no article) or damaged';

CREATE TABLE run_expectations (
    run_id      INTEGER NOT NULL,
    expectation VARCHAR NOT NULL,
    met         BOOLEAN NOT NULL,
    measured    VARCHAR NOT NULL,
    expected    VARCHAR NOT NULL
);
COMMENT ON TABLE run_expectations IS 'What was expected of the data before it was published';
COMMENT ON COLUMN run_expectations.expectation IS 'What was looked at';
COMMENT ON COLUMN run_expectations.met IS 'Whether the data met it: one that is not met keeps the data from readers';
COMMENT ON COLUMN run_expectations.measured IS 'What was found';
COMMENT ON COLUMN run_expectations.expected IS 'What was expected';

CREATE TABLE alerts (
    alert_id   INTEGER NOT NULL,
    source_id  VARCHAR NOT NULL,
    cause      VARCHAR NOT NULL,
    detail     VARCHAR NOT NULL,
    evidence   VARCHAR NOT NULL,
    opened_at  TIMESTAMP NOT NULL,
    opened_run INTEGER NOT NULL,
    last_run   INTEGER NOT NULL,
    runs       INTEGER NOT NULL,
    healthy    INTEGER NOT NULL,
    closed_at  TIMESTAMP
);
COMMENT ON TABLE alerts IS 'What is wrong with sources, one row for each cause however long it lasts';
COMMENT ON COLUMN alerts.alert_id IS 'Number of the alert';
COMMENT ON COLUMN alerts.source_id IS 'Source; empty for all of them together';
COMMENT ON COLUMN alerts.cause IS 'unreachable, moved, soft_block, empty_listing, silent, layout_change, rejects, or network for many sources at once';
COMMENT ON COLUMN alerts.detail IS 'What was seen, with the figures of before';
COMMENT ON COLUMN alerts.evidence IS 'Pages before and after: URL and SHA-256 of the snapshot in the archive';
COMMENT ON COLUMN alerts.opened_at IS 'When it was raised, UTC';
COMMENT ON COLUMN alerts.opened_run IS 'Run that raised it';
COMMENT ON COLUMN alerts.last_run IS 'Last run that found the cause';
COMMENT ON COLUMN alerts.runs IS 'Runs that found the cause';
COMMENT ON COLUMN alerts.healthy IS 'Runs in a row since that did not';
COMMENT ON COLUMN alerts.closed_at IS 'When it was over, UTC; NULL while it stands';

CREATE TABLE quarantine (
    url          VARCHAR NOT NULL,
    sha256       VARCHAR NOT NULL,
    source_id    VARCHAR NOT NULL,
    cause        VARCHAR NOT NULL,
    held_run     INTEGER NOT NULL,
    held_at      TIMESTAMP NOT NULL,
    extractor_version VARCHAR NOT NULL,
    released_at  TIMESTAMP
);
COMMENT ON TABLE quarantine IS 'Snapshots that are kept in the archive but not loaded, since something is wrong with their source';
COMMENT ON COLUMN quarantine.url IS 'Canonical URL';
COMMENT ON COLUMN quarantine.held_run IS 'Run that held it back';
COMMENT ON COLUMN quarantine.held_at IS 'When, UTC';
COMMENT ON COLUMN quarantine.extractor_version IS 'Version of the reader that read it: another may read it better';
COMMENT ON COLUMN quarantine.released_at IS 'When it was loaded after all, UTC; NULL while it is held back';
