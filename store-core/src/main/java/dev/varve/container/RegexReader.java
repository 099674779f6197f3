package dev.varve.container;

import dev.varve.container.GoRegex.MalformedException;
import dev.varve.container.GoRegex.Part;
import dev.varve.container.GoRegex.Place;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the syntax of Go's regular expressions. What Go does not know, such as looking ahead, is
/// malformed.
final class RegexReader {
    private static final int MOST_REPEATS = 1000;
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\\}");
    private static final Pattern FLAGS = Pattern.compile("\\?([imsU]*)(?:-([imsU]+))?([:)])");
    private static final Pattern NAME = Pattern.compile("\\?P?<[A-Za-z0-9_]+>");
    private static final Pattern SET_NAME = Pattern.compile("\\[:(\\^?)([a-z]+):\\]");
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final String pattern;
    private int at;
    private boolean ignoreCase;
    private boolean lines;
    private boolean dotAll;

    RegexReader(String pattern) {
        this.pattern = pattern;
    }

    Part read() throws MalformedException {
        Part all = either();
        if (at < pattern.length()) {
            throw malformed("unexpected )");
        }
        return all;
    }

    private Part either() throws MalformedException {
        boolean outerCase = ignoreCase;
        boolean outerLines = lines;
        boolean outerDot = dotAll;
        List<Part> ways = new ArrayList<>();
        ways.add(sequence());
        while (has('|')) {
            at++;
            ways.add(sequence());
        }
        ignoreCase = outerCase;
        lines = outerLines;
        dotAll = outerDot;
        return ways.size() == 1 ? ways.getFirst() : new Part.Either(ways);
    }

    private Part sequence() throws MalformedException {
        List<Part> parts = new ArrayList<>();
        while (at < pattern.length() && !has('|') && !has(')')) {
            if (pattern.startsWith("\\Q", at)) {
                quoted(parts);
            } else {
                parts.add(repeated(one()));
            }
        }
        return new Part.Sequence(parts);
    }

    private void quoted(List<Part> parts) throws MalformedException {
        int end = pattern.indexOf("\\E", at);
        String text = pattern.substring(at + 2, end < 0 ? pattern.length() : end);
        text.codePoints().forEach(c -> parts.add(literal(c)));
        at = end < 0 ? pattern.length() : end + 2;
        if (!text.isEmpty()) {
            parts.add(repeated(parts.removeLast()));
        }
    }

    private Part repeated(Part part) throws MalformedException {
        Optional<Part> repeat = times(part);
        if (repeat.isPresent() && has('?')) {
            at++;
        }
        if (repeat.isPresent() && times(part).isPresent()) {
            throw malformed("invalid nested repetition operator");
        }
        return repeat.orElse(part);
    }

    private Optional<Part> times(Part part) throws MalformedException {
        if (has('*') || has('+') || has('?')) {
            char sign = pattern.charAt(at++);
            return Optional.of(new Part.Repeat(part, sign == '+' ? 1 : 0, sign == '?' ? 1 : -1));
        }
        Matcher count = matcher(COUNT);
        if (!count.lookingAt()) {
            return Optional.empty();
        }
        at = count.end();
        int least = Integer.parseInt(count.group(1));
        int most = least;
        if (count.group(2) != null) {
            most = count.group(3) == null ? -1 : Integer.parseInt(count.group(3));
        }
        if (Math.max(least, most) > MOST_REPEATS || (most >= 0 && most < least)) {
            throw malformed("invalid repeat count");
        }
        return Optional.of(new Part.Repeat(part, least, most));
    }

    private Part one() throws MalformedException {
        if (matcher(COUNT).lookingAt()) {
            throw malformed("missing argument to repetition operator");
        }
        int c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> new Part.One(set());
            case '.' -> {
                boolean all = dotAll;
                yield new Part.One(any -> all || any != '\n');
            }
            case '^' -> new Part.Edge(lines ? RegexReader::lineStart : (_, i) -> i == 0);
            case '$' -> new Part.Edge(lines ? RegexReader::lineEnd : (text, i) -> i == text.length);
            case '\\' -> escaped();
            case '*', '+', '?' -> throw malformed("missing argument to repetition operator");
            default -> literal(c);
        };
    }

    private Part group() throws MalformedException {
        Matcher flags = matcher(FLAGS);
        Matcher name = matcher(NAME);
        boolean outerCase = ignoreCase;
        boolean outerLines = lines;
        boolean outerDot = dotAll;
        if (flags.lookingAt()) {
            at = flags.end();
            set(flags.group(1), true);
            set(flags.group(2) == null ? "" : flags.group(2), false);
            if (flags.group(3).equals(")")) {
                return new Part.Sequence(List.of());
            }
        } else if (name.lookingAt()) {
            at = name.end();
        } else if (has('?')) {
            throw malformed("invalid or unsupported Perl syntax");
        }
        Part inner = either();
        if (!has(')')) {
            throw malformed("missing closing )");
        }
        at++;
        ignoreCase = outerCase;
        lines = outerLines;
        dotAll = outerDot;
        return inner;
    }

    private void set(String flags, boolean value) {
        ignoreCase = flags.contains("i") ? value : ignoreCase;
        lines = flags.contains("m") ? value : lines;
        dotAll = flags.contains("s") ? value : dotAll;
    }

    private Part escaped() throws MalformedException {
        Place place =
                switch (at < pattern.length() ? pattern.charAt(at) : 0) {
                    case 'A' -> (_, i) -> i == 0;
                    case 'z' -> (text, i) -> i == text.length;
                    case 'b' -> RegexReader::wordEdge;
                    case 'B' -> (text, i) -> !wordEdge(text, i);
                    default -> null;
                };
        if (place != null) {
            at++;
            return new Part.Edge(place);
        }
        IntPredicate known = knownSet();
        return known != null ? new Part.One(known) : literal(escapedCharacter());
    }

    /// `\d` and its like, behind the backslash; null when it is none.
    private @Nullable IntPredicate knownSet() throws MalformedException {
        char c = at < pattern.length() ? pattern.charAt(at) : 0;
        IntPredicate set =
                switch (Character.toLowerCase(c)) {
                    case 'd' -> RegexReader::isDigit;
                    case 's' -> any -> any == ' ' || (any >= '\t' && any <= '\r' && any != 0x0b);
                    case 'w' -> RegexReader::isWord;
                    case 'p' -> {
                        at++;
                        yield unicodeSet();
                    }
                    default -> null;
                };
        if (set == null) {
            return null;
        }
        if (Character.toLowerCase(c) != 'p') {
            at++;
        }
        return Character.isUpperCase(c) ? set.negate() : set;
    }

    private IntPredicate unicodeSet() throws MalformedException {
        int end = has('{') ? pattern.indexOf('}', at) : at;
        if (end < 0 || end >= pattern.length()) {
            throw malformed("invalid character class range");
        }
        String name = has('{') ? pattern.substring(at + 1, end) : pattern.substring(at, at + 1);
        boolean negated = name.startsWith("^");
        String bare = negated ? name.substring(1) : name;
        at = end + 1;
        if (!bare.matches("[A-Za-z_]{1,40}")) {
            throw malformed("invalid character class range");
        }
        try {
            Pattern set = Pattern.compile("\\p{Is" + bare + "}");
            IntPredicate fits = c -> set.matcher(Character.toString(c)).matches();
            return negated ? fits.negate() : fits;
        } catch (PatternSyntaxException e) {
            throw malformed("invalid character class range");
        }
    }

    private int escapedCharacter() throws MalformedException {
        if (at == pattern.length()) {
            throw malformed("trailing backslash at end of expression");
        }
        int c = next();
        return switch (c) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'v' -> 0x0b;
            case 'x' -> hexadecimal();
            default -> {
                if (c > 127 || PUNCTUATION.indexOf(c) < 0) {
                    throw malformed("invalid escape sequence");
                }
                yield c;
            }
        };
    }

    private int hexadecimal() throws MalformedException {
        Matcher digits = matcher(Pattern.compile("([0-9A-Fa-f]{2})|\\{([0-9A-Fa-f]{1,6})\\}"));
        if (!digits.lookingAt()) {
            throw malformed("invalid escape sequence");
        }
        at = digits.end();
        String text = digits.group(1) != null ? digits.group(1) : digits.group(2);
        int c = Integer.parseInt(text, 16);
        if (c > Character.MAX_CODE_POINT) {
            throw malformed("invalid escape sequence");
        }
        return c;
    }

    private IntPredicate set() throws MalformedException {
        boolean negated = has('^');
        at += negated ? 1 : 0;
        List<IntPredicate> parts = new ArrayList<>();
        do {
            parts.add(ofSet());
        } while (!has(']'));
        at++;
        IntPredicate[] all = parts.toArray(IntPredicate[]::new);
        return c -> {
            for (IntPredicate part : all) {
                if (part.test(c)) {
                    return !negated;
                }
            }
            return negated;
        };
    }

    private IntPredicate ofSet() throws MalformedException {
        Matcher name = matcher(SET_NAME);
        if (name.lookingAt()) {
            at = name.end();
            IntPredicate named = named(name.group(2));
            return name.group(1).isEmpty() ? named : named.negate();
        }
        if (has('\\')) {
            at++;
            IntPredicate known = knownSet();
            if (known != null) {
                return known;
            }
            at--;
        }
        int low = bound();
        int high = low;
        if (has('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
            at++;
            high = bound();
        }
        if (high < low) {
            throw malformed("invalid character class range");
        }
        int last = high;
        return cased(c -> low <= c && c <= last);
    }

    private int bound() throws MalformedException {
        if (at == pattern.length()) {
            throw malformed("missing closing ]");
        }
        int c = next();
        return c == '\\' ? escapedCharacter() : c;
    }

    private static IntPredicate named(String name) throws MalformedException {
        return switch (name) {
            case "alnum" -> c -> isWord(c) && c != '_';
            case "alpha" -> c -> isWord(c) && c != '_' && !isDigit(c);
            case "ascii" -> c -> c < 128;
            case "blank" -> c -> c == ' ' || c == '\t';
            case "cntrl" -> c -> c < ' ' || c == 127;
            case "digit" -> RegexReader::isDigit;
            case "graph" -> c -> c > ' ' && c < 127;
            case "lower" -> c -> c >= 'a' && c <= 'z';
            case "print" -> c -> c >= ' ' && c < 127;
            case "punct" -> c -> c < 128 && PUNCTUATION.indexOf(c) >= 0;
            case "space" -> c -> c == ' ' || (c >= '\t' && c <= '\r');
            case "upper" -> c -> c >= 'A' && c <= 'Z';
            case "word" -> RegexReader::isWord;
            case "xdigit" -> c -> isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            default -> throw new MalformedException("invalid character class range: " + name);
        };
    }

    private Part literal(int expected) {
        return new Part.One(cased(c -> c == expected));
    }

    private IntPredicate cased(IntPredicate fits) {
        return ignoreCase
                ? c ->
                        fits.test(c)
                                || fits.test(Character.toLowerCase(c))
                                || fits.test(Character.toUpperCase(c))
                : fits;
    }

    private static boolean lineStart(int[] text, int i) {
        return i == 0 || text[i - 1] == '\n';
    }

    private static boolean lineEnd(int[] text, int i) {
        return i == text.length || text[i] == '\n';
    }

    private static boolean wordEdge(int[] text, int i) {
        boolean before = i > 0 && isWord(text[i - 1]);
        return before != (i < text.length && isWord(text[i]));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(int c) {
        return isDigit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private boolean has(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }

    private int next() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private Matcher matcher(Pattern of) {
        return of.matcher(pattern).region(at, pattern.length());
    }

    private static MalformedException malformed(String what) {
        return new MalformedException(what);
    }
}
