import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type FileFound } from '../analyser.ts';
import { readText, readTexts } from './ruby-text.ts';
import { namedBy, rubyAnalyser } from './ruby.ts';

const gems = 'usr/lib/ruby/gems/3.3.0/specifications';
const read = (text: string | Buffer, path = `${gems}/folder-9.9.gemspec`): FileFound =>
  rubyAnalyser.read(path, bytesOf(Buffer.from(text)));
const named = ({ packages }: FileFound): string[] => packages.map(({ name, version }) => `${name} ${version}`);
/** A specification with these lines in its block. */
const spec = (...lines: string[]): string =>
  [
    '# -*- encoding: utf-8 -*-',
    '',
    'Gem::Specification.new do |s|',
    ...lines.map((line) => `  ${line}`),
    'end',
    '',
  ].join('\n');

const paths = `
yes usr/lib/ruby/gems/3.3.0/specifications/rake-13.0.6.gemspec
yes usr/lib/ruby/gems/3.3.0/specifications/default/json-2.6.1.gemspec
yes app/vendor/bundle/ruby/3.2.0/bundler/gems/foo-0123456789ab/foo.gemspec
yes app/vendor/bundle/ruby/3.2.0/bundler/gems/rails-0123456789ab/activesupport/activesupport.gemspec
yes specifications/a-1.gemspec
no usr/lib/ruby/gems/3.3.0/gems/rake-13.0.6/rake.gemspec
no app/app.gemspec
no usr/lib/ruby/gems/3.3.0/specifications/cache/x/a-1.gemspec
no usr/lib/ruby/gems/3.3.0/specifications/a-1.gemspec.bak
`;

describe('gems', () => {
  for (const line of paths.trim().split('\n')) {
    const [wanted, path] = line.split(' ');
    it(line, () => assert.equal(rubyAnalyser.wants(path!, 1, 0o644) !== null, wanted === 'yes'));
  }

  it('are read as RubyGems writes them, with their platform', () => {
    const text = [
      '# -*- encoding: utf-8 -*-',
      '# stub: nokogiri 1.15.4 x86_64-linux lib',
      '',
      'Gem::Specification.new do |s|',
      '  s.name = "nokogiri".freeze',
      '  s.version = "1.15.4"',
      '  s.platform = "x86_64-linux".freeze',
      '',
      '  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=',
      `  s.files = [${Array.from({ length: 2000 }, (_, at) => `"lib/${at}.rb".freeze`).join(', ')}]`,
      '  s.licenses = ["MIT".freeze, "Ruby".freeze]',
      '  s.rubygems_version = "3.4.10".freeze',
      'end',
    ].join('\n');
    assert.deepEqual(read(text, `${gems}/nokogiri-1.15.4-x86_64-linux.gemspec`), {
      packages: [
        {
          name: 'nokogiri',
          version: '1.15.4',
          type: 'gem',
          ecosystem: 'RubyGems',
          purl: 'pkg:gem/nokogiri@1.15.4?platform=x86_64-linux',
          licenses: ['MIT', 'Ruby'],
          line: 5,
        },
      ],
      problems: [],
    });
  });

  /** Forms of older writers, and what they state. */
  const forms: [string[], string][] = [
    [['s.name = %q{rake}', 's.version = "0.9.2"'], 'rake 0.9.2'],
    [["s.name = 'a'", "s.version = Gem::Version.new('1.0')"], 'a 1.0'],
    [['s.name = %q<a>.freeze', 's.version = Gem::Version.new "1.0"'], 'a 1.0'],
    [[String.raw`s.name = "\u0061\x62c"`, 's.version = "1.0";'], 'abc 1.0'],
    [['s.name = "a"', 's.version = "1 is none"'], 'a 1 is none'],
  ];
  for (const [lines, wanted] of forms) {
    it(`${lines.join('; ')} is ${wanted}`, () => {
      const found = read(spec(...lines));
      assert.deepEqual([named(found), found.problems], [[wanted], []]);
    });
  }
  it('may call the block’s variable as they like', () => {
    const text =
      'Gem::Specification.new do |gem|\r\n  s.name = "evil"\r\n  gem.name = "a"\r\n  gem.version = "1"\r\nend';
    assert.deepEqual(named(read(text)), ['a 1']);
  });
  it('state one licence or several', () => {
    const licence = (line: string): unknown =>
      read(spec('s.name = "a"', 's.version = "1"', line)).packages[0]?.licenses;
    assert.deepEqual(licence('s.license = "MIT".freeze'), ['MIT']);
    assert.deepEqual(licence("s.licenses = [ 'MIT', %q{Ruby} ]"), ['MIT', 'Ruby']);
    assert.deepEqual(licence('s.licenses = []'), []);
    assert.deepEqual(licence('s.licenses = licences_of(x)'), []);
  });

  /** Text that is not understood: the stub, the name of the file, or a problem. */
  const stub = '# -*- encoding: utf-8 -*-\n# stub: a 1.0 ruby lib\n# stub: x y z\n';
  const fallbacks: [string, string, string | null][] = [
    [stub, 'b-2.0', 'a 1.0'],
    ['', 'net-http-persistent-4.0.1', 'net-http-persistent 4.0.1'],
    ['', 'nokogiri-1.15.4-x86_64-linux', 'nokogiri 1.15.4'],
    [spec('s.name = "a"', 's.version = A::VERSION'), 'b-1.0.rc1', 'a 1.0.rc1'],
    [spec('s.name = "a#{1}"', 's.version = "1"'), 'b-2', 'b 1'],
    ['', 'a-2-1.0', null],
    ['', 'nothing', null],
    [spec('s.version = "1.0"'), 'foo', null],
  ];
  for (const [text, file, wanted] of fallbacks) {
    it(`${JSON.stringify(text.slice(0, 60))} in ${file} is ${wanted}`, () => {
      const found = read(text, `${gems}/${file}.gemspec`);
      assert.deepEqual([named(found), found.problems.length], wanted === null ? [[], 1] : [[wanted], 0]);
    });
  }
  it('names the platform by the file where the text does not', () => {
    assert.equal(namedBy('x/nokogiri-1.15.4-java.gemspec')?.platform, 'java');
  });

  const broken: [string | Buffer, RegExp, string[]][] = [
    [spec('s.name = "a"', 's.version = "1"', 's.name = "b"'), /states its name again in line 6/, ['a 1']],
    [`#\n# stub: b 2 ruby lib\n${spec('s.name = "a"', 's.version = "1"')}`, /is b 2 by its first lines/, ['a 1']],
    [Buffer.from(spec('s.name = "a\xe9"', 's.version = "1"'), 'latin1'), /unreadable characters/, []],
    [spec(String.raw`s.name = "a\n"`, 's.version = "1"'), /unreadable characters/, []],
    [spec('s.name = ""', 's.version = "1"'), /has no name/, []],
  ];
  for (const [text, because, packages] of broken) {
    it(`say what is wrong: ${because.source}`, () => {
      const found = read(text);
      assert.match(found.problems.map((problem) => problem.because).join('\n'), because);
      assert.deepEqual(named(found), packages);
    });
  }
  it('are not held up by lines that go on for ever', () => {
    const long = ' '.repeat(4_000_000);
    const text = spec(
      's.name = "a"',
      's.version = "1"',
      `s.licenses = [${long}`,
      `s.name${long}=`,
      `s.platform = "${long}`,
    );
    assert.deepEqual(named(read(text)), ['a 1']);
  });

  it('are listed, or it is said why not, whatever the file holds', () => {
    const word = fc.constantFrom(
      'Gem::Specification.new do |s|',
      '\n',
      '  s.name = ',
      's.version = ',
      '"',
      '%q{',
      'a',
      '1',
      '\\',
    );
    const text = fc.array(fc.oneof(word, fc.string({ maxLength: 4 }))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom('a-1', 'a', 'a-1-2'), (content, file) => {
        const { packages, problems } = read(content, `${gems}/${file}.gemspec`);
        assert.ok(packages.length + problems.length > 0);
        for (const { name, version } of packages) assert.ok(name !== '' && version !== '');
      }),
    );
  });
});

describe('texts of Ruby', () => {
  const texts: [string, string | null][] = [
    ['"a"', 'a'],
    [String.raw`"\"\\\#{x}".freeze`, '"\\#{x}'],
    [String.raw`"Andr\u00E9 \u{1F600}"`, 'André 😀'],
    [String.raw`"\xC3"`, '\uFFFD'],
    ["'a\\'b\\n'", "a'b\\n"],
    ['%q[a]', 'a'],
    ['"#{x}"', null],
    ['"#@x"', null],
    ['"#x"', '#x'],
    ['"a" + "b"', null],
    ['"a".upcase', null],
    ['VERSION', null],
    ['', null],
  ];
  for (const [source, wanted] of texts) it(source, () => assert.equal(readText(source), wanted));
  it('in lists', () => {
    assert.deepEqual(readTexts('["a, b".freeze, \'c\']'), ['a, b', 'c']);
    assert.equal(readTexts('["a", b]'), null);
  });
});
