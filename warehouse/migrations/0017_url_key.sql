-- The loader looks each page up by a number: to look for its address among all
-- of them costs more than all else that a load does.

ALTER TABLE documents ADD COLUMN url_key UBIGINT;
UPDATE documents SET url_key = md5_number_lower(url);
COMMENT ON COLUMN documents.url_key IS 'Half of the MD5 digest of url, by which the loader finds it';
