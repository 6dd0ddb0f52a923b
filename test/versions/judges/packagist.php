<?php
// Composer's parser says what is a version, its Comparator orders: one line `a<TAB>b` in, one of < = > ? out.
require '/usr/share/php/Composer/Semver/autoload.php';

use Composer\Semver\Comparator;
use Composer\Semver\VersionParser;

function valid(string $text): bool {
    try {
        // 9999999 stands for the x of 1.x-dev: the branch of a line of versions, at no place among them.
        return !str_contains((new VersionParser())->normalize($text), '9999999')
            // version_compare does not order every text: 1.0- stands before itself.
            && !Comparator::lessThan(bare($text), bare($text));
    } catch (UnexpectedValueException) {
        return false;
    }
}

// What the parser drops before it reads the numbers; the Comparator itself drops nothing.
function bare(string $text): string {
    $text = preg_replace(['{^(?=(?:master|trunk|default)$)}', '{^dev-}i'], 'dev-', $text);
    return preg_replace(['{@(?:stable|RC|beta|alpha|dev)$}i', '{^([^,\s+]++)\+[^\s]++$}', '{^v}i'], ['', '$1', ''], $text);
}

while (($line = fgets(STDIN)) !== false) {
    [$left, $right] = explode("\t", rtrim($line, "\n"));
    if (!valid($left) || !valid($right)) {
        echo "?\n";
        continue;
    }
    $left = bare($left);
    $right = bare($right);
    echo Comparator::lessThan($left, $right) ? '<'
        : (Comparator::greaterThan($left, $right) ? '>' : (Comparator::equalTo($left, $right) ? '=' : '?')), "\n";
}
