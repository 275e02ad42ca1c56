# Runs a server until standard input ends, then stops it and removes its directory.
#
# Whoever wants the server holds the other end of standard input. However that process goes, even by SIGKILL, the
# system closes it, so neither server nor directory stays behind. Signals are ignored because a terminal sends
# them to the whole group, and the directory must be removed all the same.
#
# Usage: sh -c "$(cat supervise.sh)" supervise DIRECTORY COMMAND...
directory=$1
shift
trap '' HUP INT TERM

# A background command gets /dev/null as its standard input, hence the copy.
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -QUIT "$server"; } >/dev/null 2>&1 &
watcher=$!

wait "$server"
status=$?
kill -KILL "$watcher" 2>/dev/null
rm -rf "$directory"
exit "$status"
