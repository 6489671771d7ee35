-- Whoever looks at the tables first should know which one to ask.

COMMENT ON TABLE facts IS 'Published numbers as they were read, with their history: rows are added and closed, never deleted. Ask current_facts for what holds today, corrected by people and with the number as stated';
