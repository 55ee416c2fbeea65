# The text that enter.sh runs for the server: PostgreSQL, which holds BuildGrid's queue, then BuildGrid.
PATH=/venv/bin:$(echo /usr/lib/postgresql/*/bin):$PATH

# PostgreSQL refuses to run as root: it runs in a user namespace that only maps it to another user.
as_daemon() { unshare --user --map-user=1 --map-group=1 -- "$@"; }

mkdir -p /var/lib/farm/queue
as_daemon initdb --pgdata=/var/lib/farm/queue --username=farm --auth=trust --no-sync --encoding=UTF8 >/dev/null
# The queue need not outlive the farm, so no write waits for the disk.
as_daemon postgres -D /var/lib/farm/queue -k /farm -c listen_addresses= -c fsync=off -c synchronous_commit=off \
  -c full_page_writes=off -c shared_buffers=32MB &
until as_daemon pg_isready --host=/farm --quiet; do
  kill -0 $! # fails when PostgreSQL has ended
  sleep 0.1
done
as_daemon createdb --host=/farm --username=farm farm
bgd migrate apply 'postgresql+psycopg://farm@/farm?host=/farm'
exec bgd server start -vv /farm/buildgrid.yml
