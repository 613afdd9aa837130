//! The database roles of an importer and of a server: what each may do, as far as the owner of the tables lets it.

use super::StoreError;
use tokio_postgres::Client;

/// Grants the roles `medpayiq_importer` and `medpayiq_server` what they need, and takes everything else away, if they exist.
///
/// The role that owns the tables does this after each migration, so that new tables are not forgotten. A new table counts as
/// loaded data unless it is listed here.
const GRANT: &str = "
do $$
declare
    found record;
    rights text[];
begin
    if not exists (select from pg_roles where rolname = 'medpayiq_importer')
        or not exists (select from pg_roles where rolname = 'medpayiq_server') then
        return;
    end if;
    for found in
        select c.relname as name from pg_class c
        where c.relnamespace = current_schema()::regnamespace and (c.relkind in ('r', 'p') or c.relname = 'ptp_edits')
    loop
        -- What the importer may do, and what the server may do.
        rights := case
            when found.name in ('denial_reports', 'denial_ledgers', 'denial_counts', 'idempotency_keys')
                then array['', 'select, insert, update, delete']
            when found.name like 'contributions%'
                then array['', 'select, insert, update, delete, truncate']
            when found.name = 'api_keys'
                then array['', 'select']
            when found.name in ('adjustment_groups', 'adjustment_reasons', 'remark_codes', 'ptp_edits', 'refinery_schema_history')
                then array['select', 'select']
            else array['select, insert, update, delete', 'select']
        end;
        execute format('revoke all on %I from medpayiq_importer, medpayiq_server', found.name);
        if rights[1] <> '' then
            execute format('grant %s on %I to medpayiq_importer', rights[1], found.name);
        end if;
        execute format('grant %s on %I to medpayiq_server', rights[2], found.name);
    end loop;
    execute format('grant usage on schema %I to medpayiq_importer, medpayiq_server', current_schema());
end
$$";

/// Whether the role of this connection owns the tables, or may make them if there are none yet.
pub(super) async fn may_migrate(client: &Client) -> Result<bool, StoreError> {
    let sql = "select coalesce(
        (select pg_has_role(relowner, 'usage') from pg_class where oid = to_regclass('refinery_schema_history')),
        has_schema_privilege(current_schema(), 'create'),
        true)";
    Ok(client.query_one(sql, &[]).await?.try_get(0)?)
}

/// Gives the other two roles their rights. Only one program may do so at a time.
pub(super) async fn grant(client: &Client) -> Result<(), StoreError> {
    Ok(client.batch_execute(GRANT).await?)
}
