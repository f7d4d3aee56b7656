-- Once, on the primary, as superuser, with the variable password: the role of what keeps primary, standby and pooler.
-- It copies the database and changes who is the primary, and reads no table of the site.
create role keeper login replication password :'password';
grant pg_monitor, pg_checkpoint to keeper;
grant alter system on parameter synchronous_standby_names to keeper;
grant execute on function pg_reload_conf(), pg_promote(boolean, integer) to keeper;
