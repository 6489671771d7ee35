-- What is archived and says nothing yet: it must be seen, and not be tried again
-- by the reader that could not read it.

CREATE TABLE unread (
    url               VARCHAR NOT NULL,
    snapshot_url      VARCHAR NOT NULL,
    sha256            VARCHAR NOT NULL,
    fetched_at        TIMESTAMP NOT NULL,
    source_id         VARCHAR NOT NULL,
    media_type        VARCHAR NOT NULL,
    bytes             BIGINT NOT NULL,
    linked_from       VARCHAR NOT NULL,
    reason            VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE unread IS 'Archived pages and attachments that no document was read from, each content of each address once';
COMMENT ON COLUMN unread.url IS 'Canonical URL';
COMMENT ON COLUMN unread.snapshot_url IS 'URL that it was fetched from';
COMMENT ON COLUMN unread.sha256 IS 'SHA-256 of its bytes as fetched';
COMMENT ON COLUMN unread.fetched_at IS 'When it was fetched, UTC';
COMMENT ON COLUMN unread.source_id IS 'Site, see sources';
COMMENT ON COLUMN unread.media_type IS 'Content-Type that the server gave, without parameters';
COMMENT ON COLUMN unread.bytes IS 'Size in bytes';
COMMENT ON COLUMN unread.linked_from IS 'URL of the page that links to an attachment; empty for a page';
COMMENT ON COLUMN unread.reason IS 'Why nothing was read from it';
COMMENT ON COLUMN unread.extractor_version IS 'Version of the reader that read nothing from it';
