# dpkg itself: one line `a<TAB>b` in, one of < = > ? out; dpkg takes one question a run.
# It goes on with some versions after a warning that they have bad syntax: they are invalid all the same.
tab=$(printf '\t')
while IFS="$tab" read -r left right; do
  # dpkg drops the space; without it a version that begins with a hyphen is an option.
  if said=$(dpkg --compare-versions " $left" lt " $right" 2>&1); then order='<'
  elif [ -n "$said" ]; then order='?'
  elif dpkg --compare-versions " $left" gt " $right"; then order='>'
  else order='='
  fi
  [ -z "$said" ] || order='?'
  echo "$order"
done
