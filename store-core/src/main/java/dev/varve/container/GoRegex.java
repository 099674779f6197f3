package dev.varve.container;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// A regular expression in Go's syntax. Whether it fits is found by following all its ways at once,
/// so that the time is at most the product of the lengths of pattern and text, whatever the
/// pattern; Java's own matcher may take exponential time, and not even by a limit on the characters
/// that it looks at can it be kept from that.
final class GoRegex {
    /// Steps of a program. `[0-9a-f]{64}` has 64.
    private static final int MOST_STEPS = 2_000;

    /// Why a pattern is not taken.
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /// A pattern that is sound and too costly.
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// What a pattern is made of.
    sealed interface Part {
        record One(IntPredicate fits) implements Part {}

        /// A place in the text, and no character.
        record Edge(Place place) implements Part {}

        record Sequence(List<Part> parts) implements Part {}

        record Either(List<Part> ways) implements Part {}

        /// @param most -1 for any number
        record Repeat(Part part, int least, int most) implements Part {}
    }

    @FunctionalInterface
    interface Place {
        boolean at(int[] text, int position);
    }

    private sealed interface Step {
        record Take(IntPredicate fits) implements Step {}

        record Look(Place place) implements Step {}

        record Fork(int other) implements Step {}

        record Jump(int to) implements Step {}

        record Done() implements Step {}
    }

    private final List<Step> steps = new ArrayList<>();

    private GoRegex() {}

    /// Throws [TooLargeException] when there would be too many steps.
    static GoRegex compile(String pattern) throws MalformedException {
        GoRegex regex = new GoRegex();
        regex.emit(new RegexReader(pattern).read());
        regex.add(new Step.Done());
        return regex;
    }

    /// Whether it fits anywhere in the text.
    boolean isIn(String text) {
        int[] characters = text.codePoints().toArray();
        Ways now = new Ways();
        for (int at = 0; at <= characters.length; at++) {
            Ways next = new Ways();
            if (follow(0, characters, at, now)) {
                return true;
            }
            if (at == characters.length) {
                return false;
            }
            for (int i = 0; i < now.count; i++) {
                if (steps.get(now.order[i]) instanceof Step.Take take
                        && take.fits.test(characters[at])
                        && follow(now.order[i] + 1, characters, at + 1, next)) {
                    return true;
                }
            }
            now = next;
        }
        return false;
    }

    /// The steps reached at one place of the text.
    private final class Ways {
        final boolean[] reached = new boolean[steps.size()];
        final int[] order = new int[steps.size()];
        final int[] stack = new int[steps.size()];
        int count;
        int waiting;

        /// Each step is reached once.
        void reach(int index) {
            if (!reached[index]) {
                reached[index] = true;
                stack[waiting++] = index;
            }
        }
    }

    /// Adds what is reached from a step without taking a character; whether that is the end.
    private boolean follow(int from, int[] text, int at, Ways ways) {
        ways.reach(from);
        while (ways.waiting > 0) {
            int index = ways.stack[--ways.waiting];
            switch (steps.get(index)) {
                case Step.Done _ -> {
                    return true;
                }
                case Step.Take _ -> ways.order[ways.count++] = index;
                case Step.Look(Place place) -> {
                    if (place.at(text, at)) {
                        ways.reach(index + 1);
                    }
                }
                case Step.Fork(int other) -> {
                    ways.reach(other);
                    ways.reach(index + 1);
                }
                case Step.Jump(int to) -> ways.reach(to);
            }
        }
        return false;
    }

    private int add(Step step) {
        if (steps.size() >= MOST_STEPS) {
            throw new TooLargeException();
        }
        steps.add(step);
        return steps.size() - 1;
    }

    private void emit(Part part) {
        switch (part) {
            case Part.One(IntPredicate fits) -> add(new Step.Take(fits));
            case Part.Edge(Place place) -> add(new Step.Look(place));
            case Part.Sequence(List<Part> parts) -> parts.forEach(this::emit);
            case Part.Either(List<Part> ways) -> either(ways);
            case Part.Repeat(Part repeated, int least, int most) -> repeat(repeated, least, most);
        }
    }

    private void either(List<Part> ways) {
        List<Integer> ends = new ArrayList<>();
        for (Part way : ways.subList(0, ways.size() - 1)) {
            int fork = add(new Step.Done());
            emit(way);
            ends.add(add(new Step.Done()));
            steps.set(fork, new Step.Fork(steps.size()));
        }
        emit(ways.getLast());
        ends.forEach(end -> steps.set(end, new Step.Jump(steps.size())));
    }

    private void repeat(Part part, int least, int most) {
        int before = steps.size();
        for (int i = 0; i < least; i++) {
            emit(part);
            if (steps.size() == before) {
                // Nothing, however often: without this, nested counts would never end.
                return;
            }
        }
        if (most < 0) {
            int fork = add(new Step.Done());
            emit(part);
            add(new Step.Jump(fork));
            steps.set(fork, new Step.Fork(steps.size()));
            return;
        }
        List<Integer> forks = new ArrayList<>();
        for (int i = least; i < most; i++) {
            forks.add(add(new Step.Done()));
            emit(part);
        }
        forks.forEach(fork -> steps.set(fork, new Step.Fork(steps.size())));
    }
}
