alter table tenants.account_event drop constraint ck_account_event_action;
alter table tenants.account_event add constraint ck_account_event_action CHECK (action in ('OPENED', 'DISABLED', 'LOGGED_IN', 'LOGGED_OUT', 'LOCKED', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'PASSWORD_RESET', 'ROLE_GRANTED', 'ROLE_REVOKED', 'KEY_ISSUED', 'KEY_REVOKED', 'IDENTITY_LINKED', 'PERSON_LINKED'));
