<?php
// Composer's parser says what is a version, its Comparator orders: one line `a<TAB>b` in, one of < = > ? out.
require '/usr/share/php/Composer/Semver/autoload.php';

use Composer\Semver\Comparator;
use Composer\Semver\VersionParser;

function valid(string $text): bool {
    try {
        // .9999999 stands for the x of 1.x-dev: the branch of a line of versions, at no place among them.
        return !str_ends_with((new VersionParser())->normalize($text), '.9999999-dev')
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

function normalised(string $text): string {
    try {
        return (new VersionParser())->normalize($text);
    } catch (UnexpectedValueException) {
        return '?';
    }
}

while (($line = fgets(STDIN)) !== false) {
    // With an argument: one version a line, and what the parser makes of it.
    if ($argc > 1) {
        echo normalised(rtrim($line, "\n")), "\n";
        continue;
    }
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
