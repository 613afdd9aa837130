-- Creates the three database roles of MedPayIQ. A superuser, or the administrator of a managed PostgreSQL, runs this once in the
-- database that MedPayIQ uses:
--
--     psql --dbname medpayiq --file scripts/create-roles.sql
--
-- medpayiq_owner     owns the tables: runs `medpayiq migrate` and `medpayiq keys`
-- medpayiq_importer  loads releases, tips and terms of contracts: runs `medpayiq import`, `tips`, `terms` and `law`
-- medpayiq_server    reads what is loaded, reads and writes denial reports: runs `medpayiq serve` and `medpayiq reports`
--
-- The roles have no passwords yet. Give each one with `\password medpayiq_server` and so on. Then run `medpayiq migrate` as
-- medpayiq_owner: it makes the tables and gives the other two roles their rights, also after an upgrade. It is safe to run this
-- file again, and in a database that has been used with one role for everything: medpayiq_owner then gets its tables.

do $$
declare
    new_role text;
begin
    foreach new_role in array array['medpayiq_owner', 'medpayiq_importer', 'medpayiq_server'] loop
        begin
            execute format('create role %I login', new_role);
        exception when duplicate_object or unique_violation then
            null;
        end;
    end loop;
end
$$;

-- An administrator who is no superuser can give something to a role only as its member.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant medpayiq_owner to %I', current_user);
    end if;
end
$$;

do $$
declare
    found record;
begin
    execute format('revoke all on database %I from public', current_database());
    execute format(
        'grant connect on database %I to medpayiq_owner, medpayiq_importer, medpayiq_server', current_database()
    );
    execute format('grant create, temporary on database %I to medpayiq_owner', current_database());
    revoke all on schema public from public;
    grant usage, create on schema public to medpayiq_owner;
    grant usage on schema public to medpayiq_importer, medpayiq_server;
    for found in
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and (relkind in ('r', 'p') or relname = 'ptp_edits')
            and relowner <> 'medpayiq_owner'::regrole
    loop
        execute format('alter table public.%I owner to medpayiq_owner', found.relname);
    end loop;
end
$$;
