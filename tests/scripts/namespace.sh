# Prepares a mount namespace and runs a program in it: unshare --mount sh namespace.sh COMMANDS PROGRAM ARGUMENTS...
# COMMANDS may call `private_dev`, which makes a /dev that can be written to without anybody else seeing it.
set -e
commands="$1"
shift

private_dev() {
    mkdir outer_dev
    mount --rbind /dev outer_dev
    mount -t tmpfs none /dev
    for device in null zero full random urandom; do
        touch "/dev/$device"
        mount --bind "outer_dev/$device" "/dev/$device"
    done
    ln -s /proc/self/fd /dev/fd
    ln -s /proc/self/fd/1 /dev/stdout
    ln -s /proc/self/fd/2 /dev/stderr
}

mount --make-rprivate /
eval "$commands"
exec "$@"
