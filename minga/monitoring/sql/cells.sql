-- Every indicator of MON-2 by sex, population and age, for the municipality in scope and one programme.
-- Rows: indicator, sex, population, age, numerator, denominator, people.
WITH person AS (
    SELECT p.id, p.sex,
        CASE WHEN p.population_group = ANY(%(mobility)s) THEN 'mobility' ELSE 'host' END AS population,
        CASE
            WHEN p.birth_date IS NULL THEN ''
            WHEN extract(year FROM age(p.registered_at AT TIME ZONE %(zone)s, p.birth_date)) <= 17 THEN '0-17'
            WHEN extract(year FROM age(p.registered_at AT TIME ZONE %(zone)s, p.birth_date)) <= 29 THEN '18-29'
            WHEN extract(year FROM age(p.registered_at AT TIME ZONE %(zone)s, p.birth_date)) <= 44 THEN '30-44'
            WHEN extract(year FROM age(p.registered_at AT TIME ZONE %(zone)s, p.birth_date)) <= 59 THEN '45-59'
            ELSE '60+'
        END AS age
    FROM people_person p
    WHERE EXISTS (
        SELECT FROM people_participation q
        WHERE q.municipality_id = p.municipality_id AND q.person_id = p.id AND q.programme_id = %(programme)s
    )
),
attended AS (
    SELECT enrolment_id, sum(minutes) AS minutes, bool_or(state = ANY(%(present)s)) AS started
    FROM attendance_mark GROUP BY enrolment_id
),
offered AS (
    SELECT s.class_group_id, sum(s.minutes) AS minutes
    FROM training_session s
    WHERE s.cancelled_at IS NULL AND EXISTS (SELECT FROM attendance_mark m WHERE m.session_id = s.id)
    GROUP BY s.class_group_id
),
enrolment AS (
    SELECT e.id, e.person_id, e.state, coalesce(a.started, false) AS started,
        coalesce(a.minutes, 0) AS attended, coalesce(o.minutes, 0) AS offered,
        EXISTS (
            SELECT FROM certification_certificate c WHERE c.enrolment_id = e.id AND c.revoked_at IS NULL
        ) AS certified
    FROM training_enrolment e
    JOIN training_classgroup g ON g.id = e.class_group_id
    JOIN training_cycle y ON y.id = g.cycle_id AND y.programme_id = %(programme)s
    LEFT JOIN attended a ON a.enrolment_id = e.id
    LEFT JOIN offered o ON o.class_group_id = e.class_group_id
    WHERE e.confirmed_at IS NOT NULL AND e.state <> 'released'
),
journey AS (
    SELECT p.id, p.sex, p.population, p.age,
        count(e.id) AS enrolments,
        count(e.id) FILTER (WHERE e.started) AS started,
        count(e.id) FILTER (WHERE e.started AND e.state = 'left') AS deserted,
        count(e.id) FILTER (WHERE e.state = 'no_show') AS no_shows,
        coalesce(sum(e.attended) FILTER (WHERE e.started), 0) AS attended,
        coalesce(sum(e.offered) FILTER (WHERE e.started), 0) AS offered,
        coalesce(bool_or(e.certified), false) AS certified
    FROM person p LEFT JOIN enrolment e ON e.person_id = p.id
    GROUP BY p.id, p.sex, p.population, p.age
),
cell AS (
    SELECT sex, population, age,
        count(*) AS registered,
        count(*) FILTER (WHERE enrolments > 0) AS enrolled_people,
        count(*) FILTER (WHERE started > 0) AS started_people,
        count(*) FILTER (WHERE certified) AS certified_people,
        sum(enrolments) AS enrolments, sum(started) AS started, sum(deserted) AS deserted, sum(no_shows) AS no_shows,
        sum(attended) AS attended, sum(offered) AS offered
    FROM journey GROUP BY sex, population, age
)
SELECT 'registered', sex, population, age, registered, NULL::bigint, registered FROM cell
UNION ALL SELECT 'started', sex, population, age, started_people, NULL, started_people FROM cell
UNION ALL SELECT 'attendance', sex, population, age, attended, offered, started_people FROM cell
UNION ALL SELECT 'desertion', sex, population, age, deserted, started, started_people FROM cell
UNION ALL SELECT 'no_show', sex, population, age, no_shows, enrolments, enrolled_people FROM cell
UNION ALL SELECT 'certified', sex, population, age, certified_people, started_people, started_people FROM cell
