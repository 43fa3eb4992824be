#!/bin/sh
# Downloads CIFAR-10 (binary version) into the folder of this script, by get_cifar10.py beside it, which tells more.
for python in python3 python; do
    if "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" "$(dirname "$0")/get_cifar10.py" "$@"
    fi
done
echo 'Downloading CIFAR-10 needs Python 3.11 or newer: install it from https://www.python.org/downloads/ and try again.' >&2
exit 1
