# Gem::Version of Ruby: one line `a<TAB>b` in, one of < = > ? out.
STDIN.each_line(chomp: true) do |line|
  left, right = line.split("\t", -1)
  if Gem::Version.correct?(left) && Gem::Version.correct?(right)
    puts({ -1 => "<", 0 => "=", 1 => ">" }[Gem::Version.new(left) <=> Gem::Version.new(right)])
  else
    puts "?"
  end
end
