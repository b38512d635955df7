-- Persons of the municipality in scope after an id, with the blind index of a document, to count them once over cities.
SELECT p.id, p.public_id::text,
    (SELECT min(encode(d.number_index, 'hex')) FROM people_document d
     WHERE d.municipality_id = p.municipality_id AND d.person_id = p.id AND d.number_index IS NOT NULL),
    p.sex,
    CASE WHEN p.population_group = ANY(%(mobility)s) THEN 'mobility' ELSE 'host' END
FROM people_person p
WHERE p.id > %(after)s AND EXISTS (
    SELECT FROM people_participation q
    WHERE q.municipality_id = p.municipality_id AND q.person_id = p.id AND q.programme_id = %(programme)s
)
ORDER BY p.id
