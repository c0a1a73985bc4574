# Keeps one PostgreSQL alive exactly as long as the process that started this script.
#
# A child is told of its parent's end only by the end of a pipe. So this script holds the server,
# waits for its standard input to close, and cleans up: after a normal end, after Ctrl-C, and after
# the parent was killed outright, when no code of the parent could have done it.
#
# $1 the temporary folder, $2 the folder of the server binaries, $3 the port

trap '' HUP INT TERM
cd "$1" || exit 1
server=

if "$2/initdb" --pgdata=data --username=liangshi --pwfile=password --auth=password \
    --encoding=UTF8 --locale=C >log 2>&1; then
    "$2/postgres" -D data -c listen_addresses=127.0.0.1 -c port="$3" -c unix_socket_directories= \
        -c max_connections=300 -c shared_buffers=256MB >>log 2>&1 &
    server=$!
else
    echo 'FATAL: initdb failed' >>log
fi

read -r _

if [ -n "$server" ]; then
    kill -QUIT "$server" 2>/dev/null
    wait "$server"
fi
cd / && rm -rf "$1"
