-- What the codes of units mean. A unit with slashes is made of others, in the
-- order of the text: there are as many as people write.

CREATE TABLE base_units (
    unit     VARCHAR PRIMARY KEY,
    name_vi  VARCHAR NOT NULL,
    name_en  VARCHAR NOT NULL,
    kind     VARCHAR NOT NULL,
    additive BOOLEAN NOT NULL
);
INSERT INTO base_units VALUES
    ('person', 'người', 'person', 'count', true), ('person_time', 'lượt người', 'person-time', 'count', true),
    ('household', 'hộ', 'household', 'count', true), ('household_time', 'lượt hộ', 'household-time', 'count', true),
    ('gift', 'suất quà', 'gift', 'count', true), ('house', 'căn nhà', 'house', 'count', true), ('facility', 'cơ sở', 'facility', 'count', true),
    ('session', 'phiên, lớp, hội nghị', 'session', 'count', true), ('file', 'hồ sơ', 'file', 'count', true), ('document', 'văn bản', 'document', 'count', true),
    ('target', 'chỉ tiêu', 'target', 'count', true), ('province', 'tỉnh', 'province', 'count', true), ('district', 'huyện', 'district', 'count', true),
    ('commune', 'xã', 'commune', 'count', true), ('village', 'thôn', 'village', 'count', true), ('agency', 'cơ quan', 'agency', 'count', true),
    ('enterprise', 'doanh nghiệp', 'enterprise', 'count', true), ('cooperative', 'hợp tác xã', 'cooperative', 'count', true), ('case', 'vụ', 'case', 'count', true),
    ('group', 'tổ, đoàn, mô hình', 'group', 'count', true), ('project', 'dự án', 'project', 'count', true), ('job', 'việc làm', 'job', 'count', true),
    ('book', 'sổ, thẻ', 'book or card', 'count', true), ('item', 'đơn vị khác', 'anything else counted', 'count', true),
    ('VND', 'đồng', 'dong', 'money', true), ('USD', 'đô la Mỹ', 'US dollar', 'money', true), ('EUR', 'euro', 'euro', 'money', true), ('JPY', 'yên Nhật', 'yen', 'money', true),
    ('KRW', 'won Hàn Quốc', 'won', 'money', true), ('CNY', 'nhân dân tệ', 'yuan', 'money', true), ('MYR', 'ringgit Malaysia', 'ringgit', 'money', true), ('THB', 'baht Thái Lan', 'baht', 'money', true),
    ('RUB', 'rúp Nga', 'rouble', 'money', true), ('AUD', 'đô la Úc', 'Australian dollar', 'money', true), ('SGD', 'đô la Singapore', 'Singapore dollar', 'money', true), ('GBP', 'bảng Anh', 'pound sterling', 'money', true),
    ('percent', '%', 'percent', 'ratio', false), ('percentage_point', 'điểm phần trăm', 'percentage point', 'ratio', false), ('times', 'lần', 'times', 'ratio', false),
    ('point', 'điểm', 'point', 'ratio', false), ('place', 'bậc', 'place in an order', 'ratio', false),
    ('tonne', 'tấn', 'tonne', 'measure', true), ('kg', 'kg', 'kilogram', 'measure', true), ('ha', 'ha', 'hectare', 'measure', true), ('m2', 'm²', 'square metre', 'measure', true),
    ('km2', 'km²', 'square kilometre', 'measure', true), ('km', 'km', 'kilometre', 'measure', true),
    ('second', 'giây', 'second', 'time', true), ('minute', 'phút', 'minute', 'time', true), ('hour', 'giờ', 'hour', 'time', true), ('day', 'ngày', 'day', 'time', true),
    ('week', 'tuần', 'week', 'time', true), ('month', 'tháng', 'month', 'time', true), ('quarter', 'quý', 'quarter', 'time', true), ('year', 'năm', 'year', 'time', true);
COMMENT ON TABLE base_units IS 'The units that are not made of others, see units';
COMMENT ON COLUMN base_units.unit IS 'Code';
COMMENT ON COLUMN base_units.name_vi IS 'Vietnamese name';
COMMENT ON COLUMN base_units.name_en IS 'English name';
COMMENT ON COLUMN base_units.kind IS 'count, money, measure, time, ratio; rate for an amount per another';
COMMENT ON COLUMN base_units.additive IS 'Whether the parts of a whole add up in it';

CREATE VIEW units AS
FROM base_units
UNION ALL
SELECT u.unit, string_agg(coalesce(b.name_vi, u.part), '/' ORDER BY u.place), string_agg(coalesce(b.name_en, u.part), '/' ORDER BY u.place), 'rate', false
FROM (SELECT unit, unnest(string_split(unit, '/')) AS part, generate_subscripts(string_split(unit, '/'), 1) AS place FROM (SELECT unit FROM facts UNION SELECT unit FROM indicators) WHERE contains(unit, '/')) AS u
LEFT JOIN base_units AS b ON b.unit = u.part
GROUP BY u.unit;
COMMENT ON VIEW units IS 'The units of facts: those that values are converted to, and the amounts per person, month and so on that texts state';
COMMENT ON COLUMN units.unit IS 'Code: person, VND, VND/person/month';
COMMENT ON COLUMN units.name_vi IS 'Vietnamese name';
COMMENT ON COLUMN units.name_en IS 'English name';
COMMENT ON COLUMN units.kind IS 'count, money, measure, time, ratio; rate for an amount per another';
COMMENT ON COLUMN units.additive IS 'Whether the parts of a whole add up in it';
