# Loads each gemspec that the input names, a line each, and says as JSON what RubyGems sees in it.
require 'json'

found = STDIN.read.split("\n").map do |file|
  one = Gem::Specification.load(file)
  [one.name, one.version.to_s, one.original_platform.to_s, one.licenses.uniq]
end
puts JSON.generate({ 'loaded' => found, 'folders' => Gem::Specification.dirs + [Gem.default_specifications_dir] })
