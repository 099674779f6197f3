package dev.varve.daemon.routes;

import dev.varve.api.EventMessage;
import dev.varve.daemon.http.Form;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.EventView;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.event.Event;
import dev.varve.event.EventFilters;
import dev.varve.event.EventFollower;
import dev.varve.event.EventLog;
import dev.varve.image.FilterJson;
import dev.varve.image.Timestamps;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What happened, as far as it is still known, and what happens.
public final class EventRoutes {
    private static final String JSON = "application/json";

    /// Unix seconds that Go's clients make of a time that was never set, among others.
    private static final Pattern BEFORE_1970 = Pattern.compile("-[0-9]{1,18}(\\.[0-9]{1,9})?");

    private final EventLog log;
    private final Clock clock;

    public EventRoutes(EventLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    public void register(Router router) {
        router.get("/events", this::events);
    }

    private Response events(Request request) {
        Form form = request.form();
        Optional<Instant> since = time(form.text("since"));
        Optional<Instant> until = time(form.text("until"));
        if (since.isPresent() && until.isPresent() && until.get().isBefore(since.get())) {
            throw new InvalidArgument(
                    "`since` time ("
                            + form.text("since")
                            + ") cannot be after `until` time ("
                            + form.text("until")
                            + ")");
        }
        EventFilters filters = new EventFilters(FilterJson.parse(form.text("filters")));
        Predicate<Event> wanted =
                filters.and(e -> until.isEmpty() || !e.time().isAfter(until.get()))
                        .and(e -> EventView.isFor(e, request.version()));
        Instant from = since.or(() -> until.map(u -> Instant.MIN)).orElse(Instant.MAX);
        boolean past = until.isPresent() && until.get().isBefore(clock.instant());
        return Response.stream(
                JSON,
                Map.of(),
                out -> {
                    // Clients wait for the headers to know that no event escapes them any more.
                    if (past) {
                        write(past(from, wanted), out);
                    } else {
                        follow(request, from, wanted, until, out);
                    }
                });
    }

    private List<Event> past(Instant from, Predicate<Event> wanted) {
        return log.past().stream().filter(e -> !e.time().isBefore(from)).filter(wanted).toList();
    }

    private void follow(
            Request request,
            Instant from,
            Predicate<Event> wanted,
            Optional<Instant> until,
            OutputStream out)
            throws IOException {
        try (EventFollower follower = log.follow(from, wanted, request::cut);
                Request.Watched _ = request.whenGone(follower::close)) {
            out.flush();
            while (true) {
                Optional<Event> event =
                        follower.next(until.map(end -> Duration.between(clock.instant(), end)));
                if (event.isEmpty()) {
                    return;
                }
                write(List.of(event.get()), out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("the daemon is stopping");
        }
    }

    private static void write(List<Event> events, OutputStream out) throws IOException {
        for (Event event : events) {
            EventMessage message = EventView.of(event);
            out.write(message.toLine().getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }

    private Optional<Instant> time(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean beforeAll = BEFORE_1970.matcher(text).matches();
        return Optional.of(beforeAll ? Instant.EPOCH : Timestamps.parse(text, clock));
    }
}
