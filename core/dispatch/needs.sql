-- A group's own needs and, where it has none of the kind and category, the shipped ones.
with
own as (
    select kind, category_code, null::text as nature, functions, skills, levels, minutes
    from core.dispatch_need
    where group_id = :group
),
shipped as (
    select kind, nullif(category, '') as category_code, nature, functions, skills, levels, minutes
    from (values $needs) as listed(kind, nature, category, functions, skills, levels, minutes)
)
select
    told.*,
    row_number() over (order by kind, category_code nulls first, nature nulls first) as position
from (
    select :group as group_id, true as own, own.* from own
    union all
    select :group, false, shipped.*
    from shipped
    where not exists (
        select from own
        where own.kind = shipped.kind
            and own.category_code is not distinct from shipped.category_code
    )
) as told
order by position
