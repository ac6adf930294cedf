-- For an administrator who sets up the database by hand (psql, as a superuser):
--
--   createdb guanjia
--   psql -d guanjia -v migrator=LOGIN -f deploy/roles.sql
--   psql -d guanjia -c '\password guanjia_app'
--
-- LOGIN is an existing login that runs the migrations. Then set
--   GUANJIA_DATABASE_URL        to guanjia_app's login,
--   GUANJIA_OWNER_DATABASE_URL  to LOGIN's (only where `guanjia migrate` is run).
-- Where GUANJIA_DATABASE_URL is an administrator's, `guanjia` does all this itself.

create role guanjia_owner nologin nosuperuser nobypassrls;
create role guanjia_app login nosuperuser nobypassrls nocreatedb nocreaterole;
grant guanjia_owner to :"migrator";
select current_database() as database \gset
grant create, connect on database :"database" to guanjia_owner;
grant connect on database :"database" to guanjia_app;
