-- rpm's own comparison: one line `a<TAB>b` in, one of < = > ? out.
for line in io.stdin:lines() do
  local left, right = line:match("^(.-)\t(.*)$")
  local ok, order = pcall(rpm.vercmp, left, right)
  io.stdout:write(not ok and "?" or order < 0 and "<" or order > 0 and ">" or "=", "\n")
end
io.stdout:flush()
