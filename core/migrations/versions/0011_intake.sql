alter table core.ticket
    add column category_proposed boolean not null default false,
    add column urgency_proposed boolean not null default false;

alter table core.intake_source alter column urgency drop not null;
