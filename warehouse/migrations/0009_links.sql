-- Which numbers of a document can be worked out from one another.

CREATE TABLE links (
    document_id INTEGER NOT NULL,
    relation    INTEGER NOT NULL,
    kind        VARCHAR NOT NULL,
    slot        VARCHAR NOT NULL,
    fact_id     VARCHAR NOT NULL,
    to_fact_id  VARCHAR NOT NULL,
    rule        VARCHAR NOT NULL,
    sure        BOOLEAN NOT NULL
);
COMMENT ON TABLE links IS 'Facts of a document that belong together, as it reads today: rows with the same relation make up one equation, whose result is fact_id';
COMMENT ON COLUMN links.document_id IS 'Document, see documents';
COMMENT ON COLUMN links.relation IS 'Number of the relation in its document';
COMMENT ON COLUMN links.kind IS 'attainment = level / target; attained_by = level / (level - deviation); deviation = level - target, or that / target; deviation_of = attainment - 100%; change = level - base, or that / base; change_rate = change / (level - change); index = level / base; index_change = 100% + change; share = part / whole; sum = parts added up; part >= parts added up; per_head: a sum = amount * heads; distribution: shares that make up 100%; repeat: the same quantity again';
COMMENT ON COLUMN links.slot IS 'What to_fact_id is in the equation: level, target, base (the level that a change starts from), by, part, whole, amount, heads, same';
COMMENT ON COLUMN links.fact_id IS 'The fact that the equation gives, see facts';
COMMENT ON COLUMN links.to_fact_id IS 'A fact that goes into it, see facts';
COMMENT ON COLUMN links.rule IS 'Rule that found the relation';
COMMENT ON COLUMN links.sure IS 'Whether the text leaves no other fact to take for to_fact_id';
