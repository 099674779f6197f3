package dev.varve.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Cancelled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

@Timeout(30)
class EventLogTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Optional<Duration> NOT_AT_ALL = Optional.of(Duration.ZERO);

    private final EventLog log = new EventLog();
    private final AtomicInteger cuts = new AtomicInteger();

    private static Event event(int number) {
        return new Event(
                "image", "pull", Integer.toString(number), Map.of(), START.plusSeconds(number));
    }

    private void publish(int from, int to) {
        IntStream.range(from, to).forEach(number -> log.publish(event(number)));
    }

    private EventFollower follow(Instant since) {
        return log.follow(since, _ -> true, cuts::incrementAndGet);
    }

    private static List<Integer> taken(EventFollower follower) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (Optional<Event> next = follower.next(NOT_AT_ALL);
                next.isPresent();
                next = follower.next(NOT_AT_ALL)) {
            numbers.add(Integer.parseInt(next.get().actorId()));
        }
        return numbers;
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void thePastIsTheLast256Events() {
        publish(0, 300);
        assertThat(log.past()).hasSize(256);
        assertThat(log.past().getFirst().actorId()).isEqualTo("44");
        assertThat(log.past().getLast().actorId()).isEqualTo("299");
    }

    @Test
    void aFollowerGetsThePastSinceAnInstantAndThenWhatComes() throws InterruptedException {
        publish(0, 10);
        try (EventFollower follower = follow(START.plusSeconds(7))) {
            publish(10, 12);
            assertThat(taken(follower)).isEqualTo(numbers(7, 12));
        }
    }

    @Test
    void aFollowerGetsOnlyWhatItWants() throws InterruptedException {
        publish(0, 4);
        try (EventFollower odd =
                log.follow(
                        Instant.MIN,
                        e -> Integer.parseInt(e.actorId()) % 2 == 1,
                        cuts::incrementAndGet)) {
            publish(4, 6);
            assertThat(taken(odd)).containsExactly(1, 3, 5);
        }
    }

    @Test
    void nothingIsLostOrDoubledWhereThePastMeetsThePresent() throws Exception {
        int events = 200;
        for (int round = 0; round < 100; round++) {
            EventLog busy = new EventLog();
            CountDownLatch begun = new CountDownLatch(1);
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> publisher =
                        executor.submit(() -> {
                            for (int i = 0; i < events; i++) {
                                busy.publish(event(i));
                                begun.countDown();
                            }
                        });
                begun.await();
                try (EventFollower follower = busy.follow(Instant.MIN, _ -> true, () -> {})) {
                    publisher.get();
                    assertThat(taken(follower)).isEqualTo(numbers(0, events));
                }
            }
        }
    }

    @Test
    void everyFollowerGetsTheEventsOfAllPublishersInTheSameOrder() throws Exception {
        List<EventFollower> followers =
                List.of(follow(Instant.MAX), follow(Instant.MAX), follow(Instant.MAX));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int publisher = 0; publisher < 8; publisher++) {
                int from = publisher * 100;
                executor.execute(() -> publish(from, from + 100));
            }
        }
        List<Integer> order = taken(followers.getFirst());
        assertThat(order).containsExactlyInAnyOrderElementsOf(numbers(0, 800));
        for (EventFollower other : followers.subList(1, 3)) {
            assertThat(taken(other)).isEqualTo(order);
        }
    }

    @Test
    void aFollowerThatTakesNothingIsCutOffAndTheOthersAreNot() throws InterruptedException {
        EventFollower idle = follow(Instant.MAX);
        EventFollower keen = follow(Instant.MAX);
        for (int i = 0; i < 1025; i++) {
            publish(i, i + 1);
            assertThat(taken(keen)).containsExactly(i);
        }
        assertThat(cuts).hasValue(1);
        assertThat(log.followers()).isOne();
        assertThatThrownBy(() -> idle.next(NOT_AT_ALL))
                .isInstanceOf(Cancelled.class)
                .hasMessageContaining("events were lost");
    }

    @Test
    void aClosedFollowerStopsWaitingAndLeavesTheLog() throws Exception {
        EventFollower follower = follow(Instant.MAX);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Event>> waiting =
                    executor.submit(() -> follower.next(Optional.empty()));
            follower.close();
            assertThat(waiting.get()).isEmpty();
        }
        assertThat(log.followers()).isZero();
        assertThat(cuts).hasValue(0);
    }

    @Test
    void aWaitEndsWhenItsTimeIsOver() throws InterruptedException {
        try (EventFollower follower = follow(Instant.MAX)) {
            assertThat(follower.next(Optional.of(Duration.ofMillis(5)))).isEmpty();
            assertThat(follower.next(Optional.of(Duration.ofSeconds(-5)))).isEmpty();
        }
    }

    @Test
    void closingTheLogEndsThoseWhoWaitAndCutsThoseWhoAreBehind() throws Exception {
        EventFollower behind = follow(Instant.MAX);
        publish(0, 1);
        EventFollower keen = follow(Instant.MAX);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Event>> waiting = executor.submit(() -> keen.next(Optional.empty()));
            log.close();
            assertThat(waiting.get()).isEmpty();
        }
        assertThatThrownBy(() -> behind.next(NOT_AT_ALL)).isInstanceOf(Cancelled.class);
        assertThat(cuts).hasValue(1);
        assertThat(follow(Instant.MAX).next(Optional.empty()))
                .as("a late follower ends at once")
                .isEmpty();
    }
}
