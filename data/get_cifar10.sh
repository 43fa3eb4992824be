#!/bin/sh
# Downloads CIFAR-10 (binary version) into the folder of this script, checks it, and unpacks it to cifar-10-batches-bin.
# An interrupted download goes on where it stopped; a second run does nothing. CIFAR10_URL (http, https or file) and
# CIFAR10_SHA256 name another copy of the archive. get_cifar10.py does the same where there is no sh.
set -u

url=${CIFAR10_URL:-https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz}
sum=${CIFAR10_SHA256:-c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd}
folder=cifar-10-batches-bin
part=cifar-10-binary.tar.gz.part # the archive, whole or not yet
unpacked=$folder.part            # what is unpacked from it
batches='data_batch_1.bin data_batch_2.bin data_batch_3.bin data_batch_4.bin data_batch_5.bin test_batch.bin'
pauses='2 5 10 20' # seconds before each further try
again='then run the same command again'

fail() {
    echo "$1" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

sha256() { # prints the checksum of a file
    if has sha256sum; then
        sha256sum <"$1"
    elif has shasum; then
        shasum -a 256 <"$1"
    else
        openssl dgst -sha256 -r <"$1"
    fi | cut -d ' ' -f 1
}

batch_sums() { # prints "checksum name" for each batch file in a folder; stops at the first that is not there
    for name in $batches; do
        [ -f "$1/$name" ] || return 1
        echo "$(sha256 "$1/$name") $name"
    done
}

intact() { # whether the batch files are as they were when they were unpacked
    [ -f "$folder/sha256.txt" ] && [ "$(batch_sums "$folder")" = "$(cat "$folder/sha256.txt")" ]
}

size() { wc -c <"$part" 2>/dev/null || echo 0; }

# Fetches what is missing of $part. Results: 0 done, 1 try again, 2 start over, 3 disk, 4 hopeless.
fetch() {
    if has curl; then
        # A transfer that stands still for a minute counts as broken.
        status=$(curl -f -L -# -C - --connect-timeout 30 --speed-limit 1 --speed-time 60 \
            -o "$part" -w '%{http_code}' "$url")
        case $?:$status in
        0:*) return 0 ;;
        22:416 | 33:* | 36:*) return 2 ;; # the server cannot go on from where we are
        22:408 | 22:429 | 22:5*) return 1 ;; # it is busy
        22:* | 1:* | 3:* | 37:*) return 4 ;; # there is no such file, or no such address
        23:*) return 3 ;;
        *) return 1 ;;
        esac
    fi
    case $url in
    file:*)
        path=${url#file:}
        case $path in //*) path=/${path#//*/} ;; esac
        [ -r "$path" ] || return 4
        cp "$path" "$part" || return 3
        return 0
        ;;
    esac
    wget -c -t 1 -T 60 -O "$part" "$url"
    case $? in
    0) return 0 ;;
    3) return 3 ;;
    8) return 4 ;; # the server says no; wget sees by itself whether it can resume
    *) return 1 ;;
    esac
}

download() {
    for pause in $pauses last; do
        fetch
        result=$?
        if [ $result -eq 2 ]; then # once: from an empty file there is nothing to resume
            echo 'The server cannot resume: starting from the beginning.'
            rm -f "$part"
            fetch
            result=$?
        fi
        case $result in
        0) return ;;
        3) fail "The disk is full, or data/ cannot be written to: make 400 MB of room, $again." ;;
        2 | 4) fail "There is no CIFAR-10 archive at $url: check CIFAR10_URL if you set it, else try again later." ;;
        esac
        [ "$pause" = last ] && break
        echo "The connection broke at $(($(size))) bytes: trying again in $pause seconds."
        sleep "$pause"
    done
    fail "$url cannot be reached: check the network connection, $again; it goes on from where it stopped."
}

unpack() {
    rm -rf "$unpacked"
    mkdir "$unpacked" && tar -xzof "$part" -C "$unpacked" || {
        rm -rf "$unpacked"
        fail "The archive could not be unpacked: make sure that 400 MB are free in data/, $again."
    }
    batch_sums "$unpacked/$folder" >"$unpacked/sha256.txt" || {
        rm -rf "$unpacked" "$part"
        fail "The archive from $url does not hold the six CIFAR-10 batch files, so nothing was kept: check CIFAR10_URL."
    }
    mv "$unpacked/sha256.txt" "$unpacked/$folder/" &&
        rm -rf "$folder" && mv "$unpacked/$folder" "$folder" && rm -rf "$unpacked" "$part" ||
        fail "data/$folder could not be put in place: make sure that you may write to data/, $again."
}

cd "$(dirname "$0")" || exit 1
has sha256sum || has shasum || has openssl ||
    fail "Checking the download needs sha256sum, shasum or openssl: install one of them, $again."
if intact; then
    echo "CIFAR-10 is there already, in data/$folder: nothing to do."
    exit
fi
trap 'echo "Stopped: run the same command again, and it goes on from here." >&2; exit 130' INT TERM

if [ -s "$part" ] && [ "$(sha256 "$part")" = "$sum" ]; then
    echo 'CIFAR-10 is downloaded already: unpacking it.'
else
    has curl || has wget ||
        fail 'Downloading needs curl or wget: install one of them, or run `python3 data/get_cifar10.py` instead.'
    echo "Downloading CIFAR-10, about 170 MB, from $url"
    download
    if [ "$(sha256 "$part")" != "$sum" ]; then
        rm -f "$part"
        fail "The download from $url has a wrong checksum, so it was removed: run the same command again."
    fi
fi
unpack
echo "CIFAR-10 is in data/$folder."
