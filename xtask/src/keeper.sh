# Keeps one PostgreSQL alive exactly as long as the process that started this script.
#
# A child is told of its parent's end only by the end of a pipe. So this script holds the server,
# waits for its standard input to close, and cleans up: after a normal end, after Ctrl-C, and after
# the parent was killed outright, when no code of the parent could have done it. Until then it takes
# the words `stop` (at once, like a crash) and `start`, and says `done` when it has.
#
# $1 the temporary folder, $2 the folder of the server binaries, $3 the port, and then NAME=VALUE
# for the environment of the server. LIANGSHI_POSTGRES_SETTINGS in our own environment is more of its
# command line, such as `-c shared_buffers=2GB`, for those who measure it

trap '' HUP INT TERM
folder=$1 binaries=$2 port=$3
shift 3
cd "$folder" || exit 1
server=

# The server must not hold our output open, or the reader would wait for it when we are gone.
start() {
    env "$@" "$binaries/postgres" -D data -c listen_addresses=127.0.0.1 -c port="$port" \
        -c unix_socket_directories= -c max_connections=300 -c shared_buffers=256MB \
        $LIANGSHI_POSTGRES_SETTINGS >>log 2>&1 &
    server=$!
}

stop() {
    if [ -n "$server" ]; then
        kill -QUIT "$server" 2>/dev/null
        wait "$server"
        server=
    fi
}

if "$binaries/initdb" --pgdata=data --username=liangshi --pwfile=password --auth=password \
    --encoding=UTF8 --locale=C >log 2>&1; then
    start "$@"
else
    echo 'FATAL: initdb failed' >>log
fi

while read -r word; do
    case $word in
    stop) stop ;;
    start) [ -n "$server" ] || start "$@" ;;
    esac
    echo done
done

stop
cd / && rm -rf "$folder"
