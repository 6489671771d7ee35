-- Most of what is read again says what it said before: that is seen at once.

ALTER TABLE documents ADD COLUMN digest UBIGINT;
COMMENT ON COLUMN documents.digest IS 'Digest of all that was last loaded of the document, its readings included; NULL where an earlier version of the program loaded it';
