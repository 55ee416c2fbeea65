# The text that enter.sh runs for the worker $1: a store for the inputs of actions, of which $2 stays free, then
# buildbox-worker. It has neither network nor environment; it knows only the server's socket of the farm.

# A worker image should need as little as possible: this one has no programs of packages other than these.
kept=$(dpkg -L bash buildbox coreutils dash findutils grep sed)
for program in /usr/bin/* /usr/sbin/*; do
  [[ $'\n'$kept$'\n' == *$'\n'$program$'\n'* ]] || doomed+=("$program")
done
rm -rf "${doomed[@]}" /venv /usr/lib/postgresql /usr/lib/python3* /usr/share/perl*

mkdir -p /var/lib/farm/store
env -i PATH=/usr/bin:/bin buildbox-casd --bind=unix:/run/casd.sock --remote=unix:/farm/server.sock \
  --instance=qgraph --proxy-instance=qgraph --quota-high=8G --reserved="$2" /var/lib/farm/store &
until [[ -S /run/casd.sock ]]; do
  kill -0 $! # fails when it has ended
  sleep 0.1
done
# A worker without space reports that, and gets no work until it has some.
exec env -i PATH=/usr/bin:/bin buildbox-worker --bots-remote=unix:/farm/server.sock --cas-remote=unix:/run/casd.sock \
  --instance=qgraph --buildbox-run=/usr/bin/buildbox-run-hosttools --runner-arg=--clearenv \
  --runner-arg=--staging-mode=copy-or-link --platform OSFamily=linux --platform ISA=x86-64 --platform Pool=qemu \
  --disk-usage-health-check=/var/lib/farm/store:99% --concurrent-jobs=1 "$1"
