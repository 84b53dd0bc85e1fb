-- Scores every site on every date. Parameters: $folder_* name the Parquet files, $first and $last
-- the sites of this run. Tables beside the files: criterion, condition, formula, day, level.
-- All figures are whole numbers of $unit parts of a point.
WITH answered AS (
    SELECT
        site_id,
        c.place AS criterion,
        recorded_at,
        recorded_at::DATE AS from_day,
        answer,
        CASE WHEN c.kind IN ('choice', 'date') THEN 0
             ELSE coalesce(try_cast(answer AS DECIMAL(9, 1)) * 10, 0)::INTEGER END AS tenths,
        nullif(numerator, '')::INTEGER AS top,
        nullif(denominator, '')::INTEGER AS bottom,
        CASE WHEN end_date IS NOT NULL THEN end_date
             WHEN c.months IS NULL THEN NULL
             ELSE (evidence_date + to_months(c.months))::DATE END AS last_day
    FROM read_parquet($responses) AS r
    JOIN criterion AS c USING (criterion_id)
    WHERE site_id BETWEEN $first AND $last
), response AS (
    SELECT
        a.site_id, criterion, recorded_at, from_day, last_day, tenths,
        (answer = 'not applicable' AND c.na_allowed) OR coalesce(bottom = 0, FALSE) AS gone,
        CASE
            WHEN answer = 'not applicable' OR bottom = 0 THEN 0
            WHEN kind = 'date' THEN c.points * $unit
            WHEN kind = 'choice' THEN c.points * $unit
                 * CASE answer WHEN 'yes' THEN 2 WHEN 'partly' THEN 1 ELSE 0 END // 2
            WHEN kind = 'limit' THEN CASE WHEN tenths <= 10 * target THEN c.points * $unit ELSE 0 END
            WHEN target IS NULL THEN 0
            WHEN bottom IS NOT NULL
            THEN c.points * $unit * least(100 * top, bottom * target) // (bottom * target)
            ELSE c.points * $unit * least(tenths, 10 * target) // (10 * target)
        END::INTEGER AS earned,
        CASE WHEN gate_at IS NULL OR kind <> 'percent' THEN FALSE
             WHEN bottom IS NULL THEN tenths >= 10 * gate_at
             ELSE 100 * top >= bottom * gate_at END AS near_enough
    FROM answered AS a
    JOIN criterion AS c ON c.place = a.criterion
), found AS (
    SELECT f.site_id, c.place AS criterion, f.recorded_at, conclusion, file_row_number AS number
    FROM read_parquet($findings, file_row_number = TRUE) AS f
    JOIN criterion AS c USING (criterion_id)
    WHERE site_id BETWEEN $first AND $last
), marked AS (
    -- A finding is about the response that was newest at its instant.
    SELECT
        r.* EXCLUDE (from_day),
        f.recorded_at::DATE AS from_day,
        f.recorded_at AS changed_at,
        1 + number AS number,
        conclusion = 'not confirmed' AS refused
    FROM found AS f
    ASOF JOIN response AS r
      ON f.site_id = r.site_id AND f.criterion = r.criterion AND f.recorded_at >= r.recorded_at
), event AS (
    SELECT *, lead(from_day, 1, DATE '9999-12-31') OVER (
        PARTITION BY site_id, criterion ORDER BY changed_at, number
    ) AS until_day
    FROM (
        SELECT site_id, criterion, from_day, changed_at, number, refused, last_day, tenths, gone,
               earned, near_enough FROM marked
        UNION ALL
        SELECT site_id, criterion, from_day, recorded_at, 0, FALSE, last_day, tenths, gone,
               earned, near_enough FROM response
    )
), stated AS (
    SELECT *, lead(recorded_on, 1, DATE '9999-12-31') OVER (
        PARTITION BY site_id ORDER BY recorded_on, file_row_number
    ) AS until_day
    FROM read_parquet($profiles, file_row_number = TRUE)
    WHERE site_id BETWEEN $first AND $last
), site AS (
    SELECT site_id FROM read_parquet($sites) WHERE site_id BETWEEN $first AND $last
), fact AS (
    SELECT
        site.site_id,
        day.number,
        day.day,
        {facts}
    FROM site
    CROSS JOIN day
    LEFT JOIN stated
      ON stated.site_id = site.site_id AND recorded_on <= day.day AND day.day < until_day
), asked AS (
    -- What is possible before any answer, and how many must-haves there are.
    SELECT
        fact.*,
        {asked}
    FROM fact
), begun AS (
    SELECT site_id, min(from_day) AS first_day FROM response GROUP BY site_id
), counting AS (
    -- Until when a response counts for anything, and whether the profile has a say in it.
    SELECT
        e.*,
        c.element,
        c.points,
        c.gate,
        c.formula,
        c.condition,
        c.condition < 0 AND c.formula IS NULL AS plain,
        CASE WHEN e.gone THEN until_day
             WHEN refused THEN from_day
             ELSE least(until_day, coalesce(last_day + 1, until_day)) END AS counts_until
    FROM event AS e
    JOIN criterion AS c ON c.place = e.criterion
), fixed AS (
    SELECT
        site_id,
        day.number,
        element,
        earned,
        CASE WHEN gone THEN points ELSE 0 END AS gone,
        gate AND (gone OR near_enough OR earned = points * $unit) AS passed
    FROM counting
    JOIN day ON from_day <= day.day AND day.day < counts_until
    WHERE plain AND from_day < counts_until AND (earned > 0 OR gone OR near_enough)
), cell AS (
    SELECT
        e.site_id,
        day.number,
        element,
        points,
        gate,
        gone,
        near_enough,
        CASE formula {required} END * 10 AS required,
        tenths,
        earned,
        CASE condition {holds} ELSE TRUE END AS applies
    FROM counting AS e
    JOIN day ON e.from_day <= day.day AND day.day < e.counts_until
    JOIN fact AS a ON a.site_id = e.site_id AND a.number = day.number
    WHERE NOT plain AND from_day < counts_until
), by_profile AS (
    SELECT
        site_id,
        number,
        element,
        CASE WHEN gone THEN 0
             WHEN required IS NULL THEN earned
             ELSE points * $unit * least(tenths, required) // required END::INTEGER AS earned,
        CASE WHEN gone THEN points ELSE 0 END AS gone,
        gate AND (gone OR near_enough OR CASE
            WHEN required IS NULL THEN earned = points * $unit ELSE tenths >= required
        END) AS passed
    FROM cell
    WHERE applies
), part AS (
    SELECT
        site_id,
        number,
        element,
        sum(earned)::BIGINT AS earned,
        sum(gone)::BIGINT AS gone,
        count(*) FILTER (passed) AS passed
    FROM (FROM fixed UNION ALL FROM by_profile)
    GROUP BY site_id, number, element
), total AS (
    SELECT
        site_id,
        number,
        sum(passed)::BIGINT AS passed,
        {sums}
    FROM part
    GROUP BY site_id, number
), summed AS (
    SELECT
        asked.site_id,
        asked.number,
        coalesce(asked.day >= first_day, FALSE) AS assessed,
        gates - coalesce(passed, 0) AS failed,
        {parts}
    FROM asked
    LEFT JOIN total USING (site_id, number)
    LEFT JOIN begun USING (site_id)
)
SELECT
    site_id,
    number,
    CASE WHEN NOT assessed THEN 'not_assessed'
         WHEN failed > 0 THEN 'not_ready'
         WHEN 100 * earned >= $ready_from * possible THEN 'ready'
         ELSE 'ready_with_gaps' END AS level,
    failed,
    CASE WHEN possible > 0 THEN 100000000 * earned // possible END AS score,
    {scores}
FROM (SELECT *, {all_earned} AS earned, {all_possible} AS possible FROM summed)
