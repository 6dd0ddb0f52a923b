# apk of an Alpine root, by its own loader, so that no chroot is needed. $1 is the root.
# One line `a<TAB>b` in, one of < = > ? out; apk compares one pair a run.
set -eu
root=$1
set -- "$root/lib/ld-musl-x86_64.so.1" --library-path "$root/lib:$root/usr/lib" "$root/sbin/apk" version
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pairs"
# --check prints the versions that are invalid.
tr '\t' '\n' <"$folder/pairs" | sort -u | xargs -d '\n' -n 1000 "$@" --check -- >"$folder/invalid" || true
tab=$(printf '\t')
while IFS="$tab" read -r left right; do "$@" -t -- "$left" "$right"; done <"$folder/pairs" >"$folder/orders"
paste "$folder/pairs" "$folder/orders" |
  awk -F '\t' -v invalid="$folder/invalid" '
    BEGIN { while ((getline line < invalid) > 0) bad[line] = 1 }
    { print ($1 in bad) || ($2 in bad) ? "?" : $3 }'
