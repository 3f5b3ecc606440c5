#!/bin/sh
# Starts 資格確認書デスク from the unpacked folder; with a command (./start.sh due) the command line.
here=$(dirname "$(readlink -f "$0")")
missing=$(ldd "$here/_internal/PySide6/Qt/plugins/platforms/libqxcb.so" 2>/dev/null | awk '/not found/ {print $1}' | sort -u)
if [ -n "$missing" ] && [ $# -eq 0 ]; then
    echo "画面に要るライブラリーが足りません。お使いのシステムの方法で入れてください:" >&2
    echo "System libraries are missing; install what holds these, the way your system does it:" >&2
    echo "$missing" >&2
    exit 1
fi
[ $# -eq 0 ] && exec "$here/shikaku-desk"
exec "$here/shikaku" "$@"
